// How the server is, in the status bar and in the language status of a note.

import * as vscode from 'vscode';
import type { ProblemCount } from './problemcount.ts';
import type { Session } from './session.ts';
import type { State } from './state.ts';

const number = (n: number) => n.toLocaleString(vscode.env.language);

/** What is said of a state: in a word or two, and in a sentence. */
function said(state: State, problems: number): { short: string; long: string } {
  switch (state.kind) {
    case 'starting':
      return { short: vscode.l10n.t('Reading notes'), long: vscode.l10n.t('notes-lsp is reading the notes.') };
    case 'stopped':
      return { short: vscode.l10n.t('Stopped'), long: state.reason };
    case 'ready': {
      const notes = state.notes === 1 ? vscode.l10n.t('1 note') : vscode.l10n.t('{0} notes', number(state.notes));
      const found = problems === 0 ? vscode.l10n.t('no problems') : problems === 1 ? vscode.l10n.t('1 problem') : vscode.l10n.t('{0} problems', number(problems));
      return { short: notes, long: `${notes}, ${found}` };
    }
  }
}

export function showStatus(session: Session, problems: ProblemCount): vscode.Disposable {
  const bar = vscode.window.createStatusBarItem('notesLsp.status', vscode.StatusBarAlignment.Right, 90);
  bar.name = 'notes-lsp';
  bar.command = 'notesLsp.showMenu';
  const language = vscode.languages.createLanguageStatusItem('notesLsp.status', { language: 'markdown', scheme: 'file' });
  language.name = 'notes-lsp';
  language.command = { command: 'notesLsp.showMenu', title: vscode.l10n.t('Commands') };

  const show = () => {
    const { state } = session;
    const { short, long } = said(state, problems.count);
    const icon = { starting: '$(loading~spin)', ready: '$(notebook)', stopped: '$(error)' }[state.kind];
    const count = state.kind === 'ready' && problems.count > 0 ? ` $(warning) ${number(problems.count)}` : '';
    bar.text = `${icon} ${short}${count}`;
    bar.tooltip = new vscode.MarkdownString().appendText(`notes-lsp: ${long}`);
    bar.accessibilityInformation = { label: `notes-lsp: ${long}`, role: 'button' };
    // A server that can't be run keeps the user from nothing but itself; still it is an error.
    bar.backgroundColor = state.kind === 'stopped' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    language.text = short;
    language.detail = long === short ? 'notes-lsp' : `notes-lsp: ${long}`;
    language.busy = state.kind === 'starting' || (state.kind === 'ready' && state.reading);
    language.severity = state.kind === 'stopped' ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
  };
  show();
  bar.show();
  return vscode.Disposable.from(bar, language, session.onDidChangeState(show), problems.onDidChange(show));
}
