import * as vscode from 'vscode';
import { activeNote, ask, uriFor } from './ask.ts';
import type { Session } from './session.ts';

/** Which daily notes there are commands for. */
export const days = ['today', 'yesterday', 'tomorrow', 'nextDay', 'previousDay'] as const;

/** Opens a daily note. Where no setting says which notes those are, the user can say it. */
export async function openDay(session: Session, day: (typeof days)[number]): Promise<void> {
  const uri = uriFor(session, activeNote()?.uri);
  try {
    await ask(session, day, uri === undefined ? {} : { uri });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (!reason.includes('daily.pattern')) {
      throw error;
    }
    void explain(); // the command has ended, whenever the user answers
  }
}

async function explain(): Promise<void> {
  const set = vscode.l10n.t('Set the Pattern');
  const sentence = vscode.l10n.t('There are no daily notes yet: the setting notesLsp.daily.pattern says where they are, as in daily/YYYY-MM-DD.');
  if ((await vscode.window.showInformationMessage(sentence, set)) === set) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'notesLsp.daily.pattern');
  }
}
