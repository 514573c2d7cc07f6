import * as vscode from 'vscode';
import { ask, neededNote } from './ask.ts';
import { openPlace } from './place.ts';
import type { Use } from './rows.ts';
import type { Session } from './session.ts';

/** Lists what links to the open note, and goes to what is picked. */
export async function showBacklinks(session: Session): Promise<void> {
  const needed = neededNote(session);
  if (!needed) {
    return;
  }
  const { note, uri } = needed;
  const uses = await ask<Use[]>(session, 'backlinks', { uri });
  const title = vscode.l10n.t('Backlinks of {0}', vscode.workspace.asRelativePath(note.uri));
  const items = uses.map((use) => ({ label: use.text, description: `${vscode.workspace.asRelativePath(use.path)}:${String(use.line)}`, use }));
  const placeHolder = uses.length === 0 ? vscode.l10n.t('No note links here.') : vscode.l10n.t('Go to a link');
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
  if (picked) {
    await openPlace(picked.use);
  }
}
