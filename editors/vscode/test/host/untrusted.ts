// A folder that nobody trusts: notes-lsp works in it, and runs no program that the folder names.
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeServer } from './codeserver.ts';
import { Scenario } from './scenario.ts';

export async function distrust(code: CodeServer): Promise<number> {
  const vault = join(code.work, 'untrusted');
  cpSync(new URL('vault', import.meta.url), vault, { recursive: true });
  const program = join(vault, 'program.sh');
  const trace = join(code.work, 'program-ran');
  writeFileSync(program, `#!/bin/sh\n: >'${trace}'\n`, { mode: 0o755 });
  mkdirSync(join(vault, '.vscode'));
  writeFileSync(join(vault, '.vscode/settings.json'), JSON.stringify({ 'notesLsp.serverPath': program }));

  code.configure({ 'security.workspace.trust.enabled': true });
  const { page } = await code.open(vault);
  const user = new Scenario(page, code.work);
  await user.does('opens a folder without trusting it', async () => {
    await user.sees('.statusbar-item a', 'Restricted Mode');
  });
  await user.does('sees problems there, of the server of the extension', async () => {
    await user.opens('index.md');
    await user.sees('.monaco-editor .squiggly-error');
    await user.sees('.statusbar-item', /5 notes/);
  });
  await user.does('runs nothing that the folder names', () => {
    if (existsSync(trace)) {
      throw new Error(`${program} was run`);
    }
  });
  await page.close();
  return user.failed;
}
