// Where nodes are: ForceAtlas2 for a fixed number of steps from places that depend on the graph alone, so the
// same graph looks the same each time. It runs in a worker and tells how far it is.

import iterate from 'graphology-layout-forceatlas2/iterate.js';

/** What iterate takes: numbers for each node and each edge. */
const perNode = 10;
const perEdge = 3;
const nodeFields = { x: 0, y: 1, mass: 6, convergence: 7, size: 8 };

export interface Task {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly size: Float32Array;
  /** The ends of the edges in turn, and their weights. */
  readonly ends: Int32Array;
  readonly steps: number;
  /** The least time between two tellings, in milliseconds. */
  readonly pause: number;
}

export interface Progress {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly done: boolean;
}

/** How many steps a graph gets: as many as a few seconds allow. */
export function stepsFor(nodes: number): number {
  return Math.round(Math.min(600, Math.max(150, 1_200_000 / Math.max(1, nodes))));
}

function matrices(task: Task, linked: readonly number[]): { nodes: Float32Array; edges: Float32Array } {
  const at = new Int32Array(task.x.length);
  const nodes = new Float32Array(linked.length * perNode);
  linked.forEach((i, k) => {
    at[i] = k * perNode;
    nodes[at[i] + nodeFields.x] = task.x[i]!;
    nodes[at[i] + nodeFields.y] = task.y[i]!;
    nodes[at[i] + nodeFields.mass] = 1;
    nodes[at[i] + nodeFields.convergence] = 1;
    nodes[at[i] + nodeFields.size] = task.size[i]!;
  });
  const edges = new Float32Array((task.ends.length / 2) * perEdge);
  for (let e = 0; e < task.ends.length / 2; e++) {
    const [from, to] = [at[task.ends[2 * e]!]!, at[task.ends[2 * e + 1]!]!];
    edges.set([from, to, 1], e * perEdge);
    nodes[from + nodeFields.mass]! += 1;
    nodes[to + nodeFields.mass]! += 1;
  }
  return { nodes, edges };
}

/** Puts nodes in rings around those that have places; the last one, if not full, is open at the top. */
function encircle(x: Float32Array, y: Float32Array, linked: readonly number[], rest: readonly number[]): void {
  let [left, right, bottom, top] = [0, 0, 0, 0];
  linked.forEach((i, k) => {
    left = k === 0 ? x[i]! : Math.min(left, x[i]!);
    right = k === 0 ? x[i]! : Math.max(right, x[i]!);
    bottom = k === 0 ? y[i]! : Math.min(bottom, y[i]!);
    top = k === 0 ? y[i]! : Math.max(top, y[i]!);
  });
  const middle = { x: (left + right) / 2, y: (bottom + top) / 2 };
  let radius = 0;
  for (const i of linked) {
    radius = Math.max(radius, Math.hypot(x[i]! - middle.x, y[i]! - middle.y));
  }
  const gap = Math.max(10, (1.4 * radius) / Math.sqrt(linked.length + 1));
  let done = 0;
  for (let ring = radius === 0 ? 0 : radius + 1.5 * gap; done < rest.length; ring += gap) {
    const room = Math.max(1, Math.floor((2 * Math.PI * ring) / gap));
    const inRing = Math.min(rest.length - done, room);
    for (let k = 0; k < inRing; k++, done++) {
      const angle = ((k - (inRing - 1) / 2) * 2 * Math.PI) / room; // from the bottom
      x[rest[done]!] = middle.x + ring * Math.sin(angle);
      y[rest[done]!] = middle.y - ring * Math.cos(angle);
    }
  }
}

/** Runs a task; tell is called now and then, and at the end. */
export function run(task: Task, tell: (progress: Progress) => void): void {
  const count = task.x.length;
  const ends = new Set(task.ends);
  const [linked, rest]: [number[], number[]] = [[], []];
  for (let i = 0; i < count; i++) {
    (ends.has(i) ? linked : rest).push(i);
  }
  const { nodes, edges } = matrices(task, linked);
  // Strong gravity, or small parts without a link to the rest would be driven far away.
  const settings = {
    linLogMode: false,
    outboundAttractionDistribution: false,
    adjustSizes: false,
    edgeWeightInfluence: 1,
    scalingRatio: 10,
    strongGravityMode: true,
    gravity: 0.1,
    slowDown: 1,
    barnesHutOptimize: count > 200,
    barnesHutTheta: count > 2000 ? 1.2 : 0.7,
  };
  const positions = (done: boolean): Progress => {
    const x = new Float32Array(count);
    const y = new Float32Array(count);
    linked.forEach((i, k) => {
      x[i] = nodes[k * perNode + nodeFields.x]!;
      y[i] = nodes[k * perNode + nodeFields.y]!;
    });
    encircle(x, y, linked, rest);
    return { x, y, done };
  };
  let told = performance.now();
  for (let step = 0; step < task.steps; step++) {
    iterate(settings, nodes, edges);
    const now = performance.now();
    if (now - told >= task.pause) {
      told = now;
      tell(positions(false));
    }
  }
  tell(positions(true));
}
