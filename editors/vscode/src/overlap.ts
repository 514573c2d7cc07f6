// Settings of VS Code's own Markdown support under which things are shown or done twice,
// told from their values alone.

/** One that stands in the way, and the value under which it does not. */
export interface Overlap {
  readonly setting: string;
  readonly value: unknown;
  /** What goes wrong: reported, offered or mended twice. */
  readonly what: 'problems' | 'paths' | 'moves';
}

/** Looks for settings that make doubles; get gives the value in force. */
export function overlaps(get: (setting: string) => unknown): Overlap[] {
  const out: Overlap[] = [];
  if (get('markdown.validate.enabled') === true) {
    out.push({ setting: 'markdown.validate.enabled', value: false, what: 'problems' });
  }
  if (get('markdown.suggest.paths.enabled') === true) {
    out.push({ setting: 'markdown.suggest.paths.enabled', value: false, what: 'paths' });
  }
  const moves = get('markdown.updateLinksOnFileMove.enabled');
  if (moves === 'prompt' || moves === 'always') {
    out.push({ setting: 'markdown.updateLinksOnFileMove.enabled', value: 'never', what: 'moves' });
  }
  return out;
}
