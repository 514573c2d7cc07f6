// VS Code for tests: a code-server (see get-code-server.sh) with the packaged extension in a profile of its
// own, and a headless chromium that shows its windows.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page, Playwright } from './playwright.ts';

/** Quiet settings, the same for every window. */
const settings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'files.refactoring.autoSave': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  'workbench.reduceMotion': 'on',
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

export interface Window {
  readonly page: Page;
  /** What the window wrote to its console as an error or a warning. */
  readonly complaints: string[];
}

export class CodeServer {
  readonly work = mkdtempSync(join(tmpdir(), 'notes-lsp-vscode-'));
  readonly #data = join(this.work, 'data');
  readonly #entry: string;
  readonly #playwright: Playwright;
  readonly #chromium: string;
  readonly #environment: NodeJS.ProcessEnv;
  #server: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  #browser: Browser | undefined;
  origin = '';

  constructor(tools: string, chromium: string) {
    this.#entry = join(tools, 'node_modules/code-server/out/node/entry.js');
    this.#playwright = createRequire(`${tools}/`)('playwright-core') as Playwright;
    this.#chromium = chromium;
    this.#environment = { ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}', XDG_DATA_HOME: join(this.work, 'xdg'), XDG_CONFIG_HOME: join(this.work, 'xdg'), XDG_STATE_HOME: join(this.work, 'xdg') };
    mkdirSync(join(this.#data, 'User'), { recursive: true });
    this.configure({ 'security.workspace.trust.enabled': false });
  }

  /** Writes the user's settings, before a window is opened. */
  configure(more: object): void {
    writeFileSync(join(this.#data, 'User/settings.json'), JSON.stringify({ ...settings, ...more }));
  }

  install(vsix: string): void {
    execFileSync(process.execPath, [this.#entry, ...this.#profile(), '--install-extension', vsix, '--force'], { env: this.#environment, stdio: ['ignore', 'ignore', 'inherit'] });
  }

  async start(): Promise<void> {
    const port = await freePort();
    this.origin = `127.0.0.1:${String(port)}`;
    const log = openSync(join(this.work, 'code-server.log'), 'a');
    const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override', '--ignore-last-opened'];
    // Only with the test driver does a built VS Code run a suite that its page's address names.
    const server = spawn(process.execPath, [this.#entry, ...this.#profile(), '--bind-addr', this.origin, '--auth', 'none', ...quiet, '--vscode-option', 'enable-smoke-test-driver'], { env: this.#environment, stdio: ['ignore', log, log], detached: true });
    this.#server = server;
    this.#ended = new Promise((done) => server.once('exit', done));
    const until = Date.now() + 120_000;
    while (!(await fetch(`http://${this.origin}/healthz`).catch(() => undefined))?.ok) {
      if (Date.now() > until || server.exitCode !== null) {
        throw new Error(`code-server did not start:\n${readFileSync(join(this.work, 'code-server.log'), 'utf8')}`);
      }
      await new Promise((done) => setTimeout(done, 100));
    }
    this.#browser = await this.#playwright.chromium.launch({ executablePath: this.#chromium, headless: true, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none'] });
  }

  /** Opens a folder in a window; prepare is run before its page is loaded. */
  async open(folder: string, options: { payload?: [string, string][]; prepare?: (page: Page) => Promise<void>; size?: { width: number; height: number } } = {}): Promise<Window> {
    if (!this.#browser) {
      throw new Error('not started');
    }
    const page = await this.#browser.newPage({ viewport: options.size ?? { width: 1280, height: 800 } });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        complaints.push(message.text());
      }
    });
    await options.prepare?.(page);
    const payload = options.payload ? `&payload=${encodeURIComponent(JSON.stringify(options.payload))}` : '';
    await page.goto(`http://${this.origin}/?folder=${encodeURIComponent(folder)}${payload}`);
    return { page, complaints };
  }

  /** A path as a window names it. */
  remote(path: string): string {
    return `vscode-remote://${this.origin}${path}`;
  }

  /** The errors and warnings in all logs that are about the extension. */
  complaints(): string[] {
    const about = /notes-lsp|notesLsp/i;
    const logs = readdirSync(this.#data, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.log'));
    return logs.flatMap((path) => {
      const own = /notes-lsp[^/]*\.log$/.test(path); // the extension's own log
      return readFileSync(join(this.#data, path), 'utf8').split('\n')
        .filter((line) => /\[(error|warning)\]/.test(line) && (own || about.test(line)))
        .map((line) => `${path}: ${line}`);
    });
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    if (this.#server?.pid !== undefined && this.#server.exitCode === null) {
      process.kill(-this.#server.pid, 'SIGTERM');
      await this.#ended;
    }
  }

  remove(): void {
    rmSync(this.work, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  #profile(): string[] {
    return ['--config', '/dev/null', '--user-data-dir', this.#data, '--extensions-dir', join(this.work, 'extensions')];
  }
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => { done(port); });
    });
  });
}
