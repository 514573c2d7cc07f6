// What the palette, the views and the server's answers run.

import * as vscode from 'vscode';
import type { Location, Position } from 'vscode-languageclient/node';
import { showBacklinks } from './backlinks.ts';
import { convertLinks } from './convertlinks.ts';
import { days, openDay } from './daily.ts';
import { showMenu } from './menu.ts';
import { moveSection } from './movesection.ts';
import { makeNote, newNote } from './newnote.ts';
import { openPlace } from './place.ts';
import type { ProblemCount } from './problemcount.ts';
import { renameNote } from './renamenote.ts';
import type { Place } from './rows.ts';
import type { Session } from './session.ts';
import type { Node } from './tree.ts';

export function registerCommands(context: vscode.ExtensionContext, session: Session, problems: ProblemCount): vscode.Disposable {
  const commands: Record<string, (...args: never[]) => unknown> = {
    restart: () => session.start(),
    showLog: () => { session.log.show(); },
    showMenu: () => showMenu(context, session, problems),
    showBacklinks: () => showBacklinks(session),
    newNote: () => newNote(session),
    renameNote: () => renameNote(session),
    convertLinks: () => convertLinks(session),
    moveSection: () => moveSection(session),
    extract: () => refactor('refactor.extract'),
    inline: () => refactor('refactor.inline'),
    rename: () => vscode.commands.executeCommand('editor.action.rename'),
    createMissing: (node: Node) => (typeof node.label === 'string' ? makeNote(session, node.label) : undefined),
    openPlace: (place: Place, options?: vscode.TextDocumentShowOptions) => openPlace(place, options),
  };
  for (const day of days) {
    commands[day] = () => openDay(session, day);
  }
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(`notesLsp.${name}`, told(session, run as (...args: unknown[]) => unknown))),
    vscode.commands.registerCommand('notes-lsp.showReferences', (uri: string, position: Position, places: Location[]) => showReferences(session, uri, position, places)),
  );
}

/** A command whose failure the user is told in the server's words, which are made for that. */
function told(session: Session, run: (...args: unknown[]) => unknown): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    try {
      await run(...args);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      session.log.info(`not done: ${reason}`);
      void vscode.window.showErrorMessage(reason);
    }
  };
}

/** Offers the server's actions of a kind for what is selected. */
function refactor(kind: string): Thenable<unknown> {
  return vscode.commands.executeCommand('editor.action.codeAction', { kind, apply: 'ifSingle' });
}

/** What the server's code lenses run: VS Code's own list of references, which takes its own types. */
async function showReferences(session: Session, uri: string, position: Position, places: Location[]): Promise<void> {
  const convert = session.client?.protocol2CodeConverter;
  if (convert) {
    await vscode.commands.executeCommand('editor.action.showReferences', convert.asUri(uri), convert.asPosition(position), places.map((place) => convert.asLocation(place)));
  }
}
