import * as vscode from 'vscode';
import type { Location, Position } from 'vscode-languageclient/node';
import { showBacklinks } from './backlinks.ts';
import { registerGraph } from './graph.ts';
import { Session } from './session.ts';
import { section } from './settings.ts';
import { SettingsPages } from './showsettings.ts';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const session = new Session(context);
  const pages = new SettingsPages(session);
  const command = (name: string, run: () => unknown) => vscode.commands.registerCommand(`${section}.${name}`, run);
  context.subscriptions.push(
    session,
    pages,
    command('restart', () => session.start()),
    command('showLog', () => { session.log.show(); }),
    command('showSettings', () => pages.show()),
    command('showBacklinks', () => showBacklinks(session)),
    vscode.commands.registerCommand('notes-lsp.showReferences', (uri: string, position: Position, places: Location[]) => showReferences(session, uri, position, places)),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${section}.serverPath`)) {
        void session.start();
      }
    }),
  );
  registerGraph(context, session);
  await session.start();
}

/** What the server's code lenses run: VS Code's own list of references, which takes its own types. */
async function showReferences(session: Session, uri: string, position: Position, places: Location[]): Promise<void> {
  const convert = session.client?.protocol2CodeConverter;
  if (convert) {
    await vscode.commands.executeCommand('editor.action.showReferences', convert.asUri(uri), convert.asPosition(position), places.map((place) => convert.asLocation(place)));
  }
}
