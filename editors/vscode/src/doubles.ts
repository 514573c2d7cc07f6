// What VS Code's own Markdown support answers too, told from texts alone.

/**
 * How long the line of a heading is; undefined for a line that is none. VS Code leads to
 * the whole line of a heading and notes-lsp to its text: two places, where the same range
 * makes one.
 */
export function headingLength(line: string): number | undefined {
  return /^ {0,3}#{1,6}(?:[ \t]|$)/.test(line) ? line.length : undefined;
}

/** Whether an inline image of Markdown, for which VS Code shows a preview, is at a column. */
export function onImage(line: string, column: number): boolean {
  for (const image of line.matchAll(/!\[[^\]]*\]\((?:<[^>]*>|[^()]*)\)/g)) {
    if (image.index <= column && column <= image.index + image[0].length) {
      return true;
    }
  }
  return false;
}

/** A hover without the picture that it begins with. */
export function withoutPicture(markdown: string): string {
  return markdown.replace(/^!\[[^\]\n]*\]\([^\n]*\)\n+/, '');
}

/**
 * Whether VS Code's search of headings finds what a symbol of notes-lsp is called: the letters of the query, in
 * their order. A name that notes-lsp found otherwise, as by first consonants, ends with an arrow and what was typed.
 */
export function finds(query: string, name: string): boolean {
  let at = 0;
  const lower = name.replace(/ ← .*$/, '').toLowerCase();
  for (const letter of query.toLowerCase()) {
    at = lower.indexOf(letter, at);
    if (at < 0) {
      return false;
    }
    at += letter.length;
  }
  return true;
}
