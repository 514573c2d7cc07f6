// What draws the nodes and edges of a graph, be it WebGL or a plain canvas. Names and what is highlighted are
// drawn above, by overlay.ts, the same for both.

/** What is drawn: nodes by their place in these lists. */
export interface Drawing {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Radii in pixels, as they are when the whole graph fits. */
  readonly size: Float32Array;
  readonly colour: readonly string[];
  /** The ends of the edges in turn. */
  readonly ends: Int32Array;
  readonly edgeColour: string;
}

/** Takes places to pixels: left + x * scale, top - y * scale. */
export interface Transform {
  readonly left: number;
  readonly top: number;
  readonly scale: number;
}

/** How many pixels are covered at the left, or at the top. */
export interface Inset {
  readonly left: number;
  readonly top: number;
}

export interface Scene {
  draw(drawing: Drawing): void;
  /** The places of what is drawn have changed. */
  moved(): void;
  transform(): Transform;
  /** How much larger than drawn nodes are at the present zoom. */
  growth(): number;
  /** Has all nodes in view, or these, beside or below what is covered. */
  fit(nodes: readonly number[] | undefined, inset: Inset, animate: boolean): void;
  zoom(factor: number): void;
  pan(right: number, down: number): void;
  /** Fades what is drawn, for the highlight above it to stand out. */
  fade(faded: boolean): void;
}

/** The factor of an edge's opacity: the more there are, the less each may cover. */
export function edgeOpacity(edges: number): number {
  return Math.min(0.45, Math.max(0.06, 9 / Math.sqrt(edges + 1)));
}
