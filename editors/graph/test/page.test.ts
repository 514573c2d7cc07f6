// The page of notes-lsp graph --format html as its reader sees it, in a headless chromium. NOTES_LSP and CHROMIUM
// are the programs, PICTURE is where the picture for the documentation goes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { writeVault } from './vault.ts';

const { NOTES_LSP = 'notes-lsp', CHROMIUM = 'chromium', PICTURE } = process.env;
const work = mkdtempSync(join(tmpdir(), 'notes-lsp-graph-'));
const vault = join(work, '노트 #1');
const file = join(work, 'graph.html');

declare global {
  var opened: string[];
}

let browser: Browser;
let page: Page;
const wrong: string[] = [];
const requested = new Set<string>();

async function openPage(hash = '', options: object = {}): Promise<void> {
  page = await browser.newPage({ viewport: { width: 1200, height: 720 }, colorScheme: 'dark', ...options });
  page.on('console', (message) => { if (message.type() === 'error') { wrong.push(message.text()); } });
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('request', (request) => requested.add(new URL(request.url()).protocol));
  await page.addInitScript(() => {
    globalThis.opened = [];
    HTMLAnchorElement.prototype.click = function () { globalThis.opened.push(this.href); };
  });
  await page.goto(pathToFileURL(file).href + hash);
  await laidOut();
}

/** What the page would have opened since it was last asked. The page keeps it, so that it is there when an input was handled. */
const opened = () => page.evaluate(() => globalThis.opened.splice(0));
/** What is to be drawn is drawn with the next frame; the one after shows that it was. */
const drawn = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
const laidOut = async () => {
  await page.waitForFunction(() => document.body.dataset.layout === 'done', null, { timeout: 60_000 });
  await drawn();
};
const counts = () => page.locator('.panel footer').textContent();
const said = () => page.locator('.said').textContent();

/** Finds a node by name and goes there, as one who types does. */
async function goTo(name: string): Promise<void> {
  await page.keyboard.press('/');
  await page.keyboard.insertText(name);
  await page.keyboard.press('Enter');
}

before(async () => {
  writeVault(vault);
  execFileSync(NOTES_LSP, ['graph', '--root', vault, '--output', file]);
  browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  await openPage();
});

after(async () => {
  await browser.close();
  rmSync(work, { recursive: true });
});

test('all notes are shown, and the picture is taken', async () => {
  assert.match(await counts() ?? '', /^142 nodes · \d+ links$/);
  assert.equal(await page.locator('.legend li').count(), 11);
  const picture = await page.screenshot();
  if (PICTURE !== undefined && PICTURE !== '') {
    writeFileSync(PICTURE, picture);
  }
  // Something is drawn: pixels of the first colour of the legend, away from it.
  const drawn = await page.evaluate(() => {
    const swatch = getComputedStyle(document.querySelector('.swatch')!).backgroundColor;
    const canvas = document.querySelector<HTMLCanvasElement>('canvas.scene')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    const [r, g, b] = swatch.match(/\d+/g)!.map(Number);
    let found = 0;
    for (let i = 0; i < data.length; i += 4) {
      found += data[i] === r && data[i + 1] === g && data[i + 2] === b ? 1 : 0;
    }
    return found;
  });
  assert.ok(drawn > 200, `${String(drawn)} pixels`);
});

test('first consonants find a note, and Enter shows it with its neighbours', async () => {
  await page.keyboard.press('/');
  await page.keyboard.insertText('ㄷㅍㄹㅇ');
  assert.deepEqual(await page.locator('#results li b').allTextContents(), ['디플로이먼트']);
  assert.equal(await page.locator('#search').getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('Enter');
  assert.match(await said() ?? '', /^디플로이먼트쿠버네티스\d+ in · \d+ out$/);
  assert.equal(await page.locator('#search').inputValue(), '');
  await page.keyboard.press('Escape');
  assert.equal(await said(), '');
});

test('a click opens the note', async () => {
  await goTo('파드');
  await drawn();
  const at = await page.evaluate(() => {
    // The ring around the node that is selected is the only thing in that colour.
    const overlay = document.querySelector<HTMLCanvasElement>('canvas.overlay')!;
    const { data, width } = overlay.getContext('2d')!.getImageData(0, 0, overlay.width, overlay.height);
    let [x, y, n] = [0, 0, 0];
    for (let i = 0; i < data.length; i += 4) {
      if (data[i] === 255 && data[i + 1] === 255 && data[i + 2] === 255 && data[i + 3] === 255) {
        [x, y, n] = [x + (i / 4) % width, y + Math.floor(i / 4 / width), n + 1];
      }
    }
    return { x: x / n, y: y / n };
  });
  await page.mouse.move(at.x, at.y);
  assert.match(await said() ?? '', /^파드/);
  assert.equal(await page.locator('.on-node').count(), 1);
  await page.mouse.click(at.x, at.y);
  assert.deepEqual(await opened(), [pathToFileURL(join(vault, '쿠버네티스/파드.md')).href]);
});

test('the keyboard opens, goes to neighbours and around a note', async () => {
  await page.keyboard.press('Escape');
  await goTo('goroutine');
  await page.keyboard.press('Enter');
  assert.deepEqual(await opened(), [pathToFileURL(join(vault, 'Go/goroutine.md')).href]);
  const before = await said();
  for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) {
    await page.keyboard.press(key);
  }
  assert.notEqual(await said(), '');
  await goTo('goroutine');
  assert.equal(await said(), before);
  await page.keyboard.press('l');
  await laidOut();
  assert.equal(await page.locator('[role=radio][aria-checked=true]').textContent(), 'Local');
  const near = Number.parseInt(await counts() ?? '');
  assert.ok(near > 1 && near < 40, String(near));
  await page.locator('#depth').fill('3');
  await laidOut();
  assert.ok(Number.parseInt(await counts() ?? '') > near, await counts() ?? '');
  await page.getByRole('radio', { name: 'Whole' }).click();
  await laidOut();
  assert.match(await counts() ?? '', /^142 nodes/);
});

test('folders, tags and kinds narrow the graph', async () => {
  await page.locator('#filters summary').click();
  await page.locator('#folder').selectOption('책');
  assert.match(await counts() ?? '', /^8 nodes|^9 nodes/);
  await page.locator('#folder').selectOption('');
  await page.locator('#tag').selectOption('배운것');
  const tagged = Number.parseInt(await counts() ?? '');
  assert.ok(tagged > 20 && tagged < 60, String(tagged));
  await page.locator('#tag').selectOption('');
  await page.locator('#show-tag').check();
  assert.match(await counts() ?? '', /^144 nodes/);
  await page.locator('#show-tag').uncheck();
  await page.locator('#show-orphans').uncheck();
  assert.match(await counts() ?? '', /^133 nodes/);
  await page.locator('#show-orphans').check();
  await page.getByRole('button', { name: '쿠버네티스' }).click();
  assert.match(await counts() ?? '', /^12\d nodes/);
  await page.getByRole('button', { name: '쿠버네티스' }).click();
  await page.locator('#colour').selectOption('tag');
  assert.deepEqual(await page.locator('.legend .name').allTextContents(), ['메모', '배운것', 'no tag']);
  await page.locator('#colour').selectOption('folder');
  await page.locator('#filters summary').click();
});

test('light and dark follow the browser', async () => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  await page.emulateMedia({ colorScheme: 'light' });
  assert.notEqual(await ground(), dark);
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.equal(await ground(), dark);
});

test('the same graph looks the same', async () => {
  const picture = () => page.evaluate(() => document.querySelector<HTMLCanvasElement>('canvas.scene')!.toDataURL());
  await page.close();
  await openPage('#canvas');
  const first = await picture();
  await page.close();
  await openPage('#canvas');
  assert.equal(await picture(), first);
});

test('WebGL draws it as well', async () => {
  await page.close();
  await openPage('#webgl');
  assert.equal(await page.locator('canvas.sigma-nodes').count(), 1);
  await goTo('TCP');
  assert.match(await said() ?? '', /^TCP네트워크/);
  await page.keyboard.press('Enter');
  assert.deepEqual(await opened(), [pathToFileURL(join(vault, '네트워크/TCP.md')).href]);
});

/** Where something is drawn, as parts of the stage from 0 to 1. */
const extent = () => page.evaluate(() => {
  const canvas = document.querySelector<HTMLCanvasElement>('canvas.scene')!;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  const box = { left: 1, right: 0, top: 1, bottom: 0 };
  for (let i = 3; i < data.length; i += 4) {
    if (data[i]! > 0) {
      const [x, y] = [((i - 3) / 4 % canvas.width) / canvas.width, Math.floor((i - 3) / 4 / canvas.width) / canvas.height];
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y);
    }
  }
  return box;
});

test('in a narrow column the graph is below the controls, and as wide as the column', async () => {
  await page.close();
  await openPage('#canvas', { viewport: { width: 500, height: 900 } });
  const panel = await page.evaluate(() => document.querySelector('.panel')!.getBoundingClientRect().bottom / innerHeight);
  const box = await extent();
  assert.ok(box.top > panel, `from ${String(box.top)} below ${String(panel)}`);
  assert.ok(box.right - box.left > 0.6, JSON.stringify(box));
});

test('the page speaks Korean to a Korean browser', async () => {
  await page.close();
  await openPage('#canvas', { locale: 'ko-KR' });
  assert.match(await counts() ?? '', /^노드 142개 · 링크 \d+개$/);
  assert.equal(await page.locator('#search').getAttribute('placeholder'), '노트 찾기');
  assert.deepEqual((await page.locator('.panel').allInnerTexts()).filter((text) => /Show|Colours|Whole/.test(text)), []);
  await goTo('파드');
  assert.match(await said() ?? '', /^파드쿠버네티스들어옴 \d+ · 나감 \d+$/);
});

test('nothing went wrong, and nothing was asked of a network', () => {
  assert.deepEqual(wrong, []);
  assert.deepEqual([...requested].filter((protocol) => protocol !== 'file:' && protocol !== 'blob:'), []);
  assert.ok(!/https?:\/\/(?!www\.w3\.org)/.test(readFileSync(file, 'utf8').replace(/\/\*!.*?\*\//s, '')), 'there is no address in the page');
});
