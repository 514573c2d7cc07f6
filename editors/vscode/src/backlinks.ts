import * as vscode from 'vscode';
import type { Session } from './session.ts';
import { utf16Column } from './columns.ts';

/** A row of notes-lsp.backlinks (docs/commands.md). */
interface Row {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** Lists what links to the open note, and goes to what is picked. */
export async function showBacklinks(session: Session): Promise<void> {
  const note = vscode.window.activeTextEditor?.document;
  if (note?.languageId !== 'markdown' || !session.client) {
    void vscode.window.showInformationMessage(session.client ? 'Open a note to see what links to it.' : 'notes-lsp is not running.');
    return;
  }
  const rows = await session.client.sendRequest<Row[]>('workspace/executeCommand', { command: 'notes-lsp.backlinks', arguments: [{ uri: session.client.code2ProtocolConverter.asUri(note.uri) }] });
  const title = `Backlinks of ${vscode.workspace.asRelativePath(note.uri)}`;
  const items = rows.map((row) => ({ label: row.text.trim(), description: `${vscode.workspace.asRelativePath(row.path)}:${String(row.line)}`, row }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: rows.length === 0 ? 'No note links here.' : 'Go to a link', matchOnDescription: true });
  if (!picked) {
    return;
  }
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(picked.row.path));
  const line = Math.min(picked.row.line, document.lineCount) - 1;
  const at = new vscode.Position(line, utf16Column(document.lineAt(line).text, picked.row.column));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
}
