// The views of the active note: what links to it, and where it links to.

import * as vscode from 'vscode';
import { ask, isNote, uriFor } from './ask.ts';
import { byDemand, bare, fileName, grouped, wanted } from './grouping.ts';
import { headNode, noteItem, noteNode, useNode } from './nodes.ts';
import type { Link, Use } from './rows.ts';
import type { Session } from './session.ts';
import { NotesView, type Contents, type Node } from './tree.ts';

/** The note that the views are about: the active one, and the last one while something else is active. */
export class ActiveNote implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #disposables: { dispose(): unknown }[];
  uri: vscode.Uri | undefined;

  constructor() {
    this.#disposables = [
      this.#changed,
      vscode.window.onDidChangeActiveTextEditor((editor) => { this.#follow(editor); }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document.uri.toString() === this.uri?.toString()) {
          this.#become(undefined);
        }
      }),
    ];
    this.#follow(vscode.window.activeTextEditor);
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  #follow(editor: vscode.TextEditor | undefined): void {
    if (editor && isNote(editor.document)) {
      this.#become(editor.document.uri);
    } else if (editor?.document.uri.scheme === 'file') {
      this.#become(undefined); // a panel such as the log keeps the note
    }
  }

  #become(uri: vscode.Uri | undefined): void {
    if (uri?.toString() !== this.uri?.toString()) {
      this.uri = uri;
      void vscode.commands.executeCommand('setContext', 'notesLsp.note', uri !== undefined);
      this.#changed.fire();
    }
  }
}

export function backlinksView(session: Session, active: ActiveNote): vscode.Disposable {
  return aboutNote(session, active, 'notesLsp.backlinks', async (uri) => {
    const uses = await ask<Use[]>(session, 'backlinks', { uri });
    const own = isFile(uri);
    const others = uses.filter((use) => !own(use.path));
    const nodes = grouped(others, (use) => use.path).map(noteNode);
    nodes.push(...inThisNote(uses.filter((use) => own(use.path))));
    return { nodes, count: others.length };
  });
}

/** Whether a path is that of a note; on Windows the letter of a drive has two cases. */
function isFile(uri: string): (path: string) => boolean {
  const note = vscode.Uri.parse(uri).toString();
  return (path) => vscode.Uri.file(path).toString() === note;
}

/** What stays within the note, in a line that is closed at first. */
function inThisNote(uses: Use[]): Node[] {
  return uses.length > 0 ? [headNode(vscode.l10n.t('In this note'), 'symbol-file', uses.map(useNode))] : [];
}

/** How long the view of mentions waits, in ms: all notes are read for it. */
const longPause = 1500;

/** The places that name the note without a link. */
export function mentionsView(session: Session, active: ActiveNote): vscode.Disposable {
  return aboutNote(session, active, 'notesLsp.mentions', async (uri) => {
    const uses = await ask<Use[]>(session, 'mentions', { uri, rows: true });
    return { nodes: grouped(uses, (use) => use.path).map(noteNode), count: uses.length };
  }, longPause);
}

export function linksView(session: Session, active: ActiveNote): vscode.Disposable {
  return aboutNote(session, active, 'notesLsp.links', async (uri) => {
    const links = await ask<Link[]>(session, 'links', { uri });
    const nodes: Node[] = [];
    const own = isFile(uri);
    const found = links.filter((link) => link.status === 'found');
    for (const group of grouped(found.filter((link) => !own(link.to)), (link) => link.to)) {
      const below = group.rows.map(useNode);
      const name = bare(fileName(group.key));
      nodes.push({
        ...noteItem(group.key, name === '' ? group.key : name),
        description: String(below.length),
        collapsibleState: vscode.TreeItemCollapsibleState.Expanded,
        below,
      });
    }
    const missing = links.filter((link) => link.status === 'missing');
    for (const group of byDemand(grouped(missing, wanted))) {
      nodes.push(missingNode(group.key, group.rows));
    }
    nodes.push(...inThisNote(found.filter((link) => own(link.to))));
    const rest = links.filter((link) => link.status !== 'found' && link.status !== 'missing');
    if (rest.length > 0) {
      nodes.push(headNode(vscode.l10n.t('Outside the notes'), 'globe', rest.map(useNode)));
    }
    return { nodes, count: links.length - rest.length };
  });
}

/** What links look for in vain. Where that is a note, it can be made. */
export function missingNode(name: string, links: Link[]): Node {
  const isNew = links.every((link) => link.to === '' && link.fragment === '') && !/\.(?!md$)[a-z0-9]{1,5}$/i.test(name);
  return headNode(name, 'question', links.map(useNode), {
    contextValue: isNew ? 'missing-note' : 'missing',
    tooltip: vscode.l10n.t('There is nothing of this name'),
    accessibilityInformation: { label: vscode.l10n.t('{0}, not there, {1} links', name, links.length) },
  });
}

/** A view about the active note. It comes with the note's name, and how many there are, beside its title. */
function aboutNote(session: Session, active: ActiveNote, id: string, read: (uri: string) => Promise<{ nodes: Node[]; count: number }>, pause?: number): vscode.Disposable {
  const view = new NotesView(session, id, async (): Promise<Contents | undefined> => {
    const uri = uriFor(session, active.uri);
    if (!active.uri || uri === undefined) {
      return { nodes: [] };
    }
    const { nodes, count } = await read(uri);
    return { nodes, description: `${bare(fileName(active.uri.path))} · ${String(count)}` };
  }, pause);
  return vscode.Disposable.from(view, active.onDidChange(() => { view.refresh(0); }));
}
