// The controls: what is shown, and in which colours.

import { folderOf, type Kind, type Net } from './data.ts';
import { element } from './element.ts';
import type { ColourBy, Colouring } from './groups.ts';
import type { Search } from './search.ts';
import { say, type Text } from './texts.ts';

export const deepest = 6;
/** Up to this width the legend is closed at first, in pixels. */
const narrow = 700;

/** What the controls say. */
export interface Choice {
  local: boolean;
  depth: number;
  folder: string;
  tag: string;
  kinds: Set<Kind>;
  orphans: boolean;
  colourBy: ColourBy;
}

const kinds: readonly (readonly [Kind, Text])[] = [['missing', 'Missing notes'], ['tag', 'Tags'], ['file', 'Attachments']];

export class Panel {
  readonly choice: Choice = { local: false, depth: 1, folder: '', tag: '', kinds: new Set<Kind>(['note', 'missing']), orphans: true, colourBy: 'folder' };
  readonly root: HTMLElement;
  readonly #changed: () => void;
  readonly #toggled: (group: number) => void;
  readonly #whole = element('button', { type: 'button', role: 'radio' }, say('Whole'));
  readonly #local = element('button', { type: 'button', role: 'radio' }, say('Local'));
  readonly #depth = element('input', { type: 'range', min: '1', max: String(deepest), id: 'depth' });
  readonly #depthShown = element('output', { for: 'depth' });
  readonly #depthRow = element('label', { class: 'row', for: 'depth' }, say('Depth'), this.#depth, this.#depthShown);
  readonly #folder = element('select', { id: 'folder', 'aria-label': say('Folder') });
  readonly #tag = element('select', { id: 'tag', 'aria-label': say('Tag') });
  readonly #colour = element('select', { id: 'colour', 'aria-label': say('Colour by') });
  readonly #boxes: HTMLInputElement[];
  readonly #legend = element('ul', { class: 'legend', 'aria-label': say('Legend') });
  readonly #counts = element('footer');

  constructor(search: Search, changed: () => void, toggled: (group: number) => void) {
    this.#changed = changed;
    this.#toggled = toggled;
    this.#colour.append(...([['folder', 'folder'], ['tag', 'tag'], ['none', 'nothing']] as const).map(([value, name]) => element('option', { value }, say(name))));
    this.#boxes = [...kinds.map(([kind]) => kind), 'orphans'].map((name) => element('input', { type: 'checkbox', id: `show-${name}` }));
    const names = [...kinds.map(([, name]) => name), 'Notes without links' as const];
    this.root = element('aside', { class: 'panel', 'aria-label': say('Controls') },
      search.root,
      element('div', { class: 'segments', role: 'radiogroup', 'aria-label': say('Graph') }, this.#whole, this.#local),
      this.#depthRow,
      element('details', { id: 'filters' }, element('summary', {}, say('Show')),
        element('label', { class: 'row', for: 'folder' }, say('Folder'), this.#folder),
        element('label', { class: 'row', for: 'tag' }, say('Tag'), this.#tag),
        ...this.#boxes.map((box, i) => element('label', { class: 'check' }, box, say(names[i]!)))),
      element('details', { id: 'colours', ...(innerWidth > narrow ? { open: '' } : {}) }, element('summary', {}, say('Colours')),
        element('label', { class: 'row', for: 'colour' }, say('By'), this.#colour), this.#legend),
      this.#counts);
    this.#listen();
    this.#tell();
  }

  #listen(): void {
    const take = (change: () => void) => () => {
      change();
      this.#tell();
      this.#changed();
    };
    this.#whole.addEventListener('click', take(() => (this.choice.local = false)));
    this.#local.addEventListener('click', take(() => (this.choice.local = true)));
    for (const [button, other] of [[this.#whole, this.#local], [this.#local, this.#whole]] as const) {
      button.addEventListener('keydown', (event) => {
        if (event.key.startsWith('Arrow')) {
          event.preventDefault();
          other.focus();
          other.click();
        }
      });
    }
    this.#depth.addEventListener('input', take(() => (this.choice.depth = Number(this.#depth.value))));
    this.#folder.addEventListener('change', take(() => (this.choice.folder = this.#folder.value)));
    this.#tag.addEventListener('change', take(() => (this.choice.tag = this.#tag.value)));
    this.#colour.addEventListener('change', take(() => (this.choice.colourBy = this.#colour.value as ColourBy)));
    this.#boxes.forEach((box, i) => {
      box.addEventListener('change', take(() => {
        const kind = kinds[i]?.[0];
        if (!kind) {
          this.choice.orphans = box.checked;
        } else if (box.checked) {
          this.choice.kinds.add(kind);
        } else {
          this.choice.kinds.delete(kind);
        }
      }));
    });
    this.#legend.addEventListener('click', (event) => {
      const row = (event.target as Element).closest('li');
      if (row) {
        this.#toggled([...this.#legend.children].indexOf(row));
      }
    });
  }

  /** Changes the choice as the user would. */
  set(change: Partial<Choice>): void {
    Object.assign(this.choice, change);
    this.#tell();
    this.#changed();
  }

  /** Has the controls show the choice. */
  #tell(): void {
    const { choice } = this;
    for (const [button, on] of [[this.#whole, !choice.local], [this.#local, choice.local]] as const) {
      button.setAttribute('aria-checked', String(on));
      button.tabIndex = on ? 0 : -1;
    }
    this.#depthRow.hidden = !choice.local;
    this.#depth.value = this.#depthShown.value = String(choice.depth);
    this.#folder.value = choice.folder;
    this.#tag.value = choice.tag;
    this.#colour.value = choice.colourBy;
    this.#boxes.forEach((box, i) => (box.checked = kinds[i] ? choice.kinds.has(kinds[i][0]) : choice.orphans));
  }

  /** Offers the folders and tags of a net. What was chosen stays, where it still is one. */
  offer(net: Net): void {
    const [folders, tags] = [new Set<string>(), new Set<string>()];
    const levels = (into: Set<string>, path: string) => {
      for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
        into.add(path.slice(0, end));
      }
      into.add(path);
    };
    for (const node of net.graph.nodes) {
      if (node.kind === 'note') {
        levels(folders, folderOf(node));
        node.tags?.forEach((tag) => { levels(tags, tag); });
      }
    }
    fill(this.#folder, folders, say('All folders'), (path) => path);
    fill(this.#tag, tags, say('All tags'), (tag) => `#${tag}`);
    this.choice.folder = folders.has(this.choice.folder) ? this.choice.folder : '';
    this.choice.tag = tags.has(this.choice.tag) ? this.choice.tag : '';
    this.#tell();
  }

  legend({ groups }: Colouring, off: ReadonlySet<string>): void {
    this.#legend.replaceChildren(...groups.map((group) => {
      const swatch = element('span', { class: 'swatch' });
      swatch.style.backgroundColor = group.colour;
      const name = group.text ? say(group.text) : group.name === '' ? say('top folder') : group.name;
      return element('li', {}, element('button', { type: 'button', 'aria-pressed': String(!off.has(group.name)), title: name }, swatch, element('span', { class: 'name' }, name), element('span', { class: 'count' }, group.count.toLocaleString())));
    }));
  }

  counts(nodes: number, edges: number): void {
    const some = (n: number, one: Text, many: Text) => say(n === 1 ? one : many, n.toLocaleString());
    this.#counts.textContent = `${some(nodes, '{0} node', '{0} nodes')} · ${some(edges, '{0} link', '{0} links')}`;
  }
}

function fill(select: HTMLSelectElement, values: ReadonlySet<string>, all: string, name: (value: string) => string): void {
  const sorted = [...values].filter((value) => value !== '').sort((a, b) => a.localeCompare(b));
  select.replaceChildren(element('option', { value: '' }, all), ...sorted.map((value) => element('option', { value }, name(value))));
}
