// Colours: the largest folders or tags have one each, the rest share one.

import { folderOf, type Net } from './data.ts';
import type { Text } from './texts.ts';

export type ColourBy = 'folder' | 'tag' | 'none';

export interface Group {
  readonly name: string;
  /** What the name is, where it is not of the vault. */
  readonly text?: Text;
  readonly count: number;
  readonly colour: string;
}

export interface Colouring {
  readonly groups: readonly Group[];
  /** The group of a node, -1 for one that stands for itself: a tag, a file, what is missing. */
  readonly of: Int16Array;
}

export interface Theme {
  readonly palette: readonly string[];
  readonly rest: string;
  readonly missing: string;
  readonly file: string;
  readonly tag: string;
  readonly edge: string;
  readonly text: string;
  readonly halo: string;
  readonly accent: string;
}

const most = 10;

/** The group that a note's colour shows. */
function nameOf(net: Net, i: number, by: ColourBy): string {
  const node = net.node(i);
  if (by === 'tag') {
    return node.tags?.[0]?.split('/')[0]?.toLowerCase() ?? '';
  }
  return by === 'folder' ? folderOf(node) : '';
}

/** Cuts folders at the depth that tells most groups apart without a long tail. */
function cut(folder: string, depth: number): string {
  return folder.split('/').slice(0, depth).join('/');
}

function counted(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** Where nearly all notes are below one folder, as in docs/, the next level is what tells them apart. */
function depthFor(folders: readonly string[]): number {
  for (let depth = 1; depth < 6; depth++) {
    const largest = Math.max(...counted(folders.map((folder) => cut(folder, depth))).values());
    if (largest < folders.length * 0.85) {
      return depth;
    }
  }
  return 1;
}

export function colouring(net: Net, by: ColourBy, theme: Theme): Colouring {
  const of = new Int16Array(net.size).fill(-1);
  const notes = net.graph.nodes.flatMap((node, i) => (node.kind === 'note' ? [i] : []));
  let names = notes.map((i) => nameOf(net, i, by));
  if (by === 'folder' && notes.length > 0) {
    const depth = depthFor(names);
    names = names.map((name) => cut(name, depth));
  }
  const counts = counted(names);
  const ranked = [...counts].filter(([name]) => name !== '' || by === 'folder').sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const own = ranked.slice(0, ranked.length === most + 1 ? most + 1 : most).slice(0, theme.palette.length);
  const groups: Group[] = by === 'none' ? [] : own.map(([name, count], g) => ({ name, count, colour: theme.palette[g]! }));
  const at = new Map(groups.map((group, g) => [group.name, g]));
  const rest = groups.length;
  notes.forEach((i, k) => (of[i] = at.get(names[k]!) ?? rest));
  const others = notes.length - groups.reduce((sum, group) => sum + group.count, 0);
  if (others > 0) {
    const name = by === 'none' ? 'notes' : by === 'tag' && ranked.length <= own.length ? 'no tag' : 'others';
    groups.push({ name, text: name, count: others, colour: by === 'none' ? theme.palette[0]! : theme.rest });
  }
  return { groups, of };
}

export function colourOf(net: Net, i: number, colours: Colouring, theme: Theme): string {
  const group = colours.of[i]!;
  if (group >= 0) {
    return colours.groups[group]!.colour;
  }
  const kind = net.node(i).kind;
  return kind === 'tag' ? theme.tag : kind === 'file' ? theme.file : theme.missing;
}
