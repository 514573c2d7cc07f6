// What all views of notes have in common: a tree that is asked for anew when the notes
// have changed, and not while nobody sees it.

import * as vscode from 'vscode';
import type { Session } from './session.ts';

/** A line of a tree. What is below it may be had only when it is opened. */
export type Node = Readonly<Partial<vscode.TreeItem>> & {
  readonly below?: readonly Node[] | (() => Promise<Node[]>);
};

/** What a view shows. */
export interface Contents {
  readonly nodes: Node[];
  /** Stands beside the view's title. */
  readonly description?: string;
}

/** How long most views wait for more changes, in ms. The server waits for a pause in typing already. */
const shortPause = 150;

export class NotesView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly view: vscode.TreeView<Node>;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #session: Session;
  readonly #read: () => Promise<Contents | undefined>;
  readonly #pause: number;
  readonly #disposables: { dispose(): unknown }[];
  #nodes: Node[] = [];
  #stale = true;
  #timer: NodeJS.Timeout | undefined;
  #asked = 0;

  /** A view whose contents read gives, so many ms after the notes have changed; undefined leaves what is shown. */
  constructor(session: Session, id: string, read: () => Promise<Contents | undefined>, pause = shortPause) {
    this.#session = session;
    this.#read = read;
    this.#pause = pause;
    this.view = vscode.window.createTreeView(id, { treeDataProvider: this, showCollapseAll: true });
    this.#disposables = [
      this.view,
      this.#changed,
      this.view.onDidChangeVisibility(() => { this.#look(0); }),
      session.onDidChangeIndex(() => { this.refresh(); }),
      session.onDidChangeState((state) => {
        if (state.kind !== 'ready') {
          this.refresh(0);
        }
      }),
    ];
    this.#look(0);
  }

  /** Has the view shown anew, after a pause, or as soon as somebody looks. */
  refresh(wait = this.#pause): void {
    this.#stale = true;
    this.#look(wait);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return Object.assign(new vscode.TreeItem(node.label ?? ''), node);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (!node) {
      return this.#nodes;
    }
    try {
      return typeof node.below === 'function' ? await node.below() : [...(node.below ?? [])];
    } catch (error) {
      return this.#failed(error);
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const disposable of this.#disposables) {
      disposable.dispose();
    }
  }

  #look(wait: number): void {
    if (this.#stale && this.view.visible) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#show(), wait);
    }
  }

  async #show(): Promise<void> {
    this.#stale = false;
    const asked = ++this.#asked;
    let contents: Contents | undefined;
    try {
      contents = this.#session.state.kind === 'ready' ? await this.#read() : { nodes: [] };
    } catch (error) {
      contents = { nodes: this.#failed(error) };
    }
    if (asked === this.#asked && contents) { // else a later answer is under way
      this.#nodes = contents.nodes;
      this.view.description = contents.description ?? '';
      this.#changed.fire(undefined);
    }
  }

  #failed(error: unknown): Node[] {
    if (this.#session.state.kind === 'ready') { // else that it ended is the reason, and told elsewhere
      this.#session.log.warn(`${this.view.title ?? ''}: ${String(error)}`);
    }
    return [];
  }
}
