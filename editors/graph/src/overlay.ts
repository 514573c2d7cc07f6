// Names, and the node that is pointed at with its neighbours, above a scene.

import type { Net } from './data.ts';
import type { Theme } from './groups.ts';
import type { Drawing, Scene, Transform } from './scene.ts';

const font = 'system-ui, "Apple SD Gothic Neo", "Noto Sans CJK KR", "Noto Sans KR", "Malgun Gothic", "NanumGothic", sans-serif';
const longest = 30; // characters of a name
const cell = 64; // of the grid that tells what is taken, in pixels
/** Pixels of the view for each name at least, in a graph of few nodes and one of many. */
const areaOfName = { few: 7000, many: 15_000 };
const many = 400;

/** What the overlay shows besides names by their turn. */
export interface Marked {
  /** Drawn with its neighbours above all else, -1 for none. */
  readonly focus: number;
  /** Drawn above the rest: what a search found. */
  readonly found: readonly number[];
  /** Has a ring: the note that a local graph is around, or that is open; -1 for none. */
  readonly ring: number;
}

/** What is in view and which rectangles of it have a name already. */
class Taken {
  readonly #cells = new Map<number, [left: number, top: number, right: number, bottom: number][]>();

  /** Takes a rectangle, unless a part of it is taken. */
  take(left: number, top: number, right: number, bottom: number): boolean {
    const keys: number[] = [];
    for (let cx = Math.floor(left / cell); cx <= Math.floor(right / cell); cx++) {
      for (let cy = Math.floor(top / cell); cy <= Math.floor(bottom / cell); cy++) {
        const key = cx * 4096 + cy;
        if (this.#cells.get(key)?.some(([l, t, r, b]) => left < r && right > l && top < b && bottom > t)) {
          return false;
        }
        keys.push(key);
      }
    }
    for (const key of keys) {
      const list = this.#cells.get(key);
      if (list) {
        list.push([left, top, right, bottom]);
      } else {
        this.#cells.set(key, [[left, top, right, bottom]]);
      }
    }
    return true;
  }
}

export class Overlay {
  readonly canvas = document.createElement('canvas');
  readonly #context: CanvasRenderingContext2D;
  readonly #widths = new Map<string, number>();
  #drawing: Drawing | undefined;
  #names: readonly string[] = [];
  /** The nodes in the order in which they get names. */
  #order: readonly number[] = [];
  /** The edges at each node: the other ends, those that lead there as they are, those that come from there as ~i. */
  #beside: readonly (readonly number[])[] = [];

  constructor() {
    this.#context = this.canvas.getContext('2d')!;
    this.canvas.className = 'overlay';
    this.canvas.setAttribute('aria-hidden', 'true');
  }

  /** Shows the nodes of a net. */
  show(net: Net, shown: readonly number[], drawing: Drawing): void {
    this.#drawing = drawing;
    this.#names = shown.map((i) => short(net.node(i).title));
    const weight = shown.map((i) => net.node(i).in + net.node(i).out / 4);
    this.#order = shown.map((_, k) => k).sort((a, b) => weight[b]! - weight[a]! || a - b);
    const beside = shown.map((): number[] => []);
    for (let e = 0; e < drawing.ends.length; e += 2) {
      const [from, to] = [drawing.ends[e]!, drawing.ends[e + 1]!];
      if (from !== to) {
        beside[from]!.push(to);
        beside[to]!.push(~from);
      }
    }
    this.#beside = beside;
  }

  /** The nodes beside one. */
  neighbours(node: number): number[] {
    return [...new Set((this.#beside[node] ?? []).map((i) => (i < 0 ? ~i : i)))];
  }

  paint(scene: Scene, theme: Theme, marked: Marked): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const { devicePixelRatio: dense } = window;
    if (this.canvas.width !== Math.round(width * dense) || this.canvas.height !== Math.round(height * dense)) {
      this.canvas.width = Math.round(width * dense);
      this.canvas.height = Math.round(height * dense);
    }
    const c = this.#context;
    c.setTransform(dense, 0, 0, dense, 0, 0);
    c.clearRect(0, 0, width, height);
    if (!this.#drawing) {
      return;
    }
    const at = scene.transform();
    const growth = scene.growth();
    if (marked.focus >= 0) {
      this.#highlight(at, growth, theme, marked.focus);
    } else if (marked.found.length > 0) {
      this.#stand(at, growth, theme, marked.found);
    } else {
      this.#label(at, growth, theme, this.#order, Math.ceil((width * height) / (this.#order.length > many ? areaOfName.many : areaOfName.few)));
    }
    if (marked.ring >= 0) {
      this.#ring(at, growth, theme, marked.ring);
    }
  }

  #place(at: Transform, i: number): [x: number, y: number] {
    return [at.left + this.#drawing!.x[i]! * at.scale, at.top - this.#drawing!.y[i]! * at.scale];
  }

  #disc(at: Transform, growth: number, i: number): void {
    const [x, y] = this.#place(at, i);
    this.#context.fillStyle = this.#drawing!.colour[i]!;
    this.#context.beginPath();
    this.#context.arc(x, y, Math.max(2, this.#drawing!.size[i]! * growth), 0, 2 * Math.PI);
    this.#context.fill();
  }

  #ring(at: Transform, growth: number, theme: Theme, i: number): void {
    const [x, y] = this.#place(at, i);
    this.#context.strokeStyle = theme.accent;
    this.#context.lineWidth = 2;
    this.#context.beginPath();
    this.#context.arc(x, y, this.#drawing!.size[i]! * growth + 3, 0, 2 * Math.PI);
    this.#context.stroke();
  }

  /** A node, its edges, those that lead away with arrow heads, and the nodes there, named as far as there is room. */
  #highlight(at: Transform, growth: number, theme: Theme, focus: number): void {
    const c = this.#context;
    const beside = this.#beside[focus] ?? [];
    const [x, y] = this.#place(at, focus);
    c.lineWidth = 1.2;
    c.globalAlpha = beside.length > 400 ? 0.35 : 0.75;
    for (const i of beside) {
      const [ox, oy] = this.#place(at, i < 0 ? ~i : i);
      c.strokeStyle = c.fillStyle = this.#drawing!.colour[i < 0 ? ~i : focus]!;
      c.beginPath();
      c.moveTo(x, y);
      c.lineTo(ox, oy);
      c.stroke();
      this.#arrow(i < 0 ? [ox, oy] : [x, y], i < 0 ? [x, y] : [ox, oy], this.#drawing!.size[i < 0 ? focus : i]! * growth);
    }
    c.globalAlpha = 1;
    const others = this.neighbours(focus);
    for (const i of others) {
      this.#disc(at, growth, i);
    }
    this.#disc(at, growth, focus);
    this.#ring(at, growth, theme, focus);
    const rank = new Map(this.#order.map((i, k) => [i, k]));
    others.sort((a, b) => rank.get(a)! - rank.get(b)!);
    this.#label(at, growth, theme, [focus, ...others], 80, focus);
  }

  #arrow([fx, fy]: [number, number], [tx, ty]: [number, number], radius: number): void {
    const length = Math.hypot(tx - fx, ty - fy);
    if (length < radius + 14) {
      return;
    }
    const [ux, uy] = [(tx - fx) / length, (ty - fy) / length];
    const [px, py] = [tx - ux * (radius + 1), ty - uy * (radius + 1)];
    const c = this.#context;
    c.beginPath();
    c.moveTo(px, py);
    c.lineTo(px - 7 * ux - 3 * uy, py - 7 * uy + 3 * ux);
    c.lineTo(px - 7 * ux + 3 * uy, py - 7 * uy - 3 * ux);
    c.fill();
  }

  #stand(at: Transform, growth: number, theme: Theme, nodes: readonly number[]): void {
    for (const i of nodes) {
      this.#disc(at, growth, i);
    }
    this.#label(at, growth, theme, nodes, 60);
  }

  /** Names nodes in their order, below or else above each, where no other name is. */
  #label(at: Transform, growth: number, theme: Theme, order: readonly number[], most: number, focus = -1): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const c = this.#context;
    const taken = new Taken();
    c.textAlign = 'center';
    c.textBaseline = 'top';
    c.lineJoin = 'round';
    c.lineWidth = 3;
    c.strokeStyle = theme.halo;
    c.fillStyle = theme.text;
    let named = 0;
    for (const i of order) {
      const [x, y] = this.#place(at, i);
      if (x < 0 || x > width || y < 0 || y > height) {
        continue;
      }
      const name = this.#names[i]!;
      const r = this.#drawing!.size[i]! * growth;
      const px = i === focus ? 14 : Math.round(Math.min(14, 10.5 + r / 4));
      const half = (this.#width(name) * px) / 24 + 4;
      const top = [y + r + 3, y - r - px - 5].find((top) => taken.take(x - half, top - 2, x + half, top + px + 5));
      if (top === undefined) {
        continue;
      }
      c.font = `${i === focus ? '600 ' : ''}${String(px)}px ${font}`;
      c.strokeText(name, x, top);
      c.fillText(name, x, top);
      if (++named >= most) {
        return;
      }
    }
  }

  /** The width of a name in 12 pixels. */
  #width(name: string): number {
    let width = this.#widths.get(name);
    if (width === undefined) {
      this.#context.font = `12px ${font}`;
      width = this.#context.measureText(name).width;
      this.#widths.set(name, width);
    }
    return width;
  }
}

function short(name: string): string {
  const line = name.replaceAll(/\s+/g, ' ');
  const characters = Array.from(new Intl.Segmenter().segment(line.slice(0, 4 * longest)), (s) => s.segment);
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : line;
}
