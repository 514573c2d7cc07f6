// newcomer.ts TOOLS CHROMIUM VSIX NOTES: the last steps of newcomer.sh. Installs VSIX into a VS Code that was never
// used, opens the folder and a note of it, and types until a completion is there and taken. Prints how long each took.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CodeServer } from './codeserver.ts';
import { Scenario } from './scenario.ts';

const [tools = '', chromium = '', vsix = '', notes = ''] = process.argv.slice(2).map((path) => resolve(path));
const code = new CodeServer(tools, chromium);

async function step(name: string, run: () => unknown): Promise<void> {
  const from = performance.now();
  await run();
  console.log(`${name.padEnd(44)} ${((performance.now() - from) / 1000).toFixed(1).padStart(6)} s`);
}

try {
  await step('install the extension', () => { code.install(vsix); });
  await step('start VS Code', () => code.start());
  await step('open the folder and a note, type [[쿠', async () => {
    const { page } = await code.open(notes);
    const user = new Scenario(page, code.work);
    await user.opens('오늘.md');
    // Whoever types before there is a server is offered nothing; by the status it is seen that there is one.
    await user.sees('.statusbar-item[id="notes-lsp.notes-lsp.notesLsp.status"]', '2 notes');
    await user.press('Control+End', 'Enter');
    await page.keyboard.type('🌱 [[쿠', { delay: 60 });
    await user.sees('.suggest-widget.visible .monaco-list-row.focused', '쿠버네티스');
    await user.press('Enter');
    await user.press('Control+s');
    await user.soon(() => readFileSync(join(notes, '오늘.md'), 'utf8'), (text) => text.includes('🌱 [[쿠버네티스]]'));
  });
} finally {
  await code.stop();
  code.remove();
}
