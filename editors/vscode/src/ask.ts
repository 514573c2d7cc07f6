import * as vscode from 'vscode';
import type { Session } from './session.ts';

/** A note of the editor's as the server is asked about it; undefined where no server runs. */
export function uriFor(session: Session, note: vscode.Uri | undefined): string | undefined {
  return note && session.client?.code2ProtocolConverter.asUri(note);
}

/** Runs a command of the server's (docs/commands.md). */
export async function ask<T>(session: Session, command: string, argument: object): Promise<T> {
  if (!session.client) {
    throw new Error(vscode.l10n.t('notes-lsp is not running.'));
  }
  return session.client.sendRequest<T>('workspace/executeCommand', { command: `notes-lsp.${command}`, arguments: [argument] });
}

/** Whether an editor shows a note that a server can be asked about. */
export function isNote(document: vscode.TextDocument | undefined): document is vscode.TextDocument {
  return document?.languageId === 'markdown' && document.uri.scheme === 'file';
}

/** The note that is edited, as the server is asked about it; where there is none the user is told. */
export function neededNote(session: Session): { note: vscode.TextDocument; uri: string } | undefined {
  const note = activeNote();
  const uri = uriFor(session, note?.uri);
  if (note && uri !== undefined) {
    return { note, uri };
  }
  void vscode.window.showInformationMessage(session.client ? vscode.l10n.t('Open a note first: a Markdown file that is saved on disk.') : vscode.l10n.t('notes-lsp is not running.'));
  return undefined;
}

/** The note that is edited; undefined where there is none. */
export function activeNote(): vscode.TextDocument | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return isNote(document) ? document : undefined;
}
