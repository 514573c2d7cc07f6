package vault

import "strings"

// isCommon knows words that prose is made of whatever it is about, and names that
// notes have for what they are instead of what they are about. In prose they mean no
// note; but an acronym is another word than the one in small letters.
func isCommon(folded string, acronym bool) bool {
	kind := commonWords[folded]
	return kind == kindOfNote || kind == plainWord && !acronym
}

const (
	plainWord  = 1 + iota
	kindOfNote // is common in capitals too: TODO
)

var commonWords = func() map[string]int {
	m := map[string]int{}
	for word := range strings.FieldsSeq(`
		about above after again all also always and another any anything are around back because been before being below best better between both but
		came can come could day did different does doing done down during each either else end enough even ever every few find first for found from
		get give given goes going gone good got great had has have having her here him his how however into its itself just keep kind know known last
		least less let like little long look lot made make making many may maybe might more most much must need never new next none not nothing now
		off often old once one only other our out over own part people per perhaps put quite rather really right said same say see seem seen shall she
		should show since small some something soon still such sure take than that the their them then there these they thing things think this those
		though through thus together too two under until upon use used useful using very want was way well went were what when where whether which
		ask build call case change close day days end fact fix form group hand help high idea job life line man men move name names number open order
		people personal place play point power problem project projects question questions read reading run set side story tail technical time top try
		turn value values woman women word words work working world write writing year years
		while who whole whom whose why will with within without would yes yet you your
		가능 거기 결과 경우 그것 그리고 그중 기본 나중 내일 다른 다음 답변 때문 마지막 모두 모든 문제 방법 부분 사람 사실 사용 생각 설명 시간 어제 여기 오늘 우리
		이것 이름 이번 이유 이전 이해 이후 일부 정도 중요 지금 질문 처음 필요 하나 하루 하지만 현재`) {
		m[word] = plainWord
	}
	for word := range strings.FieldsSeq(`
		appendix archive backlog bookmarks changelog conclusion contents daily draft drafts example examples faq home how-to howto inbox index info
		intro introduction license link links list log memo misc note notes overview page posts readme reference references resources review start
		summary tag tags template templates test til toc todo top untitled wiki
		개요 결론 관련 기록 기타 내용 노트 머리말 메모 목록 목차 부록 서론 소개 시작 시작하기 예시 예제 요약 일기 일지 자료 정리 제목 참고 참고자료 템플릿 할일 회고
		how_to how_it_works getting_started see_also table_of_contents 할_일 참고_자료 들어가며 마치며`) {
		m[strings.ReplaceAll(word, "_", " ")] = kindOfNote
	}
	return m
}()
