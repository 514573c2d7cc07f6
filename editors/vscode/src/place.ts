import * as vscode from 'vscode';
import { utf16Column } from './columns.ts';
import type { Place, Use } from './rows.ts';

/** Opens a note at a row's place and selects exactly that. */
export async function openPlace(place: Place | Use, options: vscode.TextDocumentShowOptions = {}): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(place.path));
  const start = position(document, place.line, place.column);
  const end = 'endLine' in place ? position(document, place.endLine, place.endColumn) : start;
  const editor = await vscode.window.showTextDocument(document, { ...options, selection: new vscode.Range(start, end) });
  editor.revealRange(new vscode.Range(start, end), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function position(document: vscode.TextDocument, line: number, column: number): vscode.Position {
  const at = Math.min(line, document.lineCount) - 1; // it may be shorter by now
  return new vscode.Position(at, utf16Column(document.lineAt(at).text, column));
}
