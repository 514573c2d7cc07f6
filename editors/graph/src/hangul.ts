// Search by name: parts of names in any case, and Hangul half-typed or by first consonants.

const initials = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const first = 0xac00; // 가
const last = 0xd7a3; // 힣
const vowels = 21;
const finals = 28; // none among them

/** A text as names are compared. */
export function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** Whether a typed character may be the start of what becomes a character of a name. */
function begins(typed: string, name: string): boolean {
  if (typed === name) {
    return true;
  }
  const code = name.charCodeAt(0) - first;
  if (code < 0 || code > last - first) {
    return false;
  }
  if (initials.includes(typed)) {
    return initials[Math.floor(code / (vowels * finals))] === typed;
  }
  const whole = typed.charCodeAt(0) - first;
  return whole >= 0 && whole <= last - first && whole % finals === 0 && code - (code % finals) === whole;
}

/** Where a folded query is found in a folded name, -1 for nowhere. */
export function find(query: string, name: string): number {
  const exact = name.indexOf(query);
  if (exact >= 0 || !/[ㄱ-ㅎ가-힣]/.test(query)) {
    return exact;
  }
  for (let start = 0; start + query.length <= name.length; start++) {
    let i = 0;
    while (i < query.length && begins(query[i]!, name[start + i]!)) {
      i++;
    }
    if (i === query.length) {
      return start;
    }
  }
  return -1;
}

/** How well a folded query names something, the lower the better; -1 for not at all. */
export function rank(query: string, name: string): number {
  const at = find(query, name);
  if (at < 0) {
    return -1;
  }
  if (at === 0) {
    return name.length === query.length ? 0 : 1;
  }
  return /[\p{L}\p{N}]/u.test(name[at - 1]!) ? 3 : 2;
}
