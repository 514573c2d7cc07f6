import * as vscode from 'vscode';
import { activeNote, ask, uriFor } from './ask.ts';
import type { Session } from './session.ts';

/** Asks for a name and makes a note of it, beside the active one where nothing else is said. */
export async function newNote(session: Session): Promise<void> {
  const note = activeNote();
  const folder = note ? vscode.workspace.asRelativePath(vscode.Uri.joinPath(note.uri, '..'), false) : '';
  const value = note && vscode.workspace.getWorkspaceFolder(note.uri) && !folder.startsWith('/') && !/^[a-z]:/i.test(folder) ? `${folder}/` : '';
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('New Note'),
    prompt: vscode.l10n.t('The name of the note; folders in it are made where they are missing.'),
    placeHolder: vscode.l10n.t('folder/name'),
    value,
    valueSelection: [value.length, value.length],
    validateInput: (text) => (/(^|\/)\s*$/.test(text) && text !== value ? vscode.l10n.t('A note needs a name.') : undefined),
  });
  if (name !== undefined && name !== value) {
    await makeNote(session, name);
  }
}

/** Makes a note and opens it; one that is there is only opened. */
export async function makeNote(session: Session, name: string): Promise<void> {
  const uri = uriFor(session, activeNote()?.uri);
  await ask(session, 'newNote', uri === undefined ? { name } : { uri, name });
}
