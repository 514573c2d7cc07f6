// What the page says, in the language of its reader: VS Code's, or else the browser's.

const korean = {
  'All folders': '모든 폴더',
  'All tags': '모든 태그',
  Attachments: '첨부 파일',
  By: '기준',
  'Click or Enter opens, Shift-click or L shows the local graph, arrows go to neighbours, / finds, 0 shows all.': '클릭이나 Enter로 열고, Shift+클릭이나 L로 주변 그래프를 봅니다. 방향키는 이웃 노트로, /는 찾기, 0은 전체 보기입니다.',
  'Colour by': '색 기준',
  Colours: '색',
  Controls: '조작판',
  Depth: '깊이',
  'Find a note': '노트 찾기',
  'Find a note by name or first consonants': '이름이나 초성으로 노트 찾기',
  Folder: '폴더',
  Graph: '그래프',
  'Graph of notes': '노트 그래프',
  'Graph of {0} notes with {1} links': '노트 {0}개와 링크 {1}개의 그래프',
  Legend: '범례',
  Local: '주변',
  'Missing notes': '없는 노트',
  'No such note': '그런 노트가 없습니다',
  'Notes found': '찾은 노트',
  'Notes without links': '링크 없는 노트',
  Show: '표시',
  'Show all (0)': '전체 보기 (0)',
  Tag: '태그',
  Tags: '태그',
  Whole: '전체',
  Zoom: '확대/축소',
  'Zoom in (+)': '확대 (+)',
  'Zoom out (-)': '축소 (-)',
  attachment: '첨부 파일',
  folder: '폴더',
  missing: '없는 노트',
  'no tag': '태그 없음',
  notes: '노트',
  nothing: '없음',
  others: '나머지',
  tag: '태그',
  'top folder': '최상위 폴더',
  '{0} in · {1} out': '들어옴 {0} · 나감 {1}',
  '{0} link': '링크 {0}개',
  '{0} links': '링크 {0}개',
  '{0} node': '노드 {0}개',
  '{0} nodes': '노드 {0}개',
};

export type Text = keyof typeof korean;

/** VS Code names its own language in the page that it makes; that of a file is the browser's. */
const inKorean = /^ko\b/i.test(document.documentElement.dataset.language ?? navigator.language);
if (inKorean) {
  document.documentElement.lang = 'ko';
}

/** A text in the reader's language, its holes filled. */
export function say(text: Text, ...holes: readonly string[]): string {
  return (inKorean ? korean[text] : text).replace(/\{(\d)\}/g, (_, hole) => holes[Number(hole)] ?? '');
}
