import './page.css';
import { CanvasScene } from './canvasscene.ts';
import { folderOf, Net, type Graph } from './data.ts';
import { element } from './element.ts';
import { colouring, colourOf, type Colouring } from './groups.ts';
import { host, type Message } from './host.ts';
import { Overlay } from './overlay.ts';
import { deepest, Panel } from './panel.ts';
import { Mover, startPlaces, type Place } from './places.ts';
import { edgeOpacity, type Drawing, type Inset, type Scene } from './scene.ts';
import { Search } from './search.ts';
import { say } from './texts.ts';
import { onThemeChange, theme } from './theme.ts';
import { visible } from './visible.ts';
import { WebGLScene } from './webglscene.ts';

/** How far from a node the pointer may be to be on it, in pixels. */
const reach = 6;
/** How far a press may move and still be a click. */
const still = 5;

/** The page: what is shown of which graph, and what is pointed at. */
class App {
  readonly #host = host();
  readonly #stage = element('div', { class: 'stage', tabindex: '0', role: 'application', 'aria-label': say('Graph of notes'), 'aria-describedby': 'keys' });
  readonly #said = element('p', { class: 'said', role: 'status', 'aria-live': 'polite' });
  readonly #search = new Search({
    found: (nodes) => { this.#mark(nodes); },
    picked: (node) => { this.#goTo(node); },
  });
  readonly #panel = new Panel(this.#search, () => { this.#update(); }, (group) => { this.#toggle(group); });
  readonly #overlay = new Overlay();
  readonly #mover = new Mover();
  readonly #scene: Scene;
  #theme = theme();
  #net = new Net({ version: 1, root: '', nodes: [], edges: [] });
  #colours: Colouring = { groups: [], of: new Int16Array() };
  readonly #off = new Set<string>();
  /** The nodes shown, and where each of the net's stands among them, -1 for not. */
  #shown: readonly number[] = [];
  #drawn = new Int32Array();
  #drawing: Drawing | undefined;
  /** Where nodes were when they were laid out last, in each view: the whole graph, or one around a note. */
  #places = new Map<string, Place>();
  readonly #wholePlaces = this.#places;
  #view = '';
  #hovered = -1;
  #selected = -1;
  #found: readonly number[] = [];
  /** The id that a local graph is around. */
  #center: string | undefined;

  constructor() {
    const tool = (name: string, sign: string, run: () => void) => {
      const button = element('button', { type: 'button', 'aria-label': name, title: name }, sign);
      button.addEventListener('click', run);
      return button;
    };
    const tools = element('div', { class: 'tools', role: 'group', 'aria-label': say('Zoom') },
      tool(say('Zoom in (+)'), '+', () => { this.#scene.zoom(1.5); }),
      tool(say('Zoom out (-)'), '\u2212', () => { this.#scene.zoom(1 / 1.5); }),
      tool(say('Show all (0)'), '\u2922', () => { this.#scene.fit(undefined, this.#inset(), true); }));
    const keys = element('p', { class: 'keys', id: 'keys' }, say('Click or Enter opens, Shift-click or L shows the local graph, arrows go to neighbours, / finds, 0 shows all.'));
    document.body.append(element('main', { class: 'graph' }, this.#stage, this.#panel.root, tools, this.#said, keys));
    this.#scene = this.#makeScene();
    this.#stage.append(this.#overlay.canvas);
    this.#listen();
    this.#host.listen((message) => { this.#take(message); });
  }

  /** WebGL where it is fast, or where the address asks for it: #webgl, or #canvas for the other. */
  #makeScene(): Scene {
    const rendered = () => { this.#paint(); };
    const asked = location.hash;
    if (asked === '#webgl' || (asked !== '#canvas' && WebGLScene.serves())) {
      try {
        return new WebGLScene(this.#stage, rendered);
      } catch (error) {
        console.warn('WebGL does not start; drawing without it.', error);
        this.#stage.replaceChildren();
      }
    }
    return new CanvasScene(this.#stage, rendered);
  }

  #take(message: Message): void {
    switch (message.type) {
      case 'graph':
        this.#setGraph(message.graph);
        break;
      case 'active':
        this.#follow(message.id ?? undefined);
        break;
      case 'mode':
        this.#panel.set({ local: message.local });
        break;
    }
  }

  #setGraph(graph: Graph): void {
    const selected = this.#selected >= 0 ? this.#net.node(this.#selected).id : undefined;
    this.#net = new Net(graph);
    this.#selected = selected === undefined ? -1 : this.#net.at.get(selected) ?? -1;
    this.#hovered = -1;
    this.#found = [];
    this.#panel.offer(this.#net);
    if (graph.depth !== undefined && graph.center !== undefined) {
      this.#panel.choice.depth = Math.min(deepest, Math.max(1, graph.depth));
    }
    this.#update(true);
  }

  #follow(id: string | undefined): void {
    if (id === undefined || id === this.#center) {
      return;
    }
    this.#center = id;
    if (this.#host.follows) {
      this.#select(-1); // what was picked here before
    }
    if (this.#panel.choice.local) {
      this.#update();
    } else {
      this.#paint();
    }
  }

  #toggle(group: number): void {
    const name = this.#colours.groups[group]?.name;
    if (name !== undefined && !this.#off.delete(name)) {
      this.#off.add(name);
    }
    this.#update();
  }

  /** Shows what the controls say of the graph; what is in view stays so where only the graph has changed. */
  #update(keepView = false): void {
    const { choice } = this.#panel;
    const net = this.#net;
    this.#theme = theme();
    this.#colours = colouring(net, choice.colourBy, this.#theme);
    this.#panel.legend(this.#colours, this.#off);
    const center = choice.local ? this.#centerNode() : -1;
    const groups = this.#colours.groups;
    const isOff = (i: number) => this.#off.size > 0 && i !== center && this.#off.has(groups[this.#colours.of[i]!]?.name ?? '\0');
    this.#shown = visible(net, { ...choice, center, depth: choice.depth }).filter((i) => !isOff(i));
    this.#drawn = new Int32Array(net.size).fill(-1);
    this.#shown.forEach((i, k) => (this.#drawn[i] = k));
    this.#search.among(net, this.#shown);
    const ends: number[] = [];
    net.from.forEach((from, e) => {
      const [a, b] = [this.#drawn[from]!, this.#drawn[net.to[e]!]!];
      if (a >= 0 && b >= 0 && a !== b) {
        ends.push(a, b);
      }
    });
    this.#panel.counts(this.#shown.length, ends.length / 2);
    this.#stage.setAttribute('aria-label', say('Graph of {0} notes with {1} links', String(this.#shown.length), String(ends.length / 2)));
    this.#layOut(Int32Array.from(ends), center < 0 ? '' : net.node(center).id, keepView);
  }

  #centerNode(): number {
    const id = this.#selected >= 0 && !this.#host.follows ? this.#net.node(this.#selected).id : this.#center;
    const at = id === undefined ? undefined : this.#net.at.get(id);
    if (at !== undefined) {
      return at;
    }
    // Nothing is open: the note that most lead to.
    return this.#net.graph.nodes.reduce((best, node, i) => (node.kind === 'note' && (best < 0 || node.in > this.#net.node(best).in) ? i : best), -1);
  }

  /** Lays out what is shown, around a note if one is given. What is in its place already stays about there. */
  #layOut(ends: Int32Array, around: string, keepView: boolean): void {
    const net = this.#net;
    const was = this.#view === around ? this.#drawing : undefined;
    this.#view = around;
    if (!was) {
      this.#places = around === '' ? this.#wholePlaces : new Map<string, Place>();
    }
    const { x, y, fresh } = startPlaces(net, this.#shown, this.#places);
    const size = Float32Array.from(this.#shown, (i) => radius(net.node(i).in, this.#shown.length));
    const alpha = Math.round(255 * edgeOpacity(ends.length / 2)).toString(16).padStart(2, '0');
    const drawing: Drawing = { x, y, size, colour: this.#shown.map((i) => colourOf(net, i, this.#colours, this.#theme)), ends, edgeColour: this.#theme.edge + alpha };
    this.#drawing = drawing;
    this.#overlay.show(net, this.#shown, drawing);
    this.#scene.draw(drawing);
    if (!was || (!keepView && was.x.length !== this.#shown.length)) {
      this.#scene.fit(undefined, this.#inset(), false);
    } else if (fresh === 0 && was.x.length === this.#shown.length && ends.length === was.ends.length && ends.every((end, i) => end === was.ends[i])) {
      this.#mover.stop();
      this.#paint();
      return; // only names or colours
    }
    document.body.dataset.layout = 'moving';
    const places = this.#places;
    const ids = this.#shown.map((i) => net.node(i).id);
    this.#mover.start({ x: x.slice(), y: y.slice(), size, ends }, fresh, (progress) => {
      drawing.x.set(progress.x);
      drawing.y.set(progress.y);
      this.#scene.moved();
      if (progress.done) {
        document.body.dataset.layout = 'done';
        ids.forEach((id, k) => places.set(id, { x: drawing.x[k]!, y: drawing.y[k]! }));
      }
    });
  }

  /** What the panel covers: the space beside it or below it is the graph's, whichever is larger, unless it covers most. */
  #inset(): Inset {
    const { right, bottom } = this.#panel.root.getBoundingClientRect();
    const { clientWidth, clientHeight } = this.#stage;
    const beside = Math.min(clientWidth - right, clientHeight);
    const below = Math.min(clientWidth, clientHeight - bottom);
    if (Math.max(beside, below) < Math.min(clientWidth, clientHeight) / 2) {
      return { left: 0, top: 0 };
    }
    return beside >= below ? { left: right, top: 0 } : { left: 0, top: bottom };
  }

  #paint(): void {
    if (!this.#drawing) {
      return;
    }
    const focus = this.#drawn[this.#hovered] ?? this.#drawn[this.#selected] ?? -1;
    const found = this.#found.map((i) => this.#drawn[i]!).filter((k) => k >= 0);
    const center = this.#center === undefined ? undefined : this.#net.at.get(this.#center);
    const ring = center === undefined ? -1 : this.#drawn[center] ?? -1;
    this.#scene.fade(focus >= 0 || found.length > 0);
    this.#overlay.paint(this.#scene, this.#theme, { focus, found, ring });
  }

  #mark(found: readonly number[]): void {
    this.#found = found;
    this.#paint();
  }

  /** Selects a node and has it in view with its neighbours. */
  #goTo(node: number): void {
    this.#select(node);
    const k = this.#drawn[node]!;
    if (k >= 0) {
      this.#scene.fit([k, ...this.#overlay.neighbours(k).slice(0, 60)], this.#inset(), true);
    }
    this.#stage.focus();
  }

  #select(node: number): void {
    this.#selected = node;
    this.#hovered = -1;
    this.#say(node);
    this.#paint();
  }

  /** Says what a node is, for those who see it and those who hear it. */
  #say(i: number): void {
    if (i < 0) {
      this.#said.textContent = '';
      return;
    }
    const node = this.#net.node(i);
    const where = node.kind === 'note' ? folderOf(node) : say(node.kind === 'file' ? 'attachment' : node.kind);
    this.#said.replaceChildren(element('b', {}, node.title), ...(where === '' ? [] : [element('span', {}, where)]), element('span', {}, say('{0} in · {1} out', String(node.in), String(node.out))));
  }

  #open(i: number): void {
    const node = this.#net.node(i);
    if (node.kind === 'tag') {
      this.#panel.set({ tag: node.title.slice(1) });
    } else if (node.kind !== 'missing') {
      this.#host.open(node.id);
    }
  }

  #showLocal(i: number): void {
    this.#selected = i;
    this.#center = this.#net.node(i).id;
    this.#panel.set({ local: true });
    this.#selected = -1;
    this.#say(i);
    this.#paint();
  }

  /** The node at a place of the stage, -1 for none. */
  #nodeAt(px: number, py: number): number {
    if (!this.#drawing) {
      return -1;
    }
    const { left, top, scale } = this.#scene.transform();
    const growth = this.#scene.growth();
    const { x, y, size } = this.#drawing;
    let best = -1;
    let nearest = Infinity;
    for (let k = 0; k < x.length; k++) {
      const away = Math.hypot(left + x[k]! * scale - px, top - y[k]! * scale - py) - size[k]! * growth;
      if (away < nearest) {
        nearest = away;
        best = k;
      }
    }
    return nearest <= reach ? this.#shown[best]! : -1;
  }

  #listen(): void {
    let pressed: { x: number; y: number } | undefined;
    const at = (event: PointerEvent): { x: number; y: number } => {
      const box = this.#stage.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    this.#stage.addEventListener('pointermove', (event) => {
      if (event.buttons === 0) {
        const { x, y } = at(event);
        this.#hover(this.#nodeAt(x, y));
      }
    });
    this.#stage.addEventListener('pointerleave', () => { this.#hover(-1); });
    this.#stage.addEventListener('pointerdown', (event) => {
      pressed = event.button === 0 ? at(event) : undefined;
      this.#stage.focus();
    }, true);
    this.#stage.addEventListener('pointerup', (event) => {
      const { x, y } = at(event);
      if (pressed && Math.hypot(x - pressed.x, y - pressed.y) <= still) {
        this.#click(this.#nodeAt(x, y), event.shiftKey);
      }
      pressed = undefined;
    }, true);
    document.addEventListener('keydown', (event) => { this.#key(event); });
    onThemeChange(() => { this.#recolour(); });
    new ResizeObserver(() => { this.#paint(); }).observe(this.#stage);
  }

  #recolour(): void {
    this.#theme = theme();
    this.#colours = colouring(this.#net, this.#panel.choice.colourBy, this.#theme);
    this.#panel.legend(this.#colours, this.#off);
    if (this.#drawing) {
      const alpha = this.#drawing.edgeColour.slice(-2);
      this.#drawing = { ...this.#drawing, colour: this.#shown.map((i) => colourOf(this.#net, i, this.#colours, this.#theme)), edgeColour: this.#theme.edge + alpha };
      this.#overlay.show(this.#net, this.#shown, this.#drawing);
      this.#scene.draw(this.#drawing);
      this.#paint();
    }
  }

  #hover(node: number): void {
    if (node !== this.#hovered) {
      this.#hovered = node;
      this.#stage.classList.toggle('on-node', node >= 0);
      this.#say(node >= 0 ? node : this.#selected);
      this.#paint();
    }
  }

  #click(node: number, shift: boolean): void {
    if (node < 0) {
      this.#select(-1);
    } else if (shift) {
      this.#showLocal(node);
    } else {
      this.#select(node);
      this.#open(node);
    }
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target instanceof HTMLSelectElement || event.target instanceof HTMLInputElement) {
      return;
    }
    const run: Record<string, () => void> = {
      '/': () => { this.#search.input.focus(); },
      '+': () => { this.#scene.zoom(1.5); },
      '=': () => { this.#scene.zoom(1.5); },
      '-': () => { this.#scene.zoom(1 / 1.5); },
      '0': () => { this.#scene.fit(undefined, this.#inset(), true); },
      Escape: () => { this.#select(-1); },
    };
    const onStage: Record<string, () => void> = {
      ArrowLeft: () => { this.#step(-1, 0); },
      ArrowRight: () => { this.#step(1, 0); },
      ArrowUp: () => { this.#step(0, -1); },
      ArrowDown: () => { this.#step(0, 1); },
      Enter: () => { if (this.#selected >= 0) { this.#open(this.#selected); } },
      l: () => { if (this.#selected >= 0) { this.#showLocal(this.#selected); } },
    };
    const action = run[event.key] ?? (event.target === this.#stage || event.target === document.body ? onStage[event.key] : undefined);
    if (action) {
      event.preventDefault();
      action();
    }
  }

  /** Goes from the selected node to the neighbour that is most in a direction; without one, moves the view. */
  #step(right: number, down: number): void {
    const from = this.#drawn[this.#selected] ?? -1;
    if (from < 0 || !this.#drawing) {
      this.#scene.pan(right * 80, down * 80);
      return;
    }
    const { x, y } = this.#drawing;
    let best = -1;
    let most = 0.25; // the cosine of the widest angle
    for (const k of this.#overlay.neighbours(from)) {
      const [dx, dy] = [x[k]! - x[from]!, y[from]! - y[k]!];
      const along = (dx * right + dy * down) / (Math.hypot(dx, dy) || 1);
      if (along > most) {
        most = along;
        best = k;
      }
    }
    if (best >= 0) {
      this.#select(this.#shown[best]!);
    }
  }
}

/** How large a node is with so many links in, among so many nodes. */
function radius(links: number, among: number): number {
  const scale = Math.min(1.5, Math.max(0.5, 2.1 - 0.4 * Math.log10(Math.max(1, among))));
  return scale * Math.min(15, 2.6 + 1.25 * Math.sqrt(links));
}

new App();
