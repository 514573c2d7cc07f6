import { MultiUndirectedGraph } from 'graphology';
import Sigma from 'sigma';
import { EdgeLineProgram, EdgeRectangleProgram, NodeCircleProgram } from 'sigma/rendering';
import type { Drawing, Inset, Scene, Transform } from './scene.ts';

interface NodeData extends Record<string, unknown> { x: number; y: number; size: number; color: string }
interface EdgeData extends Record<string, unknown> { size: number; color: string }

/** Above this number edges are drawn as plain lines. */
const manyEdges = 20_000;

/** The scene that sigma.js draws. */
export class WebGLScene implements Scene {
  readonly #graph = new MultiUndirectedGraph<NodeData, EdgeData>();
  readonly #sigma: Sigma<NodeData, EdgeData>;
  readonly #layers: HTMLElement[];
  #drawing: Drawing | undefined;

  /** Whether a graphics card draws WebGL. Where a program does, a plain canvas is many times as fast. */
  static serves(): boolean {
    const probe = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
    if (!probe) {
      return false;
    }
    // Not every browser counts it as a caveat.
    const info = probe.getExtension('WEBGL_debug_renderer_info');
    const renderer = String(probe.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : probe.RENDERER));
    probe.getExtension('WEBGL_lose_context')?.loseContext();
    return !/swiftshader|llvmpipe|softpipe|software|basic render|warp/i.test(renderer);
  }

  constructor(container: HTMLElement, rendered: () => void) {
    const nothing = () => { /* names are the overlay's */ };
    this.#sigma = new Sigma<NodeData, EdgeData>(this.#graph, container, {
      allowInvalidContainer: true,
      renderLabels: false,
      defaultDrawNodeHover: nothing,
      defaultDrawNodeLabel: nothing,
      nodeProgramClasses: { circle: NodeCircleProgram },
      edgeProgramClasses: { line: EdgeRectangleProgram, thin: EdgeLineProgram },
      defaultEdgeType: 'line',
      minEdgeThickness: 0.6,
      antiAliasingFeather: 1,
      stagePadding: 48,
      minCameraRatio: 0.005,
      maxCameraRatio: 4,
      doubleClickZoomingRatio: 1,
      enableCameraRotation: false,
      zoomToSizeRatioFunction: (ratio) => Math.pow(ratio, 0.6),
    });
    const canvases = this.#sigma.getCanvases();
    this.#layers = [canvases.nodes, canvases.edges].filter((layer) => layer !== undefined);
    this.#sigma.on('afterRender', rendered);
  }

  draw(drawing: Drawing): void {
    const same = this.#drawing?.ends === drawing.ends && this.#drawing.size.length === drawing.size.length;
    this.#drawing = drawing;
    const edgeColour = premultiplied(drawing.edgeColour);
    if (same) {
      this.#graph.updateEachNodeAttributes((node, data) => {
        const i = Number(node);
        return Object.assign(data, { x: drawing.x[i]!, y: drawing.y[i]!, size: drawing.size[i]!, color: drawing.colour[i]! });
      });
      this.#graph.updateEachEdgeAttributes((_, data) => Object.assign(data, { color: edgeColour }));
      return;
    }
    const edges = drawing.ends.length / 2;
    this.#sigma.setSetting('defaultEdgeType', edges > manyEdges ? 'thin' : 'line');
    this.#sigma.setSetting('hideEdgesOnMove', false);
    // One import tells sigma once; node by node it would be told each time.
    this.#graph.clear();
    this.#graph.import({
      nodes: Array.from(drawing.colour, (color, i) => ({ key: String(i), attributes: { x: drawing.x[i]!, y: drawing.y[i]!, size: drawing.size[i]!, color } })),
      edges: Array.from({ length: edges }, (_, i) => ({ source: String(drawing.ends[2 * i]!), target: String(drawing.ends[2 * i + 1]!), attributes: { size: 1, color: edgeColour } })),
    });
    this.#sigma.refresh();
  }

  moved(): void {
    const drawing = this.#drawing;
    if (drawing) {
      this.#graph.updateEachNodeAttributes((node, data) => {
        const i = Number(node);
        data.x = drawing.x[i]!;
        data.y = drawing.y[i]!;
        return data;
      }, { attributes: ['x', 'y'] });
    }
  }

  transform(): Transform {
    const zero = this.#sigma.graphToViewport({ x: 0, y: 0 });
    const one = this.#sigma.graphToViewport({ x: 1, y: 0 });
    return { left: zero.x, top: zero.y, scale: one.x - zero.x };
  }

  growth(): number {
    return this.#sigma.scaleSize(1);
  }

  fit(nodes: readonly number[] | undefined, inset: Inset, animate: boolean): void {
    const camera = this.#sigma.getCamera();
    const { width, height } = this.#sigma.getDimensions();
    const least = Math.max(1, Math.min(width, height) / Math.max(1, Math.min(width - inset.left, height - inset.top))); // where the whole graph fits
    let state = { x: 0.5, y: 0.5, ratio: least, angle: 0 };
    if (nodes && nodes.length > 0) {
      const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
      for (const node of nodes) {
        const at = this.#sigma.getNodeDisplayData(String(node));
        if (at) {
          box.left = Math.min(box.left, at.x);
          box.right = Math.max(box.right, at.x);
          box.top = Math.min(box.top, at.y);
          box.bottom = Math.max(box.bottom, at.y);
        }
      }
      const span = Math.max(box.right - box.left, box.bottom - box.top);
      if (Number.isFinite(span)) {
        state = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, ratio: least * Math.min(1, Math.max(0.12, span * 1.5)), angle: 0 };
      }
    }
    const [corner, side] = [{ x: 0, y: 0 }, { x: inset.left / 2, y: inset.top / 2 }].map((at) => this.#sigma.viewportToFramedGraph(at, { cameraState: state }));
    state.x -= side!.x - corner!.x;
    state.y -= side!.y - corner!.y;
    if (animate) {
      void camera.animate(state, { duration: 350 });
    } else {
      camera.setState(state);
    }
  }

  zoom(factor: number): void {
    const camera = this.#sigma.getCamera();
    void camera.animate({ ratio: camera.getBoundedRatio(camera.ratio / factor) }, { duration: 120 });
  }

  pan(right: number, down: number): void {
    const camera = this.#sigma.getCamera();
    const from = this.#sigma.viewportToFramedGraph({ x: 0, y: 0 });
    const to = this.#sigma.viewportToFramedGraph({ x: right, y: down });
    camera.setState({ x: camera.x + to.x - from.x, y: camera.y + to.y - from.y });
  }

  fade(faded: boolean): void {
    for (const layer of this.#layers) {
      layer.style.opacity = faded ? '0.16' : '1';
    }
  }
}

/** A colour #rrggbbaa as sigma's shaders mix colours: with its opacity in the other parts. */
function premultiplied(colour: string): string {
  const [r = 0, g = 0, b = 0, a = 255] = [1, 3, 5, 7].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const part = (value: number) => String(Math.round((value * a) / 255));
  return `rgba(${part(r)},${part(g)},${part(b)},${String(a / 255)})`;
}
