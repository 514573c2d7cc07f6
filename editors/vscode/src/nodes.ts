// Lines of the views.

import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { bare, fileName, label, type Group } from './grouping.ts';
import type { Place, Use } from './rows.ts';
import type { Node } from './tree.ts';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** The command behind a line that leads to a place. */
export function leadsTo(place: Place | Use): vscode.Command {
  return { command: 'notesLsp.openPlace', title: vscode.l10n.t('Open'), arguments: [place, { preserveFocus: true, preview: true }] };
}

/** A use of something, by its line. */
export function useNode(use: Use): Node {
  return {
    label: label(use),
    tooltip: `${use.text}\n${vscode.workspace.asRelativePath(use.path)}:${String(use.line)}`,
    collapsibleState: None,
    command: leadsTo(use),
    contextValue: 'place',
    accessibilityInformation: { label: vscode.l10n.t('{0}, line {1}', use.text, use.line) },
  };
}

/** A note with what of it is shown. */
export function noteNode(group: Group<Use>): Node {
  const count = group.rows.length;
  const name = bare(fileName(group.key));
  return {
    ...noteItem(group.key, name),
    description: [folderOf(group.key), String(count)].filter((part) => part !== '').join(' · '),
    collapsibleState: Expanded,
    below: group.rows.map(useNode),
    accessibilityInformation: { label: count === 1 ? vscode.l10n.t('{0}, 1 place', name) : vscode.l10n.t('{0}, {1} places', name, count) },
  };
}

/** A note as such, under the name that is given. */
export function noteItem(path: string, name: string): Node {
  const resourceUri = vscode.Uri.file(path);
  return {
    label: name,
    resourceUri,
    iconPath: vscode.ThemeIcon.File,
    description: folderOf(path),
    tooltip: vscode.workspace.asRelativePath(resourceUri),
    collapsibleState: None,
    contextValue: 'note',
  };
}

/** A line with others below it. */
export function headNode(name: string, icon: string, below: Node[] | (() => Promise<Node[]>), more: Partial<Node> = {}): Node {
  const description = typeof below === 'function' ? {} : { description: String(below.length) };
  return { label: name, iconPath: new vscode.ThemeIcon(icon), collapsibleState: Collapsed, below, ...description, ...more };
}

function folderOf(path: string): string {
  const folder = vscode.workspace.asRelativePath(dirname(path));
  return folder === dirname(path) ? '' : folder; // the root is relative to nothing
}
