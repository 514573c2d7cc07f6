// run.ts TOOLS CHROMIUM VSIX SUITE [PICTURES]: installs VSIX into VS Code, runs SUITE in its extension host, and
// then what a user does through a real window (window.ts), which leaves its screenshots in PICTURES.
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format } from 'node:util';
import { CodeServer } from './codeserver.ts';
import { useWindow } from './window.ts';
import { distrust } from './untrusted.ts';

/** What is in the logs and nobody's fault: what a test provokes, and that a window was closed while a tree was drawn. */
const expected = /serverPath names \/없음\/notes-lsp|Unable to refresh tree view \S+: Canceled/;

const [tools = '', chromium = '', vsix = '', suite = '', pictures] = process.argv.slice(2).map((path) => resolve(path));
const code = new CodeServer(tools, chromium);
let failed = 0;
try {
  code.install(vsix);
  await code.start();
  failed += await runSuite(suite);
  failed += await useWindow(code, pictures ?? join(code.work, 'pictures'));
  failed += await distrust(code);
  failed += quiet();
} catch (error) {
  failed++;
  console.error(error);
}
await code.stop();
if (failed === 0) {
  code.remove();
} else {
  console.error(`${String(failed)} failed; logs and pictures are in ${code.work}`);
}
process.exit(failed === 0 ? 0 : 1);

/** Runs a suite in the extension host; 0 if it passes. */
async function runSuite(suite: string): Promise<number> {
  const vault = join(code.work, 'vault');
  cpSync(new URL('vault', import.meta.url), vault, { recursive: true });
  // An extension under development is what VS Code runs a suite for; the one that is tested is installed.
  const runner = mkdtempSync(join(code.work, 'runner-'));
  writeFileSync(join(runner, 'package.json'), JSON.stringify({ name: 'runner', publisher: 'test', version: '0.0.1', engines: { vscode: '^1.91.0' }, main: './main.cjs' }));
  writeFileSync(join(runner, 'main.cjs'), 'exports.activate = () => {};');
  const late = new Promise<string>((done) => setTimeout(() => { done('none in time'); }, 600_000).unref());
  let exit: Promise<number> | undefined;
  const { page } = await code.open(vault, {
    payload: [['extensionDevelopmentPath', code.remote(runner)], ['extensionTestsPath', code.remote(suite)]],
    prepare: async (page) => {
      exit = new Promise((done) => void page.exposeFunction('codeAutomationExit', done));
      await page.exposeFunction('codeAutomationLog', (_kind: string, args: unknown[]) => {
        const line = format(...args);
        if (/^(ok|FAIL| {2}|\d+ passed)/.test(line)) {
          console.log(line);
        }
      });
    },
  });
  const result = await Promise.race([exit, late]);
  if (result !== 0) {
    await page.screenshot({ path: join(code.work, 'suite.png') });
    console.error(`the suite's exit code: ${String(result)}`);
  }
  await page.close();
  return result === 0 ? 0 : 1;
}

/** Whether the extension left no other error and no warning in any log. */
function quiet(): number {
  const found = code.complaints().filter((line) => !expected.test(line));
  console.log(`${found.length === 0 ? 'ok  ' : 'FAIL'} the logs have no error and no warning of the extension`);
  for (const line of found) {
    console.log(`     ${line}`);
  }
  return found.length === 0 ? 0 : 1;
}
