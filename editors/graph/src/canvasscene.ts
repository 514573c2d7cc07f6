import type { Drawing, Inset, Scene, Transform } from './scene.ts';

const padding = 48;
/** Edges in one path: long paths are slow to paint. */
const together = 400;
/** Edges that are drawn while the view moves, and how long after it is at rest, in milliseconds. */
const whileMoving = 6000;
const rest = 120;
const [closest, farthest] = [200, 0.25];

/** The scene where there is no WebGL. */
export class CanvasScene implements Scene {
  readonly #canvas = document.createElement('canvas');
  readonly #context: CanvasRenderingContext2D;
  readonly #rendered: () => void;
  #drawing: Drawing | undefined;
  #box = { left: -1, right: 1, bottom: -1, top: 1 };
  /** What is in the middle, and the zoom; undefined while the whole graph is to fit. */
  #camera: { x: number; y: number; zoom: number } | undefined;
  #inset: Inset = { left: 0, top: 0 };
  /** Whether the view moves, and what waits for it to rest. */
  #moving = false;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #queued = false;

  constructor(container: HTMLElement, rendered: () => void) {
    this.#context = this.#canvas.getContext('2d')!;
    this.#rendered = rendered;
    this.#canvas.className = 'scene';
    container.append(this.#canvas);
    new ResizeObserver(() => { this.#queue(); }).observe(container);
    this.#listen(container);
  }

  draw(drawing: Drawing): void {
    this.#drawing = drawing;
    this.moved();
  }

  moved(): void {
    const { x, y } = this.#drawing!;
    const box = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity };
    for (let i = 0; i < x.length; i++) {
      box.left = Math.min(box.left, x[i]!);
      box.right = Math.max(box.right, x[i]!);
      box.bottom = Math.min(box.bottom, y[i]!);
      box.top = Math.max(box.top, y[i]!);
    }
    this.#box = x.length > 0 ? box : { left: -1, right: 1, bottom: -1, top: 1 };
    this.#queue();
  }

  /** Pixels a unit when the whole graph fits. */
  #fitting(): number {
    const { clientWidth, clientHeight } = this.#canvas;
    return Math.min((clientWidth - this.#inset.left - 2 * padding) / Math.max(1, this.#box.right - this.#box.left), (clientHeight - this.#inset.top - 2 * padding) / Math.max(1, this.#box.top - this.#box.bottom));
  }

  #middle(): { x: number; y: number; zoom: number } {
    return this.#camera ?? { x: (this.#box.left + this.#box.right) / 2, y: (this.#box.bottom + this.#box.top) / 2, zoom: 1 };
  }

  transform(): Transform {
    const { x, y, zoom } = this.#middle();
    const scale = this.#fitting() * zoom;
    const center = this.#center();
    return { left: center.x - x * scale, top: center.y + y * scale, scale };
  }

  /** The middle of what is not covered, in pixels. */
  #center(): { x: number; y: number } {
    return { x: (this.#canvas.clientWidth + this.#inset.left) / 2, y: (this.#canvas.clientHeight + this.#inset.top) / 2 };
  }

  growth(): number {
    return Math.pow(this.#middle().zoom, 0.6);
  }

  fit(nodes: readonly number[] | undefined, inset: Inset): void {
    this.#inset = inset;
    this.#camera = undefined;
    const drawing = this.#drawing;
    if (nodes && nodes.length > 0 && drawing) {
      const [xs, ys] = [nodes.map((i) => drawing.x[i]!), nodes.map((i) => drawing.y[i]!)];
      const [left, right, bottom, top] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
      const whole = Math.max(this.#box.right - this.#box.left, this.#box.top - this.#box.bottom, 1);
      this.#camera = { x: (left + right) / 2, y: (bottom + top) / 2, zoom: Math.min(8, Math.max(1, whole / (1.5 * Math.max(right - left, top - bottom, 1)))) };
    }
    this.#queue();
  }

  zoom(factor: number, px = this.#center().x, py = this.#center().y): void {
    const before = this.#middle();
    const was = this.transform();
    const zoom = Math.min(closest, Math.max(farthest, before.zoom * factor));
    const [x, y] = [(px - was.left) / was.scale, (was.top - py) / was.scale]; // what stays under the pointer
    const keep = before.zoom / zoom;
    this.#camera = { x: x + (before.x - x) * keep, y: y + (before.y - y) * keep, zoom };
    this.#move();
  }

  pan(right: number, down: number): void {
    const { scale } = this.transform();
    const { x, y, zoom } = this.#middle();
    this.#camera = { x: x + right / scale, y: y - down / scale, zoom };
    this.#move();
  }

  fade(faded: boolean): void {
    this.#canvas.style.opacity = faded ? '0.16' : '1';
  }

  #listen(container: HTMLElement): void {
    container.addEventListener('wheel', (event) => {
      event.preventDefault();
      const from = container.getBoundingClientRect();
      this.zoom(Math.exp(-event.deltaY / 500), event.clientX - from.left, event.clientY - from.top);
    }, { passive: false });
    container.addEventListener('pointermove', (event) => {
      if (event.buttons === 1) {
        this.pan(-event.movementX, -event.movementY);
      }
    });
  }

  /** Draws at once, with fewer edges where there are many, and all when the view is at rest. */
  #move(): void {
    this.#moving = true;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      this.#moving = false;
      this.#queue();
    }, rest);
    this.#queue();
  }

  #queue(): void {
    if (!this.#queued) {
      this.#queued = true;
      requestAnimationFrame(() => {
        this.#queued = false;
        this.#paint();
        this.#rendered();
      });
    }
  }

  #paint(): void {
    const { devicePixelRatio: dense } = window;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const [across, down] = [Math.round(width * dense), Math.round(height * dense)];
    if (this.#canvas.width !== across || this.#canvas.height !== down) {
      this.#canvas.width = across;
      this.#canvas.height = down;
    }
    this.#context.setTransform(dense, 0, 0, dense, 0, 0);
    this.#context.clearRect(0, 0, width, height);
    if (!this.#drawing) {
      return;
    }
    const { left, top, scale } = this.transform();
    const px = this.#drawing.x.map((x) => left + x * scale);
    const py = this.#drawing.y.map((y) => top - y * scale);
    this.#edges(this.#drawing, px, py, width, height);
    this.#nodes(this.#drawing, px, py, width, height);
  }

  #edges({ ends, edgeColour }: Drawing, px: Float32Array, py: Float32Array, width: number, height: number): void {
    const c = this.#context;
    c.strokeStyle = edgeColour;
    c.lineWidth = 0.8;
    const step = this.#moving ? 2 * Math.ceil(ends.length / 2 / whileMoving) : 2;
    let open = 0;
    c.beginPath();
    for (let e = 0; e < ends.length; e += step) {
      const [x1, y1, x2, y2] = [px[ends[e]!]!, py[ends[e]!]!, px[ends[e + 1]!]!, py[ends[e + 1]!]!];
      if (Math.max(x1, x2) < 0 || Math.min(x1, x2) > width || Math.max(y1, y2) < 0 || Math.min(y1, y2) > height) {
        continue;
      }
      c.moveTo(x1, y1);
      c.lineTo(x2, y2);
      if (++open === together) {
        c.stroke();
        c.beginPath();
        open = 0;
      }
    }
    c.stroke();
  }

  #nodes({ size, colour }: Drawing, px: Float32Array, py: Float32Array, width: number, height: number): void {
    const c = this.#context;
    const growth = this.growth();
    const byColour = new Map<string, number[]>();
    for (let i = 0; i < size.length; i++) {
      const r = size[i]! * growth;
      if (px[i]! > -r && px[i]! < width + r && py[i]! > -r && py[i]! < height + r) {
        const list = byColour.get(colour[i]!);
        if (list) {
          list.push(i);
        } else {
          byColour.set(colour[i]!, [i]);
        }
      }
    }
    for (const [fill, list] of byColour) {
      c.fillStyle = fill;
      for (const i of list) {
        const r = size[i]! * growth;
        if (r < 1.5) {
          c.fillRect(px[i]! - r, py[i]! - r, 2 * r, 2 * r);
        } else {
          c.beginPath();
          c.arc(px[i]!, py[i]!, r, 0, 2 * Math.PI);
          c.fill();
        }
      }
    }
  }
}
