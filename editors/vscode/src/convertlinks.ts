import * as vscode from 'vscode';
import { ask, neededNote } from './ask.ts';
import type { Session } from './session.ts';

/** Asks which links are written in which syntax, and has them written so. */
export async function convertLinks(session: Session): Promise<void> {
  const uri = neededNote(session)?.uri;
  if (uri === undefined) {
    return;
  }
  const choice = (to: string, scope: string, label: string, detail: string) => ({ label, detail, argument: { uri, to, scope } });
  const inNote = vscode.l10n.t('In this note');
  const inAll = vscode.l10n.t('In all notes of the folder');
  const markdown = vscode.l10n.t('Wiki links become Markdown links');
  const wiki = vscode.l10n.t('Markdown links become wiki links');
  const picked = await vscode.window.showQuickPick([
    choice('markdown', 'note', markdown, inNote),
    choice('wiki', 'note', wiki, inNote),
    choice('markdown', 'vault', markdown, inAll),
    choice('wiki', 'vault', wiki, inAll),
  ], { title: vscode.l10n.t('Convert Links'), placeHolder: vscode.l10n.t('Which links, and into what') });
  if (picked) {
    await ask(session, 'convertLinks', picked.argument);
  }
}
