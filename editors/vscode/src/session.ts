import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter } from 'node:path';
import * as vscode from 'vscode';
import { LanguageClient, type Middleware } from 'vscode-languageclient/node';
import { announcement } from './announcement.ts';
import { beside } from './beside.ts';
import { findServer, type Found } from './lookup.ts';
import { chosen, own, section } from './settings.ts';

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
  /** The running client; undefined where there is no server, and while it starts. */
  client: LanguageClient | undefined;
  readonly #context: vscode.ExtensionContext;
  #turn: Promise<void> = Promise.resolve();

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
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
      try {
        await client?.dispose();
        await this.#start();
      } catch (error) {
        this.log.error(error instanceof Error ? error : String(error)); // the client has told the user
      }
    });
    return this.#turn;
  }

  async #start(): Promise<void> {
    const found = this.find();
    if ('problem' in found) {
      this.log.error(found.problem);
      void this.#explain(found.problem);
      return;
    }
    this.log.info(`server: ${found.command} (${found.from})`);
    const client = new LanguageClient(section, 'notes-lsp', { command: found.command, args: ['serve'] }, {
      documentSelector: [{ scheme: 'file', language: 'markdown' }],
      initializationOptions: this.settings(),
      outputChannel: this.log,
      middleware: { ...beside, workspace: this.#workspace() },
    });
    client.registerFeature(announcement);
    this.client = client;
    await client.start();
  }

  dispose(): void {
    void this.client?.dispose();
    this.log.dispose();
  }

  #workspace(): NonNullable<Middleware['workspace']> {
    return {
      configuration: async (params, token, next) => {
        const answers: unknown[] = (await next(params, token)) as unknown[];
        return params.items.map((item, i) => (item.section === section ? this.settings() : answers[i])) as Awaited<ReturnType<typeof next>>;
      },
    };
  }

  async #explain(problem: string): Promise<void> {
    const picked = await vscode.window.showErrorMessage(`notes-lsp: ${problem}`, 'Open Settings');
    if (picked !== undefined) {
      await vscode.commands.executeCommand('workbench.action.openSettings', `${section}.serverPath`);
    }
  }
}
