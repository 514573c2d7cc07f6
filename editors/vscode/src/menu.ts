import * as vscode from 'vscode';
import { activeNote } from './ask.ts';
import type { ProblemCount } from './problemcount.ts';
import type { Session } from './session.ts';

/** As much of the manifest as the menu is made of. */
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly icon?: string }[];
    readonly menus: { readonly commandPalette: readonly { readonly command: string; readonly when: string }[] };
  };
}

interface Item extends vscode.QuickPickItem {
  readonly run?: string;
}

/** Lists what can be done, which is what the command palette has of notes-lsp here and now. */
export async function showMenu(context: vscode.ExtensionContext, session: Session, problems: ProblemCount): Promise<void> {
  const { commands, menus } = (context.extension.packageJSON as Manifest).contributes;
  const when = new Map(menus.commandPalette.map((entry) => [entry.command, entry.when]));
  const note = activeNote() !== undefined;
  const offered = commands.filter(({ command }) => {
    const needs = when.get(command) ?? '';
    return command !== 'notesLsp.showMenu' && needs !== 'false'
      && (note || !needs.includes('editorLangId'))
      && (session.state.kind === 'ready' || !needs.includes('notesLsp.state'));
  });
  const items: Item[] = [];
  if (problems.count > 0) {
    items.push({ label: `$(warning) ${vscode.l10n.t('Show Problems')}`, description: String(problems.count), run: 'workbench.panel.markers.view.focus' });
  }
  items.push(...offered.map(({ command, title, icon }) => ({ label: `${icon ?? '$(blank)'} ${title}`, run: command })));
  items.push({ label: '', kind: vscode.QuickPickItemKind.Separator });
  items.push({ label: `$(gear) ${vscode.l10n.t('Open Settings')}`, run: 'openSettings' });
  const title = session.state.kind === 'stopped' ? session.state.reason : 'notes-lsp';
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('What to do') });
  if (picked?.run === 'openSettings') {
    await vscode.commands.executeCommand('workbench.action.openSettings', `@ext:${context.extension.id}`);
  } else if (picked?.run !== undefined) {
    await vscode.commands.executeCommand(picked.run);
  }
}
