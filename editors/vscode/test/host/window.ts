// A user in the sample garden: problems, completion, the views, the status, and what the commands do.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeServer } from './codeserver.ts';
import type { Page } from './playwright.ts';
import { Scenario } from './scenario.ts';

export async function useWindow(code: CodeServer, pictures: string): Promise<number> {
  const garden = join(code.work, 'garden');
  cpSync(new URL('../../../../testdata/garden', import.meta.url), garden, { recursive: true });
  mkdirSync(join(garden, '.vscode'));
  writeFileSync(join(garden, '.vscode/settings.json'), '{"markdown.updateLinksOnFileMove.enabled": "prompt"}');
  const { page } = await code.open(garden);
  const user = new Scenario(page, code.work);
  mkdirSync(pictures, { recursive: true });
  const look = async (name: string) => {
    await page.mouse.move(700, 15); // no row looks touched
    await page.screenshot({ path: join(pictures, `vscode-${name}.png`) });
  };
  const read = (path: string) => (existsSync(join(garden, path)) ? readFileSync(join(garden, path), 'utf8') : '');

  await seeStatus(user);
  await takeOffer(user, read);
  await write(user, page, look);
  await seeViews(user, page, look);
  await command(user, page, look, read);
  await breakServer(user, page, garden);
  await page.close();
  return user.failed;
}

type Look = (name: string) => Promise<void>;
type Read = (path: string) => string;
const status = '.statusbar-item[id="notes-lsp.notes-lsp.notesLsp.status"]';

async function seeStatus(user: Scenario): Promise<void> {
  await user.does('sees how many notes and problems there are', async () => {
    await user.sees(status, /17 notes.* 7/);
  });
}

async function takeOffer(user: Scenario, read: Read): Promise<void> {
  await user.does('is offered to have VS Code leave moves to notes-lsp, and takes it', async () => {
    const offer = await user.isTold(/so that they are changed twice/);
    await offer.locator('.monaco-button', { hasText: 'Change for This Workspace' }).click();
    await user.soon(() => read('.vscode/settings.json'), (text) => text.includes('"markdown.updateLinksOnFileMove.enabled": "never"'));
  });
}

async function write(user: Scenario, page: Page, look: Look): Promise<void> {
  await user.does('sees what is wrong, in the note and in the list', async () => {
    await user.opens('할 일.md');
    await user.sees('.monaco-editor .squiggly-error');
    await user.runs('Problems: Focus on Problems View');
    await user.sees('.markers-panel .monaco-list-row', '헬름 차트');
    await page.locator('.monaco-editor .view-line').first().click();
    await user.sees('.monaco-editor.focused');
  });
  await user.does('is offered a note by first consonants, and takes it', async () => {
    await goTo(user, '17');
    await user.press('End', 'Enter');
    await page.keyboard.type('- [ ] 🌊 [[ㅋㅂ', { delay: 30 });
    await user.sees('.suggest-widget.visible .monaco-list-row.focused', '쿠버네티스');
    await look('completion');
    await user.press('Enter');
    await user.sees('.view-line', /🌊.\[\[쿠버네티스\]\]/);
    await user.press('Control+s');
  });
  await user.does('goes on being offered notes behind a space', async () => {
    await user.press('End');
    await page.keyboard.type(' 🐳 [[쿠버네티스', { delay: 30 });
    await user.sees('.suggest-widget.visible .monaco-list-row', '쿠버네티스 클러스터');
    await page.keyboard.type(' ');
    await user.sees('.view-line', /\[\[쿠버네티스.\]\]/);
    await user.sees('.suggest-widget.visible .monaco-list-row', '쿠버네티스 클러스터');
    await page.keyboard.type('ㅋㄹ', { delay: 30 });
    await user.sees('.suggest-widget.visible .monaco-list-row.focused', '쿠버네티스 클러스터');
    await user.press('Enter');
    await user.sees('.view-line', /🐳.\[\[쿠버네티스.클러스터\]\]/);
    await user.press('Control+s');
  });
}

const pane = (name: string) => `.pane:has(.pane-header[aria-label^="${name}"])`;
const row = (name: string) => `${pane(name)} .monaco-list-row`;

async function seeViews(user: Scenario, page: Page, look: Look): Promise<void> {
  const turn = async (names: string[], open: boolean) => {
    for (const name of names) {
      const header = `${pane(name)} .pane-header`;
      const turned = `${header}[aria-expanded="${String(open)}"]`;
      if ((await page.locator(turned).count()) === 0) {
        await user.clicks(header, turned);
      }
    }
  };
  const fold = (...names: string[]) => turn(names, false);
  const unfold = (...names: string[]) => turn(names, true);
  await user.does('sees who links to the note that is open, and where it links to', async () => {
    await user.opens('쿠버네티스.md');
    await user.runs('View: Hide Panel');
    await page.locator('.activitybar .action-item a[aria-label="Notes"]').click();
    await user.sees(`${pane('Backlinks')} .description`, '쿠버네티스 · 16');
    await user.sees(row('Backlinks'), 'git 되돌리기');
    await user.sees(row('Outgoing Links'), '쿠버네티스 클러스터');
    await user.sees(row('Tags'), 'devops');
    await look('views');
  });
  await user.does('goes to the exact place of a backlink', async () => {
    await user.clicks(row('Backlinks'), '.tab.active[data-resource-name="git 되돌리기.md"]', /그래도 \[\[쿠버네티스/);
    await user.sees('[id="status.editor.selection"]', /Ln \d+, Col \d+ \(5 selected\)/);
    await user.sees(`${pane('Backlinks')} .description`, /^git 되돌리기/);
  });
  await user.does('sees the views follow what is typed', async () => {
    const description = async () => (await page.locator(`${pane('Outgoing Links')} .description`).first().textContent()) ?? '';
    const before = await user.soon(description, (text) => text.startsWith('git 되돌리기'));
    await page.locator('.monaco-editor .view-line').first().click();
    await user.sees('.monaco-editor.focused');
    await user.press('Control+End');
    await page.keyboard.type('🍓 [[딸기 농사]] ');
    await user.sees(row('Outgoing Links'), '딸기 농사');
    const links = (text: string) => Number(/\d+$/.exec(text)?.[0]);
    await user.soon(description, (text) => links(text) === links(before) + 1);
  });
  await user.does('makes a missing note from the list of what is unresolved', async () => {
    await fold('Tags', 'Outgoing Links');
    await unfold('Unresolved');
    const missing = await user.sees(row('Unresolved'), '딸기 농사');
    await missing.hover();
    await missing.locator('a[aria-label="Create the Note"]').click();
    await user.sees('.tab.active[data-resource-name="딸기 농사.md"]');
    await page.locator(row('Unresolved'), { hasText: '딸기 농사' }).waitFor({ state: 'detached' });
    await user.sees(row('Backlinks'), '딸기 농사');
  });
  await user.does('opens a tag to the ones below it and to its places', async () => {
    await fold('Unresolved', 'Backlinks');
    await unfold('Tags');
    const opens = (tag: string) => user.clicks(`${row('Tags')}[aria-label^="Tag ${tag},"]`, `${row('Tags')}[aria-label^="Tag ${tag},"][aria-expanded="true"]`);
    await opens('devops');
    await user.sees(row('Tags'), 'Ingress');
    await opens('devops/쿠버네티스');
    await user.clicks(row('Tags'), '.tab.active[data-resource-name="쿠버네티스.md"]', '- devops/쿠버네티스');
    await user.sees('[id="status.editor.selection"]', /Ln 6, Col \d+ \(12 selected\)/);
    await look('tags');
  });
  await user.does('sees which notes nothing leads to, and who names a note without a link', async () => {
    await fold('Tags');
    await unfold('Orphans', 'Unlinked Mentions');
    await user.sees(`${pane('Unlinked Mentions')} .description`, /쿠버네티스 · \d/);
    await user.sees(`${pane('Orphans')} .monaco-list-row, ${pane('Orphans')} .welcome-view-content`, /./);
  });
}

async function command(user: Scenario, page: Page, look: Look, read: Read): Promise<void> {
  await user.does('picks a command from the status', async () => {
    await page.locator(status).click();
    await user.sees('.quick-input-list .monaco-list-row', 'Show Problems');
    await look('menu');
    await user.answers('log', 'Show the Log');
    await user.sees('.output-view-container, .output.monaco-pane-view, [id="workbench.panel.output"]');
    await user.runs('View: Hide Panel');
  });
  await user.does('makes a note by its name', async () => {
    await user.opens('할 일.md');
    await user.runs('notes-lsp: New Note');
    await user.sees('.quick-input-widget', 'folders in it are made');
    await user.answers('새 밭/토마토');
    await user.sees('.tab.active[data-resource-name="토마토.md"]');
    await user.press('Control+s');
    await user.soon(() => read('새 밭/토마토.md'), (text) => text === '# 토마토\n\n');
  });
  await user.does('moves a section to a note that is found by first consonants', async () => {
    await user.opens('할 일.md');
    await goTo(user, '21');
    await user.runs('notes-lsp: Move the Section');
    await user.answers('ㅌㅁㅌ', '토마토');
    await user.opens('토마토.md');
    await user.sees('.view-line', /##\s물\s주기/);
    await user.runs('File: Save All');
    await user.soon(() => read('새 밭/토마토.md'), (text) => text.includes('## 물 주기'));
  });
  await user.does('is told that a text on no disk is no note yet', async () => {
    await user.press('Control+Alt+n');
    await user.sees('.tab.active[data-resource-name="Untitled-1"]');
    await user.runs('Change Language Mode');
    await user.answers('markdown', 'Markdown');
    await user.sees('[id="status.editor.mode"]', 'Markdown');
    await user.runs('notes-lsp: Convert Links');
    await user.isTold('Open a note first');
  });
  await user.does('is told what daily notes need', async () => {
    await user.runs("notes-lsp: Open Today's Note");
    const told = await user.isTold(/There are no daily notes yet/);
    await told.locator('.monaco-button', { hasText: 'Set the Pattern' }).click();
    await user.sees('.settings-editor', /daily/i);
    await user.sees('.settings-editor .suggest-input-container.synthetic-focus, .settings-editor .search-container .focused');
    await page.locator('.tab.active[data-resource-name="Settings"] .tab-actions a, .tab.active:has-text("Settings") .tab-actions a').first().click();
    await page.locator('.settings-editor').first().waitFor({ state: 'hidden' });
  });
  await user.does('renames a folder in the explorer, and the links into it follow', async () => {
    await user.press('Control+Shift+e');
    await page.locator('.explorer-folders-view .monaco-list-row[aria-label="go"]').click();
    await user.press('F2');
    await user.sees('.explorer-folders-view .monaco-inputbox input');
    await user.press('Control+a');
    await page.keyboard.type('고 언어');
    await user.press('Enter');
    await user.sees('.monaco-dialog-box', /notes-lsp.* wants to make refactoring changes/);
    await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'OK' }).click();
    await user.sees('.explorer-folders-view .monaco-list-row', '고 언어');
    await user.soon(() => read('index.md'), (text) => text.includes('[고루틴](%EA%B3%A0%20%EC%96%B8%EC%96%B4/%EA%B3%A0%EB%A3%A8%ED%8B%B4.md)'));
  });
}

async function breakServer(user: Scenario, page: Page, garden: string): Promise<void> {
  const settings = join(garden, '.vscode/settings.json');
  await user.does('is told in the status when there is no server, and why', async () => {
    writeFileSync(settings, '{"notesLsp.serverPath": "/없음/notes-lsp"}');
    await user.sees(status, 'Stopped');
    await page.locator('.activitybar .action-item a[aria-label="Notes"]').click();
    await user.sees('.welcome-view-content', 'notes-lsp is not running');
    await user.sees(`${status} a[aria-label*="/없음/notes-lsp"]`);
  });
  await user.does('goes on when there is one again', async () => {
    writeFileSync(settings, '{}');
    await user.sees(status, /19 notes/);
  });
}

async function goTo(user: Scenario, line: string): Promise<void> {
  await user.press('Control+g');
  await user.answers(`:${line}`);
  await user.sees('[id="status.editor.selection"]', `Ln ${line},`);
}
