import * as vscode from 'vscode';
import { ask, neededNote } from './ask.ts';
import { pickNote } from './picknote.ts';
import type { Session } from './session.ts';

/** Moves the section that the cursor is in to the end of another note, with every link to it. */
export async function moveSection(session: Session): Promise<void> {
  const uri = neededNote(session)?.uri;
  const position = vscode.window.activeTextEditor?.selection.active;
  if (uri === undefined || !position || !session.client) {
    return;
  }
  const to = await pickNote(session, { uri }, vscode.l10n.t('Move the Section to'));
  if (to) {
    const convert = session.client.code2ProtocolConverter;
    await ask(session, 'moveSection', { uri, position: convert.asPosition(position), to: convert.asUri(to) });
  }
}
