import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { CloseAction, ErrorAction, State as ClientState, type ErrorHandler, type Middleware } from 'vscode-languageclient/node';
import { announcement } from './announcement.ts';
import { beside } from './beside.ts';
import { Client } from './client.ts';
import { findServer, type Found } from './lookup.ts';
import type { IndexStatus } from './rows.ts';
import { chosen, own, section } from './settings.ts';
import { Restarts, stateOf, type State } from './state.ts';

/** A file that may be run. On Windows every file may. */
function runs(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The server, and all that is needed to start it again. */
export class Session implements vscode.Disposable {
  readonly log = vscode.window.createOutputChannel('notes-lsp', { log: true });
  /** The client; undefined where there is no server. */
  client: Client | undefined;
  readonly #context: vscode.ExtensionContext;
  readonly #changedState = new vscode.EventEmitter<State>();
  readonly #changedIndex = new vscode.EventEmitter<void>();
  #state: State = { kind: 'starting' };
  #turn: Promise<void> = Promise.resolve();

  /** Tells of each change of the state. */
  readonly onDidChangeState = this.#changedState.event;
  /** Tells that the server may answer questions about the notes differently now. */
  readonly onDidChangeIndex = this.#changedIndex.event;

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
  }

  get state(): State {
    return this.#state;
  }

  find(): Found {
    const windows = process.platform === 'win32';
    return findServer({
      setting: vscode.workspace.getConfiguration(section).get('serverPath', ''),
      bundled: vscode.Uri.joinPath(this.#context.extensionUri, 'server', windows ? 'notes-lsp.exe' : 'notes-lsp').fsPath,
      path: (process.env.PATH ?? '').split(delimiter),
      home: homedir(),
      windows,
      runs,
      say: vscode.l10n.t,
    });
  }

  /** What the user has set of the server's settings. */
  settings(): Record<string, unknown> {
    const manifest = this.#context.extension.packageJSON as { contributes: { configuration: { properties: Record<string, unknown> } } };
    const mine: readonly string[] = own;
    const keys = Object.keys(manifest.contributes.configuration.properties).map((key) => key.slice(section.length + 1));
    const configuration = vscode.workspace.getConfiguration(section);
    return chosen(keys.filter((key) => !mine.includes(key)), (key) => configuration.inspect(key));
  }

  /** Starts the server; again, where it runs. Calls take turns. */
  start(): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      const client = this.client;
      this.client = undefined;
      this.#become({ kind: 'starting' });
      try {
        await client?.dispose();
        await this.#start();
      } catch (error) {
        this.log.error(error instanceof Error ? error : String(error)); // the client has told the user
        this.#become({ kind: 'stopped', reason: error instanceof Error ? error.message : String(error) });
      }
    });
    return this.#turn;
  }

  async #start(): Promise<void> {
    const found = this.find();
    if ('problem' in found) {
      this.log.error(found.problem);
      this.#become({ kind: 'stopped', reason: found.problem });
      void this.#explain(found.problem);
      return;
    }
    this.log.info(`server: ${found.command} (${found.from})`);
    const client: Client = new Client(section, 'notes-lsp', { command: found.command, args: ['serve'] }, {
      documentSelector: [{ scheme: 'file', language: 'markdown' }],
      initializationOptions: this.settings(),
      outputChannel: this.log,
      middleware: { ...beside, workspace: this.#workspace(() => this.client === client) },
      errorHandler: this.#errorHandler(),
    });
    client.registerFeature(announcement);
    client.onNotification('notes-lsp/status', (status: IndexStatus) => {
      if (this.client === client) {
        this.#become(stateOf(status));
        this.#changedIndex.fire();
      }
    });
    client.onDidChangeState(({ newState }) => {
      if (this.client === client && newState === ClientState.Starting) {
        this.#become({ kind: 'starting' });
      }
    });
    this.client = client;
    await client.start();
  }

  dispose(): void {
    this.#changedState.dispose();
    this.#changedIndex.dispose();
    void this.#end();
  }

  /** Ends the server, and then the log: requests that are under way are logged as failed. */
  async #end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    try {
      await client?.dispose();
    } catch {
      // It had ended already.
    }
    this.log.dispose();
  }

  #become(state: State): void {
    if (isDeepStrictEqual(state, this.#state)) {
      return;
    }
    this.#state = state;
    void vscode.commands.executeCommand('setContext', `${section}.state`, state.kind);
    this.#changedState.fire(state);
  }

  #errorHandler(): ErrorHandler {
    const restarts = new Restarts();
    return {
      error: (_error, _message, count) => ({ action: (count ?? 1) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown }),
      closed: () => {
        if (restarts.allows(Date.now())) {
          return { action: CloseAction.Restart, handled: true };
        }
        const message = vscode.l10n.t('The notes-lsp server has ended several times in a few minutes and is not started again. Its log tells more.');
        this.#become({ kind: 'stopped', reason: message });
        return { action: CloseAction.DoNotRestart, message };
      },
    };
  }

  #workspace(isCurrent: () => boolean): NonNullable<Middleware['workspace']> {
    return {
      didChangeConfiguration: async (sections, next) => {
        await new Promise((done) => setImmediate(done)); // others are told of the change, too, and may start another server
        if (isCurrent()) {
          await next(sections);
        }
      },
      configuration: async (params, token, next) => {
        const answers: unknown[] = (await next(params, token)) as unknown[];
        return params.items.map((item, i) => (item.section === section ? this.settings() : answers[i])) as Awaited<ReturnType<typeof next>>;
      },
    };
  }

  async #explain(problem: string): Promise<void> {
    const open = vscode.l10n.t('Open Settings');
    if ((await vscode.window.showErrorMessage(`notes-lsp: ${problem}`, open)) === open) {
      await vscode.commands.executeCommand('workbench.action.openSettings', `${section}.serverPath`);
    }
  }
}
