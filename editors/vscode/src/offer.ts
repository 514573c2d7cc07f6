import * as vscode from 'vscode';
import { overlaps, type Overlap } from './overlap.ts';
import type { Session } from './session.ts';

/** Where it is kept that the user does not want to be asked in this workspace. */
const declined = 'overlapDeclined';

/** Offers, once a session, to change the settings of VS Code under which things would be shown twice. */
export class OverlapOffer implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #session: Session;
  readonly #listening: vscode.Disposable;
  #offered = false;

  constructor(context: vscode.ExtensionContext, session: Session) {
    this.#context = context;
    this.#session = session;
    this.#listening = vscode.Disposable.from(
      session.onDidChangeState(() => void this.#look()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('markdown')) {
          void this.#look();
        }
      }),
    );
  }

  dispose(): void {
    this.#listening.dispose();
  }

  async #look(): Promise<void> {
    const found = this.#find();
    const wanted = !this.#context.workspaceState.get<boolean>(declined);
    if (this.#offered || found.length === 0 || this.#session.state.kind !== 'ready' || !wanted) {
      return;
    }
    this.#offered = true;
    const change = vscode.l10n.t('Change for This Workspace');
    const never = vscode.l10n.t("Don't Ask Again");
    const picked = await vscode.window.showInformationMessage(`${found.map(({ what }) => sentence(what)).join(' ')} ${vscode.l10n.t('notes-lsp does it already.')}`, change, never);
    if (picked === never) {
      await this.#context.workspaceState.update(declined, true);
    } else if (picked === change) {
      await mend(this.#find());
    }
  }

  #find(): Overlap[] {
    const there = vscode.extensions.getExtension('vscode.markdown-language-features') !== undefined;
    if (!there || vscode.workspace.workspaceFolders === undefined) {
      return [];
    }
    const configuration = vscode.workspace.getConfiguration(undefined, null); // as for the workspace
    return overlaps((setting) => configuration.get(setting));
  }
}

/** Sets them for the workspace. */
export async function mend(found: readonly Overlap[]): Promise<void> {
  for (const { setting, value } of found) {
    await vscode.workspace.getConfiguration(undefined, null).update(setting, value, vscode.ConfigurationTarget.Workspace);
  }
}

function sentence(what: Overlap['what']): string {
  switch (what) {
    case 'problems':
      return vscode.l10n.t('VS Code is set to report broken links itself, and takes wiki links for broken ones.');
    case 'paths':
      return vscode.l10n.t('VS Code is set to offer paths itself, so that they are offered twice.');
    case 'moves':
      return vscode.l10n.t('VS Code is set to update links itself when files move, so that they are changed twice.');
  }
}
