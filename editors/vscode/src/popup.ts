import * as vscode from 'vscode';
import { inLink } from './inlink.ts';
import type { Session } from './session.ts';

/**
 * What ends VS Code's list of suggestions though names of notes have it, beside the server's own trigger characters. The
 * server names none of these: other editors would ask it with every space that is typed.
 */
const ends = ' -.,_+&=~@!\'"'.split('');

/** Goes on suggesting behind a space or hyphen in the middle of a link. */
export function keepSuggesting(session: Session): vscode.Disposable {
  let asked: vscode.CompletionItemProvider | undefined; // which the items shown are from
  return vscode.languages.registerCompletionItemProvider({ scheme: 'file', language: 'markdown' }, {
    // What else VS Code asks, it asks the client, too.
    provideCompletionItems(document, position, token, context) {
      const typed = ends.includes(context.triggerCharacter ?? '\0') || context.triggerKind === vscode.CompletionTriggerKind.TriggerForIncompleteCompletions;
      const before = document.lineAt(position.line).text.slice(0, position.character);
      asked = typed && inLink(before) ? session.client?.getFeature('textDocument/completion').getProvider(document) : undefined;
      return asked?.provideCompletionItems(document, position, token, context);
    },
    resolveCompletionItem: (item, token) => asked?.resolveCompletionItem?.(item, token),
  }, ...ends);
}
