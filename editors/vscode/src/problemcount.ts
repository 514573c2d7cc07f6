import * as vscode from 'vscode';

/** How long changes of problems are gathered, in ms: they come note by note. */
const pause = 200;

/** Counts the problems that notes-lsp reports of all notes, as the Problems panel lists them. */
export class ProblemCount implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<number>();
  readonly onDidChange = this.#changed.event;
  readonly #listening: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;
  count = 0;

  constructor() {
    this.#listening = vscode.languages.onDidChangeDiagnostics(() => {
      this.#timer ??= setTimeout(() => { this.#count(); }, pause);
    });
    this.#count();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listening.dispose();
    this.#changed.dispose();
  }

  #count(): void {
    this.#timer = undefined;
    const before = this.count;
    this.count = 0;
    for (const [, list] of vscode.languages.getDiagnostics()) {
      for (const { source, severity } of list) {
        if (source === 'notes-lsp' && severity !== vscode.DiagnosticSeverity.Hint) { // hints are in no list
          this.count++;
        }
      }
    }
    if (this.count !== before) {
      this.#changed.fire(this.count);
    }
  }
}
