declare module 'worker:*' {
  /** The code of a worker, bundled (build.mjs). */
  const source: string;
  export default source;
}

declare module 'graphology-layout-forceatlas2/iterate.js' {
  /** One step of ForceAtlas2 on matrices of ten numbers a node and three an edge. */
  export default function iterate(settings: object, nodes: Float32Array, edges: Float32Array): unknown;
}

declare module '*.css';
