import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { Session } from './session.ts';
import { section } from './settings.ts';

const scheme = 'notes-lsp-settings';

/** The settings in force, as pages that can be read and not edited. */
export class SettingsPages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registered: vscode.Disposable;
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    this.#registered = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  /** Opens the page of the folder of the open note. */
  async show(): Promise<void> {
    const active = vscode.window.activeTextEditor?.document.uri;
    const folder = (active && vscode.workspace.getWorkspaceFolder(active)) ?? vscode.workspace.workspaceFolders?.[0];
    if (!folder) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Open a folder of notes to see its settings.'));
      return;
    }
    const uri = vscode.Uri.from({ scheme, path: `/${folder.name}: ${vscode.l10n.t('settings in force')}`, query: folder.uri.fsPath });
    this.#changed.fire(uri); // a page that is open already is read anew
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const found = this.#session.find();
    if ('problem' in found) {
      return `# ${found.problem}\n`;
    }
    const { stdout } = await promisify(execFile)(found.command, ['config', uri.query]);
    const set = lines(this.#session.settings());
    return set.length === 0 ? stdout : `${stdout}\n# VS Code's settings win over these:\n${set.join('')}`;
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }
}

/** Settings as VS Code names them, one a line. */
function lines(settings: Record<string, unknown>, prefix = section): string[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    const name = `${prefix}.${key}`;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? lines(value as Record<string, unknown>, name) : [`# ${name} = ${JSON.stringify(value)}\n`];
  });
}
