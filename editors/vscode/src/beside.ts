// Living beside VS Code's own Markdown support, which can't be told to leave things out:
// where both would show the same, notes-lsp does not. Where that support is disabled, all
// is shown.

import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';
import { finds, headingLength, onImage, withoutPicture } from './doubles.ts';

const builtIn = () => vscode.extensions.getExtension('vscode.markdown-language-features') !== undefined;

/** The range of the heading's line, for a range within a heading; else the range itself. */
async function wholeHeading(uri: vscode.Uri, range: vscode.Range): Promise<vscode.Range> {
  if (range.isEmpty || !range.isSingleLine) {
    return range;
  }
  try {
    const note = await vscode.workspace.openTextDocument(uri);
    const length = headingLength(note.lineAt(range.start.line).text);
    return length === undefined ? range : new vscode.Range(range.start.line, 0, range.start.line, length);
  } catch {
    return range; // gone, or shorter by now
  }
}

async function placeOf(found: vscode.Location | vscode.LocationLink): Promise<vscode.Location | vscode.LocationLink> {
  if (found instanceof vscode.Location) {
    return new vscode.Location(found.uri, await wholeHeading(found.uri, found.range));
  }
  // VS Code takes two links for one where the range of the one is the selection of the other.
  const range = await wholeHeading(found.targetUri, found.targetRange);
  return range.isEqual(found.targetRange) ? found : { ...found, targetRange: range, targetSelectionRange: range };
}

/** The answers of notes-lsp without what VS Code shows as well. */
export const beside: Middleware = {
  // The outline has VS Code's headings.
  async provideDocumentSymbols(document, token, next) {
    return builtIn() ? [] : next(document, token);
  },

  // So has the search for symbols; but notes, tags, and what is found by first consonants are ours alone.
  async provideWorkspaceSymbols(query, token, next) {
    const found = await next(query, token);
    return builtIn() ? found?.filter((s) => s.kind !== vscode.SymbolKind.String || !finds(query, s.name)) : found;
  },

  async provideDefinition(document, position, token, next) {
    const found = await next(document, position, token);
    if (!found || !builtIn()) {
      return found;
    }
    const places = await Promise.all((Array.isArray(found) ? found : [found]).map(placeOf));
    return places as vscode.Location[] | vscode.LocationLink[];
  },

  async provideReferences(document, position, options, token, next) {
    const found = await next(document, position, options, token);
    if (!found || !options.includeDeclaration || !builtIn()) {
      return found;
    }
    // Only the note that is asked about can have its heading among them twice.
    return Promise.all(found.map(async (l) => (l.uri.toString() === document.uri.toString() ? new vscode.Location(l.uri, await wholeHeading(l.uri, l.range)) : l)));
  },

  async provideHover(document, position, token, next) {
    const found = await next(document, position, token);
    if (!found || !builtIn() || !onImage(document.lineAt(position.line).text, position.character)) {
      return found;
    }
    for (const content of found.contents) {
      if (content instanceof vscode.MarkdownString) {
        content.value = withoutPicture(content.value);
      }
    }
    return found;
  },
};
