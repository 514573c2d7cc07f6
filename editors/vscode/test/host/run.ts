// run.ts TOOLS CHROMIUM VSIX SUITE: installs VSIX into a profile of its own, opens a vault in VS Code (a
// code-server, see get-code-server.sh, in a headless chromium), and runs SUITE in its extension host.
// Prints what the suite prints; exits with its code.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { format } from 'node:util';
import type { Browser, Playwright } from './playwright.ts';

const deadline = 120_000;
const [tools = '', chromium = '', vsix = '', suite = ''] = process.argv.slice(2).map((path) => resolve(path));
const playwright = createRequire(`${tools}/`)('playwright-core') as Playwright;
const entry = join(tools, 'node_modules/code-server/out/node/entry.js');

const work = mkdtempSync(join(tmpdir(), 'notes-lsp-vscode-'));
const [data, extensions, vault, runner] = ['data', 'extensions', 'vault', 'runner'].map((name) => join(work, name)) as [string, string, string, string];
cpSync(new URL('vault', import.meta.url), vault, { recursive: true });
mkdirSync(join(data, 'User'), { recursive: true });
const settings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'files.refactoring.autoSave': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.startupEditor': 'none',
};
writeFileSync(join(data, 'User/settings.json'), JSON.stringify(settings));
// An extension under development is what VS Code runs a suite for; the one that is tested is installed.
mkdirSync(runner);
writeFileSync(join(runner, 'package.json'), JSON.stringify({ name: 'runner', publisher: 'test', version: '0.0.1', engines: { vscode: '^1.91.0' }, main: './main.cjs' }));
writeFileSync(join(runner, 'main.cjs'), 'exports.activate = () => {};');

const env = { ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}', XDG_DATA_HOME: join(work, 'xdg'), XDG_CONFIG_HOME: join(work, 'xdg') };
const profile = ['--config', '/dev/null', '--user-data-dir', data, '--extensions-dir', extensions];
execFileSync(process.execPath, [entry, ...profile, '--install-extension', vsix, '--force'], { env, stdio: ['ignore', 'ignore', 'inherit'] });

const port = await freePort();
const log = openSync(join(work, 'code-server.log'), 'a');
const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override', '--ignore-last-opened'];
// Only with the test driver does a built VS Code run a suite that its page's address names.
const server = spawn(process.execPath, [entry, ...profile, '--bind-addr', `127.0.0.1:${String(port)}`, '--auth', 'none', ...quiet, '--vscode-option', 'enable-smoke-test-driver'], { env, stdio: ['ignore', log, log], detached: true });
const ended = new Promise((done) => server.once('exit', done));
const origin = `127.0.0.1:${String(port)}`;

const late = new Promise<string>((done) => setTimeout(() => { done('none in time'); }, deadline).unref());
let code: number | string = 1;
let browser: Browser | undefined;
try {
  await healthy();
  browser = await playwright.chromium.launch({ executablePath: chromium, headless: true, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const exit = new Promise<number>((done) => void page.exposeFunction('codeAutomationExit', done));
  await page.exposeFunction('codeAutomationLog', (_kind: string, args: unknown[]) => {
    const line = format(...args);
    if (/^(ok|FAIL| {2}|\d+ passed)/.test(line)) {
      console.log(line);
    }
  });
  const remote = (path: string) => `vscode-remote://${origin}${path}`;
  const payload = JSON.stringify([['extensionDevelopmentPath', remote(runner)], ['extensionTestsPath', remote(suite)]]);
  await page.goto(`http://${origin}/?folder=${encodeURIComponent(vault)}&payload=${encodeURIComponent(payload)}`);
  code = await Promise.race([exit, late]);
  if (code !== 0) {
    await page.screenshot({ path: join(work, 'failed.png') });
  }
} catch (error) {
  console.error(error);
} finally {
  await browser?.close();
  if (server.pid !== undefined && server.exitCode === null) {
    process.kill(-server.pid, 'SIGTERM');
    await ended;
  }
}
if (code === 0) {
  rmSync(work, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
} else {
  console.error(`exit code ${String(code)}; logs and a picture are in ${work}\n${readFileSync(join(work, 'code-server.log'), 'utf8').slice(-2000)}`);
}
process.exit(code === 0 ? 0 : 1);

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => { done(port); });
    });
  });
}

/** Waits until code-server answers, which it does after a second. */
async function healthy(): Promise<void> {
  const until = Date.now() + 30_000;
  for (;;) {
    const answer = await fetch(`http://${origin}/healthz`).catch(() => undefined);
    if (answer?.ok) {
      return;
    }
    if (Date.now() > until || server.exitCode !== null) {
      throw new Error('code-server did not start');
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}
