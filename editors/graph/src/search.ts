import { folderOf, type Net } from './data.ts';
import { element } from './element.ts';
import { folded, rank } from './hangul.ts';
import { say } from './texts.ts';

const most = 12;

/** What a search tells. */
export interface Asked {
  /** All nodes that were found, the best first, as something is typed. */
  found(nodes: readonly number[]): void;
  /** The one that was picked. */
  picked(node: number): void;
}

/** The field to find nodes by name, with a list of the best (ARIA's combobox pattern). */
export class Search {
  readonly input = element('input', {
    type: 'search', id: 'search', placeholder: say('Find a note'), autocomplete: 'off', spellcheck: 'false', role: 'combobox',
    'aria-label': say('Find a note by name or first consonants'), 'aria-expanded': 'false', 'aria-controls': 'results', 'aria-autocomplete': 'list',
  });
  readonly #list = element('ul', { id: 'results', role: 'listbox', 'aria-label': say('Notes found') });
  readonly root = element('div', { class: 'search' }, this.input, element('kbd', { 'aria-hidden': 'true' }, '/'), this.#list);
  readonly #asked: Asked;
  #net: Net | undefined;
  #names: readonly string[] = [];
  #shown: readonly number[] = [];
  #found: readonly number[] = [];
  #active = 0;

  constructor(asked: Asked) {
    this.#asked = asked;
    this.input.addEventListener('input', () => { this.#ask(); });
    this.input.addEventListener('keydown', (event) => { this.#key(event); });
    this.input.addEventListener('blur', () => { this.#open(false); });
    this.input.addEventListener('focus', () => { this.#ask(); });
    this.#list.addEventListener('pointerdown', (event) => {
      event.preventDefault(); // the field keeps the focus
      const row = (event.target as Element).closest('li');
      if (row) {
        this.#pick([...this.#list.children].indexOf(row));
      }
    });
  }

  /** Searches among these nodes from now on. */
  among(net: Net, shown: readonly number[]): void {
    if (this.#net !== net) {
      this.#net = net;
      this.#names = net.graph.nodes.map((node) => folded(node.title));
    }
    this.#shown = shown;
    if (this.input.value !== '') {
      this.#ask();
    }
  }

  clear(): void {
    if (this.input.value !== '') {
      this.input.value = '';
      this.#ask();
    }
  }

  #ask(): void {
    const query = folded(this.input.value.trim());
    const net = this.#net;
    const rows: { i: number; rank: number }[] = [];
    if (query !== '' && net) {
      for (const i of this.#shown) {
        const r = rank(query, this.#names[i]!);
        if (r >= 0) {
          rows.push({ i, rank: r });
        }
      }
      rows.sort((a, b) => a.rank - b.rank || net.node(b.i).in - net.node(a.i).in || a.i - b.i);
    }
    this.#found = rows.map((row) => row.i);
    this.#active = 0;
    this.#list.replaceChildren(...(net ? this.#found.slice(0, most).map((i, k) => {
      const node = net.node(i);
      return element('li', { id: `result-${String(k)}`, role: 'option', 'aria-selected': String(k === 0) }, element('b', {}, node.title), element('i', {}, node.kind === 'note' ? folderOf(node) : say(node.kind === 'file' ? 'attachment' : node.kind)));
    }) : []));
    if (query !== '' && this.#found.length === 0) {
      this.#list.append(element('li', { class: 'none', role: 'option', 'aria-disabled': 'true' }, say('No such note')));
    }
    this.#open(query !== '' && document.activeElement === this.input);
    this.#asked.found(this.#found);
  }

  #open(open: boolean): void {
    this.#list.classList.toggle('open', open);
    this.input.setAttribute('aria-expanded', String(open));
    this.#activate(this.#active);
  }

  #activate(k: number): void {
    const rows = [...this.#list.children];
    this.#active = Math.max(0, Math.min(k, Math.min(most, this.#found.length) - 1));
    rows.forEach((row, i) => { row.setAttribute('aria-selected', String(i === this.#active)); });
    rows[this.#active]?.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', this.#found.length > 0 ? `result-${String(this.#active)}` : '');
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) {
      return; // the keys are the input method's
    }
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        event.preventDefault();
        this.#activate(this.#active + (event.key === 'ArrowDown' ? 1 : -1));
        break;
      case 'Enter':
        this.#pick(this.#active);
        break;
      case 'Escape':
        this.clear();
        this.input.blur();
        break;
    }
    event.stopPropagation();
  }

  #pick(k: number): void {
    const node = this.#found[k];
    if (node !== undefined) {
      this.input.value = '';
      this.#ask();
      this.input.blur();
      this.#asked.picked(node);
    }
  }
}
