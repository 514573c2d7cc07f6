import * as vscode from 'vscode';
import { ask } from './ask.ts';
import type { Match } from './rows.ts';
import type { Session } from './session.ts';

interface Item extends vscode.QuickPickItem {
  readonly path: string;
}

/** Lets the user pick a note, found as completion finds them: the server matches, by first consonants too. */
export function pickNote(session: Session, of: { uri: string }, title: string): Promise<vscode.Uri | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = title;
  pick.placeholder = vscode.l10n.t('The name of a note');
  let asked = 0;
  const find = async (query: string) => {
    const turn = ++asked;
    pick.busy = true;
    try {
      const found = await ask<Match[]>(session, 'find', { ...of, query });
      if (turn === asked) {
        pick.items = found.map((match) => ({
          label: match.name,
          description: vscode.workspace.asRelativePath(match.path),
          path: match.path,
          alwaysShow: true, // the server has matched
        }));
      }
    } finally {
      pick.busy = turn !== asked;
    }
  };
  return new Promise((resolve, reject) => {
    const look = (query: string) => { find(query).catch((error: unknown) => { pick.hide(); reject(error instanceof Error ? error : new Error(String(error))); }); };
    pick.onDidChangeValue(look);
    pick.onDidAccept(() => {
      const [picked] = pick.selectedItems;
      resolve(picked && vscode.Uri.file(picked.path));
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    look('');
    pick.show();
  });
}
