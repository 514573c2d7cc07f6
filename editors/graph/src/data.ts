/** The graph as docs/graph.schema.json describes it. */
export interface Graph {
  readonly version: number;
  readonly root: string;
  readonly center?: string;
  readonly depth?: number;
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

export type Kind = 'note' | 'file' | 'missing' | 'tag';

export interface Node {
  readonly id: string;
  readonly kind: Kind;
  readonly title: string;
  readonly tags?: readonly string[];
  readonly in: number;
  readonly out: number;
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

/** A graph with nodes and edges as numbers, for what is asked of it many times a second. */
export class Net {
  readonly graph: Graph;
  readonly at = new Map<string, number>();
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Where the edges of a node start in edges, for each node, and the end. */
  readonly #starts: Int32Array;
  readonly #edges: Int32Array;

  constructor(graph: Graph) {
    this.graph = graph;
    graph.nodes.forEach((node, i) => this.at.set(node.id, i));
    this.from = Int32Array.from(graph.edges, (edge) => this.at.get(edge.from) ?? -1);
    this.to = Int32Array.from(graph.edges, (edge) => this.at.get(edge.to) ?? -1);
    this.#starts = new Int32Array(graph.nodes.length + 2);
    const ends = [this.from, this.to];
    for (const end of ends) {
      for (const node of end) {
        this.#starts[node + 2]! += 1;
      }
    }
    for (let i = 2; i < this.#starts.length; i++) {
      this.#starts[i]! += this.#starts[i - 1]!;
    }
    this.#edges = new Int32Array(2 * this.from.length);
    for (const end of ends) {
      end.forEach((node, edge) => (this.#edges[this.#starts[node + 1]!++] = edge));
    }
  }

  get size(): number {
    return this.graph.nodes.length;
  }

  node(i: number): Node {
    return this.graph.nodes[i]!;
  }

  /** The edges that start or end at a node. */
  edgesAt(node: number): Int32Array {
    return this.#edges.subarray(this.#starts[node], this.#starts[node + 1]);
  }

  /** The other end of an edge at a node. */
  across(edge: number, node: number): number {
    return this.from[edge] === node ? this.to[edge]! : this.from[edge]!;
  }
}

/** The folder of a note or file, '' for the root, and for what is neither. */
export function folderOf(node: Node): string {
  return node.kind === 'note' || node.kind === 'file' ? node.id.slice(0, Math.max(0, node.id.lastIndexOf('/'))) : '';
}
