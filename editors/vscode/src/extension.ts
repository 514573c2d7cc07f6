import * as vscode from 'vscode';
import { registerCommands } from './commands.ts';
import { registerGraph } from './graph.ts';
import { ActiveNote, backlinksView, linksView, mentionsView } from './linkviews.ts';
import { OverlapOffer } from './offer.ts';
import { keepSuggesting } from './popup.ts';
import { ProblemCount } from './problemcount.ts';
import { Session } from './session.ts';
import { section } from './settings.ts';
import { SettingsPages } from './showsettings.ts';
import { showStatus } from './status.ts';
import { orphansView, tagsView, unresolvedView } from './vaultviews.ts';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const session = new Session(context);
  const problems = new ProblemCount();
  const active = new ActiveNote();
  const pages = new SettingsPages(session);
  context.subscriptions.push(
    session,
    problems,
    active,
    pages,
    showStatus(session, problems),
    registerCommands(context, session, problems),
    vscode.commands.registerCommand(`${section}.showSettings`, () => pages.show()),
    backlinksView(session, active),
    linksView(session, active),
    mentionsView(session, active),
    tagsView(session, active),
    orphansView(session, active),
    unresolvedView(session, active),
    keepSuggesting(session),
    new OverlapOffer(context, session),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${section}.serverPath`)) {
        void session.start();
      }
    }),
  );
  registerGraph(context, session);
  await session.start();
}
