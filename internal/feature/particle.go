package feature

import (
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A particle follows a Korean noun without a space and is no part of it: the
// postpositions (조사) and the forms of 이다.
type particle struct {
	runes []rune
	after ending
	last  bool // nothing follows it
}

// ending is what the syllable before a particle must end in.
type ending uint8

const (
	anyEnding ending = iota
	vowel
	consonant
	vowelOrRieul // 로 stands behind ㄹ too
	notRieul     // 으로: a consonant but ㄹ
)

// particles are found by their first syllable. Those that a noun of its own also
// ends in more often than not are left out: 인 (한국인), 일 (휴무일), 론 (쿠버네티스론).
var particles = func() map[rune][]particle {
	m := map[rune][]particle{}
	add := func(after ending, last bool, list string) {
		for word := range strings.FieldsSeq(list) {
			p := particle{[]rune(word), after, last}
			m[p.runes[0]] = append(m[p.runes[0]], p)
		}
	}
	// Others may follow these, as in 에서+는 and 까지+만+이라도.
	add(anyEnding, false, "들 에 에서 에게 에게서 한테 한테서 께 께서 하고 까지 부터 만 마저 조차 밖에 뿐 처럼 같이 보다 만큼 대로 마다 씩 치고 커녕")
	add(vowelOrRieul, false, "로 로서 로써")
	add(notRieul, false, "으로 으로서 으로써")
	add(vowel, false, "와 랑 나 나마 라도 든 든지")
	add(consonant, false, "과 이랑 이나 이나마 이라도 이든 이든지 은커녕")
	add(vowel, false, "는커녕")
	// These end the word.
	add(anyEnding, true, "의 도 엔 에선 에겐 한텐 까진 부턴")
	add(vowel, true, "가 는 를 야 여")
	add(consonant, true, "이 은 을 이여")
	// Forms of 이다, of which 이 may drop behind a vowel.
	add(anyEnding, true, "이다 이며 이고 이자 이지만 이면 이라 이라는 이라고 이라면 이라서 이란 이니 이니까 이어서 이어야 이었다 이었던 이었고 이었으며 이었습니다 이죠 이지 입니다 입니까 이에요 인지 인가 인데 인데요 이기")
	add(vowel, true, "며 지만 라는 라고 라면 라서 란 니까 여서 여야 였다 였던 였고 였으며 였습니다 예요 죠")
	return m
}()

// maxParticles is how many particles follow one another: 들+에게서+만+은.
const maxParticles = 4

// endsName reports whether a name may end before runes[i]: where no letter follows,
// or nothing but particles until the next space or mark.
func endsName(runes []rune, i int) bool {
	if i == len(runes) || vault.ScriptOf(runes[i]) != vault.Hangul {
		return true
	}
	return endInParticles(runes, i, maxParticles)
}

func endInParticles(runes []rune, i, atMost int) bool {
	if atMost == 0 {
		return false
	}
	for _, p := range particles[runes[i]] {
		end := i + len(p.runes)
		if !fits(p.after, runes[i-1]) || !hasAt(runes, i, p.runes) {
			continue
		}
		if end == len(runes) || vault.ScriptOf(runes[end]) == vault.NoLetter {
			return true
		}
		if !p.last && endInParticles(runes, end, atMost-1) {
			return true
		}
	}
	return false
}

func hasAt(runes []rune, i int, want []rune) bool {
	if len(runes)-i < len(want) {
		return false
	}
	for j, r := range want {
		if runes[i+j] != r {
			return false
		}
	}
	return true
}

// fits reports whether a particle may follow the rune before it. How a word in
// another script is read aloud is not known: API를 and API을 are both written.
func fits(after ending, before rune) bool {
	if before < 0xAC00 || 0xD7A3 < before {
		return true
	}
	const rieul = 8
	final := (before - 0xAC00) % 28 // Unicode, 3.12
	switch after {
	case vowel:
		return final == 0
	case consonant:
		return final != 0
	case vowelOrRieul:
		return final == 0 || final == rieul
	case notRieul:
		return final != 0 && final != rieul
	}
	return true
}
