// Rows put together, for trees. Nothing here knows VS Code.

import type { Link, Tag, Use } from './rows.ts';

export interface Group<R> {
  readonly key: string;
  readonly rows: R[];
}

/** Rows of one key together, groups and rows in the order in which they come. */
export function grouped<R>(rows: Iterable<R>, key: (row: R) => string): Group<R>[] {
  const groups = new Map<string, Group<R>>();
  for (const row of rows) {
    const k = key(row);
    const group = groups.get(k);
    if (group) {
      group.rows.push(row);
    } else {
      groups.set(k, { key: k, rows: [row] });
    }
  }
  return [...groups.values()];
}

/** What a missing link looks for: two that look for the same have the same. */
export function wanted(link: Link): string {
  const target = decoded(link.target);
  return link.fragment === '' ? target : `${link.to === '' ? target : bare(fileName(link.to))}#${decoded(link.fragment)}`;
}

/** The groups with the most rows first; of equals the first by name. */
export function byDemand<R>(groups: Group<R>[]): Group<R>[] {
  return [...groups].sort((a, b) => b.rows.length - a.rows.length || (a.key < b.key ? -1 : 1));
}

export interface TagNode {
  /** The tag from the top, without '#'. */
  readonly tag: string;
  /** Its last part. */
  readonly name: string;
  /** How many notes have the tag itself; 0 for one that only others stand below. */
  notes: number;
  readonly below: TagNode[];
}

/** Tags as a tree: `#a/b` stands below `#a`, whether or not that is used itself. They are in the order of a language. */
export function nested(tags: readonly Tag[], language: string): TagNode[] {
  const top: TagNode[] = [];
  for (const { tag, notes } of tags) {
    let level = top;
    let node: TagNode | undefined;
    const parts = tag.split('/').filter((part) => part !== '');
    for (const [i, name] of parts.entries()) {
      const folded = fold(name);
      node = level.find((n) => fold(n.name) === folded);
      if (!node) {
        node = { tag: parts.slice(0, i + 1).join('/'), name, notes: 0, below: [] };
        level.push(node);
      }
      level = node.below;
    }
    if (node) {
      node.notes += notes;
    }
  }
  return sorted(top, new Intl.Collator(language, { numeric: true, sensitivity: 'base' }));
}

function sorted(nodes: TagNode[], order: Intl.Collator): TagNode[] {
  for (const node of nodes) {
    sorted(node.below, order);
  }
  return nodes.sort((a, b) => order.compare(a.name, b.name));
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** How much of a line is shown before the place it is shown for, in widths of a Latin letter: the views are narrow. */
const lead = 16;

/** The start of the last letters that are no wider than that; those beyond Latin are about twice as wide. */
function leadStart(letters: readonly string[], end: number): number {
  let start = end;
  for (let width = 0; start > 0; start--) {
    width += (letters[start - 1] ?? '') > '\u1000' ? 2 : 1;
    if (width > lead) {
      break;
    }
  }
  return start;
}

/** The line of a use as a label: its place in it, in UTF-16, and not far from its start. */
export function label(use: Pick<Use, 'text' | 'textStart' | 'textEnd'>): { label: string; highlights: [number, number][] } {
  const letters = Array.from(use.text);
  const cut = leadStart(letters, use.textStart);
  const before = (cut > 0 ? '…' : '') + letters.slice(cut, use.textStart).join('').replace(/^\s+/, '');
  const place = letters.slice(use.textStart, use.textEnd).join('');
  const text = before + place + letters.slice(use.textEnd).join('');
  return { label: text, highlights: place === '' ? [] : [[before.length, before.length + place.length]] };
}

export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** A file name as notes are called: without the extension of a note. */
export function bare(name: string): string {
  return name.replace(/\.(?:md|markdown|mdown|mkd)$/i, '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone %
  }
}
