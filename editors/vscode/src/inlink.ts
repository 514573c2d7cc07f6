/** A link that is begun and not closed: a wiki target, which may have spaces, and a path, which may between < and >. */
const begun = /\[\[[^[\]]*$|\]\((?:<[^<>]*|[^\s()<>]*)$/;

/** Whether what stands before the cursor is in the middle of a link. */
export function inLink(before: string): boolean {
  return begun.test(before);
}
