import { folderOf, type Kind, type Net, type Node } from './data.ts';

/** What of a graph is shown. */
export interface Filter {
  readonly kinds: ReadonlySet<Kind>;
  /** Whether nodes that are linked to nothing are shown. */
  orphans: boolean;
  /** Only what is below a folder, and only notes with a tag or one below it; '' for all. */
  folder: string;
  tag: string;
  /** Whose distance counts, and how far is shown; -1 for the whole graph. */
  center: number;
  depth: number;
}

function below(path: string, top: string): boolean {
  return top === '' || path === top || path.startsWith(`${top}/`);
}

function passes(node: Node, filter: Filter): boolean {
  if (!filter.kinds.has(node.kind)) {
    return false;
  }
  if (node.kind === 'note') {
    return below(folderOf(node), filter.folder) && (filter.tag === '' || (node.tags?.some((tag) => below(tag.toLowerCase(), filter.tag.toLowerCase())) ?? false));
  }
  return true;
}

/** The nodes that pass, in their order. */
export function visible(net: Net, filter: Filter): number[] {
  const shown = new Uint8Array(net.size);
  for (let i = 0; i < net.size; i++) {
    shown[i] = passes(net.node(i), filter) || i === filter.center ? 1 : 0;
  }
  const narrowed = filter.folder !== '' || filter.tag !== '';
  const linked = (i: number) => net.edgesAt(i).some((edge) => net.across(edge, i) !== i && shown[net.across(edge, i)] === 1);
  const near = filter.center >= 0 ? around(net, filter.center, filter.depth, shown) : undefined;
  const out: number[] = [];
  for (let i = 0; i < net.size; i++) {
    if (shown[i] !== 1 || (near && near[i] !== 1)) {
      continue;
    }
    // A tag or file that no note shown has is of no use.
    const needsLink = narrowed ? net.node(i).kind !== 'note' || !filter.orphans : !filter.orphans;
    if (i === filter.center || !needsLink || linked(i)) {
      out.push(i);
    }
  }
  return out;
}

/** Which of the nodes shown are at most depth links from a node. */
function around(net: Net, center: number, depth: number, shown: Uint8Array): Uint8Array {
  const near = new Uint8Array(net.size);
  near[center] = 1;
  let rim = [center];
  for (let d = 0; d < depth && rim.length > 0; d++) {
    const next: number[] = [];
    for (const node of rim) {
      for (const edge of net.edgesAt(node)) {
        const other = net.across(edge, node);
        if (near[other] === 0 && shown[other] === 1) {
          near[other] = 1;
          next.push(other);
        }
      }
    }
    rim = next;
  }
  return near;
}
