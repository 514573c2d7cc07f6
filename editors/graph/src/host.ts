// What is around the page: a browser that was given a file, or VS Code that sends graphs and opens notes.

import type { Graph } from './data.ts';

/** What the page is told. */
export type Message =
  | { readonly type: 'graph'; readonly graph: Graph }
  /** The note that is open, by its id; null where that is none of the vault. */
  | { readonly type: 'active'; readonly id: string | null }
  | { readonly type: 'mode'; readonly local: boolean };

export interface Host {
  /** Whether the host tells which note is open. */
  readonly follows: boolean;
  open(id: string): void;
  listen(told: (message: Message) => void): void;
}

interface VSCode {
  postMessage(message: unknown): void;
}

/** What a browser's page holds. */
interface Embedded {
  readonly graph: Graph;
  /** The address of a note, with {id} for its path from the root and {name} for that without the ending; '' for none. */
  readonly open: string;
}

declare const acquireVsCodeApi: (() => VSCode) | undefined;

function vsCode(api: VSCode): Host {
  return {
    follows: true,
    open: (id) => { api.postMessage({ type: 'open', id }); },
    listen(told) {
      window.addEventListener('message', (event: MessageEvent<Message>) => { told(event.data); });
      api.postMessage({ type: 'ready' });
    },
  };
}

/** The address of a note. */
export function addressOf(template: string, id: string): string {
  const encoded = (path: string) => path.split('/').map(encodeURIComponent).join('/');
  return template.replaceAll('{id}', () => encoded(id)).replaceAll('{name}', () => encoded(id.replace(/\.(md|markdown)$/i, '')));
}

function browser(): Host {
  const { graph, open } = JSON.parse(document.getElementById('graph')?.textContent ?? '') as Embedded;
  return {
    follows: false,
    open(id) {
      if (open !== '') {
        const link = document.createElement('a');
        link.href = addressOf(open, id);
        // Another program takes over no tab.
        link.target = /^(https?|file):/i.test(open) ? '_blank' : '_self';
        link.rel = 'noopener noreferrer';
        link.click();
      }
    },
    listen(told) {
      told({ type: 'graph', graph });
      if (graph.center !== undefined) {
        told({ type: 'active', id: graph.center });
      }
    },
  };
}

export function host(): Host {
  return typeof acquireVsCodeApi === 'function' ? vsCode(acquireVsCodeApi()) : browser();
}
