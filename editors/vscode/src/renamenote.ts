import * as vscode from 'vscode';
import { neededNote } from './ask.ts';
import { bare, fileName } from './grouping.ts';
import type { Session } from './session.ts';

/** Renames the file of the active note. Every link to it follows, as with a rename in the explorer. */
export async function renameNote(session: Session): Promise<void> {
  const note = neededNote(session)?.note;
  if (!note) {
    return;
  }
  const name = fileName(note.uri.path);
  const old = bare(name);
  const wanted = await vscode.window.showInputBox({
    title: vscode.l10n.t('Rename the Note'),
    prompt: vscode.l10n.t('The new name. Every link to the note follows.'),
    value: old,
    validateInput: (text) => (text.trim() === '' || /[/\\]/.test(text) ? vscode.l10n.t('A note needs a name.') : undefined),
  });
  if (wanted === undefined || wanted.trim() === old) {
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  edit.renameFile(note.uri, vscode.Uri.joinPath(note.uri, '..', wanted.trim() + name.slice(old.length)));
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new Error(vscode.l10n.t('The note could not be renamed; there may be one of that name already.'));
  }
}
