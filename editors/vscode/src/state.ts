// What of the server the user is told, whatever shows it.

import type { IndexStatus } from './rows.ts';

export type State =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready'; readonly notes: number; readonly reading: boolean }
  | { readonly kind: 'stopped'; readonly reason: string };

/** The state of a server that runs. A folder that can't be read is a reason to look at, too. */
export function stateOf(status: IndexStatus): State {
  if (status.problem !== '') {
    return { kind: 'stopped', reason: status.problem };
  }
  return status.reading && status.notes === 0 ? { kind: 'starting' } : { kind: 'ready', notes: status.notes, reading: status.reading };
}

/** How often a server may end within the span before it is given up, and that span in ms. */
const ends = 4;
const span = 3 * 60_000;

/** Decides whether a server that ended is started again: one that keeps ending is not. */
export class Restarts {
  #times: number[] = [];

  allows(now: number): boolean {
    this.#times = [...this.#times.filter((time) => now - time < span), now];
    return this.#times.length <= ends;
  }
}
