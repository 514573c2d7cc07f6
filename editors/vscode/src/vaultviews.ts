// The views of all notes: tags, notes without links, and what links look for in vain.

import * as vscode from 'vscode';
import { ask, uriFor } from './ask.ts';
import { byDemand, grouped, nested, wanted, type TagNode } from './grouping.ts';
import { missingNode, type ActiveNote } from './linkviews.ts';
import { leadsTo, noteItem, noteNode } from './nodes.ts';
import type { Link, Note, Tag, Use } from './rows.ts';
import type { Session } from './session.ts';
import { NotesView, type Node } from './tree.ts';

/** The folder that the views are about is that of the active note, and without one the first. */
function vault(session: Session, active: ActiveNote): { uri?: string } {
  const uri = active.uri && vscode.workspace.getWorkspaceFolder(active.uri) ? uriFor(session, active.uri) : undefined;
  return uri === undefined ? {} : { uri };
}

export function tagsView(session: Session, active: ActiveNote): vscode.Disposable {
  return aboutVault(session, active, 'notesLsp.tags', async (of) => {
    const tags = await ask<Tag[]>(session, 'tags', of);
    return { nodes: nested(tags, vscode.env.language).map((tag) => tagNode(session, of, tag)), description: String(tags.length) };
  });
}

/** A tag: first those below it, then where it is used itself. */
function tagNode(session: Session, of: { uri?: string }, tag: TagNode): Node {
  return {
    id: `#${tag.tag.toLowerCase()}`, // stays open when counts change
    label: tag.name,
    iconPath: new vscode.ThemeIcon('tag'),
    description: tag.notes > 0 ? String(tag.notes) : '',
    tooltip: `#${tag.tag}`,
    contextValue: 'tag',
    collapsibleState: vscode.TreeItemCollapsibleState.Collapsed,
    accessibilityInformation: { label: vscode.l10n.t('Tag {0}, {1} notes', tag.tag, tag.notes) },
    below: async () => {
      const below = tag.below.map((node) => tagNode(session, of, node));
      if (tag.notes === 0) {
        return below;
      }
      const uses = await ask<Use[]>(session, 'tags', { ...of, tag: tag.tag });
      const own = uses.filter((use) => isTag(use, tag.tag));
      return [...below, ...grouped(own, (use) => use.path).map(noteNode)];
    },
  };
}

/** Whether a use is of the tag itself and not of one below it. */
function isTag(use: Use, tag: string): boolean {
  const written = Array.from(use.text).slice(use.textStart, use.textEnd).join('').replace(/^#/, '').replace(/^["']|["']$/g, '');
  return written.normalize('NFC').toLowerCase() === tag.normalize('NFC').toLowerCase();
}

export function orphansView(session: Session, active: ActiveNote): vscode.Disposable {
  return aboutVault(session, active, 'notesLsp.orphans', async (of) => {
    const notes = await ask<Note[]>(session, 'orphans', of);
    return { nodes: notes.map((note) => ({ ...noteItem(note.path, note.title), command: leadsTo(note) })), description: String(notes.length) };
  });
}

export function unresolvedView(session: Session, active: ActiveNote): vscode.Disposable {
  return aboutVault(session, active, 'notesLsp.unresolved', async (of) => {
    const links = await ask<Link[]>(session, 'unresolved', of);
    const groups = byDemand(grouped(links, wanted));
    return { nodes: groups.map((group) => missingNode(group.key, group.rows)), description: String(groups.length) };
  });
}

/** A view about a folder. The other notes of it make no difference to that, so it follows the editor to other folders only. */
function aboutVault(session: Session, active: ActiveNote, id: string, read: (of: { uri?: string }) => Promise<{ nodes: Node[]; description: string }>): vscode.Disposable {
  const folder = () => active.uri && vscode.workspace.getWorkspaceFolder(active.uri)?.uri.toString();
  let shown = folder();
  const view = new NotesView(session, id, () => read(vault(session, active)));
  return vscode.Disposable.from(view, active.onDidChange(() => {
    if (folder() !== shown) {
      shown = folder();
      view.refresh();
    }
  }));
}
