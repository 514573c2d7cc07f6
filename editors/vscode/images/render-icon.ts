// render-icon.ts TOOLS CHROMIUM: renders icon.svg as icon.png, since galleries take no SVG. They show it at
// 128 pixels; twice that is for screens with more.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Playwright } from '../test/host/playwright.ts';

const [tools = '', chromium = ''] = process.argv.slice(2);
const { chromium: kind } = createRequire(`${tools}/`)('playwright-core') as Playwright;
const svg = readFileSync(new URL('icon.svg', import.meta.url), 'utf8');
const browser = await kind.launch({ executablePath: chromium, headless: true, args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw}</style>${svg}`);
await page.screenshot({ path: fileURLToPath(new URL('icon.png', import.meta.url)), omitBackground: true });
await browser.close();
