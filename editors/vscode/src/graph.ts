import { randomBytes } from 'node:crypto';
import { isAbsolute, join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { Session } from './session.ts';
import { section } from './settings.ts';

/** As much of docs/graph.schema.json as is used here. */
interface Graph {
  readonly root: string;
  readonly nodes: readonly { readonly id: string }[];
}

/** What the page says (editors/graph/src/host.ts). */
type Said = { readonly type: 'ready' } | { readonly type: 'open'; readonly id: string };

/** How long after a change the graph is asked for again, in milliseconds. */
const pause = 800;
/** How long the panel may take to be a tab, in milliseconds. */
const patience = 10_000;

/** The graph of notes, which follows the note that is open and what changes. */
class GraphPanel implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #session: Session;
  readonly #listeners: vscode.Disposable[] = [];
  #panel: vscode.WebviewPanel | undefined;
  #local = false;
  /** Whether the page listens. */
  #ready = false;
  /** What the page has: the graph as text, its folder, and its nodes. */
  #sent = '';
  #root = '';
  #ids: ReadonlySet<string> = new Set();
  /** The note that was open last. */
  #note: vscode.Uri | undefined;
  #column = vscode.ViewColumn.One;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stale = true;

  constructor(context: vscode.ExtensionContext, session: Session) {
    this.#context = context;
    this.#session = session;
  }

  /** Shows the graph, the whole or that around the open note. */
  async show(local: boolean): Promise<void> {
    this.#local = local;
    this.#look(vscode.window.activeTextEditor);
    if (this.#panel) {
      this.#panel.reveal();
    } else {
      this.#open();
      await this.#keepApart();
    }
    await this.#post({ type: 'mode', local });
    await this.#follow();
  }

  #open(): void {
    const dist = vscode.Uri.joinPath(this.#context.extensionUri, 'dist');
    const beside = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const panel = vscode.window.createWebviewPanel(`${section}.graph`, vscode.l10n.t('Graph'), beside, { enableScripts: true, localResourceRoots: [dist], retainContextWhenHidden: true });
    const image = (theme: string) => vscode.Uri.joinPath(this.#context.extensionUri, 'images', `graph-${theme}.svg`);
    panel.iconPath = { light: image('light'), dark: image('dark') };
    this.#panel = panel;
    this.#ready = false;
    this.#stale = true;
    this.#sent = '';
    this.#listeners.push(
      panel.webview.onDidReceiveMessage((said: Said) => this.#take(said)),
      panel.onDidDispose(() => { this.#close(); }),
      panel.onDidChangeViewState(() => { this.#askSoon(); }),
      vscode.window.onDidChangeActiveTextEditor((editor) => { this.#look(editor); void this.#follow(); }),
      vscode.workspace.onDidSaveTextDocument(() => { this.#changed(); }),
      vscode.workspace.onDidCreateFiles(() => { this.#changed(); }),
      vscode.workspace.onDidDeleteFiles(() => { this.#changed(); }),
      vscode.workspace.onDidRenameFiles(() => { this.#changed(); }),
      // The server tells of problems again when notes change, on disk too.
      vscode.languages.onDidChangeDiagnostics(() => { this.#changed(); }),
    );
    panel.webview.html = page(panel.webview, dist);
  }

  /** Has notes open beside the graph instead of over it, where it has a group of its own. */
  async #keepApart(): Promise<void> {
    const groups = vscode.window.tabGroups;
    await this.#tabThere();
    if (groups.all.length > 1 && groups.activeTabGroup.tabs.every((tab) => tab.input instanceof vscode.TabInputWebview)) {
      await vscode.commands.executeCommand('workbench.action.lockEditorGroup');
    }
  }

  /** Waits until the panel is the active tab: VS Code tells extensions of its tabs a little later. */
  #tabThere(): Promise<void> {
    const there = () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return !this.#panel || (input instanceof vscode.TabInputWebview && input.viewType.endsWith(`${section}.graph`));
    };
    return new Promise((done) => {
      const end = () => {
        clearTimeout(enough);
        listening.dispose();
        done();
      };
      const look = () => { if (there()) { end(); } };
      const enough = setTimeout(end, patience);
      const listening = vscode.Disposable.from(vscode.window.tabGroups.onDidChangeTabs(look), vscode.window.tabGroups.onDidChangeTabGroups(look));
      look();
    });
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#panel = undefined;
    for (const listener of this.#listeners.splice(0)) {
      listener.dispose();
    }
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  /** Remembers which note is open, and where. */
  #look(editor: vscode.TextEditor | undefined): void {
    if (editor?.document.languageId === 'markdown' && editor.document.uri.scheme === 'file') {
      this.#note = editor.document.uri;
      this.#column = editor.viewColumn ?? this.#column;
    }
  }

  #changed(): void {
    this.#stale = true;
    this.#askSoon();
  }

  #askSoon(): void {
    clearTimeout(this.#timer);
    if (this.#stale && this.#ready && this.#panel?.visible) {
      this.#timer = setTimeout(() => void this.#ask(), pause);
    }
  }

  /** Asks for the graph, and sends it where it differs from what the page has. */
  async #ask(): Promise<void> {
    const { client } = this.#session;
    if (!client?.isRunning()) {
      this.#askSoon();
      return;
    }
    this.#stale = false;
    const uri = this.#note && client.code2ProtocolConverter.asUri(this.#note);
    const everything = { files: true, missing: true, tags: true };
    const request = (about: object) => client.sendRequest<Graph>('workspace/executeCommand', { command: 'notes-lsp.graph', arguments: [{ ...about, ...everything }] });
    let graph: Graph;
    try {
      // What is open may be a Markdown file of no vault.
      graph = await request(uri === undefined ? {} : { uri }).catch(() => request({}));
    } catch (error) {
      this.#session.log.error(error instanceof Error ? error : String(error));
      return;
    }
    const text = JSON.stringify(graph);
    if (text === this.#sent) {
      return;
    }
    this.#sent = text;
    this.#root = graph.root;
    this.#ids = new Set(graph.nodes.map((node) => node.id));
    await this.#post({ type: 'active', id: this.#idOf(this.#note) });
    await this.#post({ type: 'graph', graph });
  }

  /** The id of a note in the graph that the page has; null for none. */
  #idOf(note: vscode.Uri | undefined): string | null {
    if (!note || this.#root === '') {
      return null;
    }
    const path = relative(this.#root, note.fsPath);
    const id = path.split(sep).join('/');
    return isAbsolute(path) || !this.#ids.has(id) ? null : id;
  }

  /** Tells the page which note is open; one of another vault has another graph. */
  async #follow(): Promise<void> {
    const id = this.#idOf(this.#note);
    if (id === null && this.#note) {
      this.#changed();
    } else {
      await this.#post({ type: 'active', id });
    }
  }

  async #take(said: Said): Promise<void> {
    if (said.type === 'ready') {
      this.#ready = true; // again, where the panel has moved to another window
      this.#sent = '';
      await this.#post({ type: 'mode', local: this.#local });
      await this.#ask();
    } else if (this.#ids.has(said.id)) {
      const over = this.#panel?.viewColumn === this.#column;
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(join(this.#root, said.id)), over ? vscode.ViewColumn.Beside : this.#column);
    }
  }

  async #post(message: object): Promise<void> {
    if (this.#ready) {
      await this.#panel?.webview.postMessage(message);
    }
  }
}

/** The page, which the bundle fills: it is the one that notes-lsp graph writes. */
function page(webview: vscode.Webview, dist: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const at = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
  return `<!doctype html>
<html lang="en" data-language="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}; worker-src blob:">
<link rel="stylesheet" href="${at('graph.css')}">
</head>
<body><script nonce="${nonce}" src="${at('graph.js')}"></script></body>
</html>`;
}

/** Adds the commands that show the graph. */
export function registerGraph(context: vscode.ExtensionContext, session: Session): void {
  const panel = new GraphPanel(context, session);
  context.subscriptions.push(
    panel,
    vscode.commands.registerCommand(`${section}.showGraph`, () => panel.show(false)),
    vscode.commands.registerCommand(`${section}.showLocalGraph`, () => panel.show(true)),
  );
}
