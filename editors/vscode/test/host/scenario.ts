// What a user does in a window, step by step, with eyes and keyboard.
import { join } from 'node:path';
import type { Locator, Page } from './playwright.ts';

/** How long anything may take, in ms: a machine may be slow and busy, and what passes does not wait. */
const patience = 60_000;

export class Scenario {
  failed = 0;
  readonly page: Page;
  readonly #pictures: string;

  constructor(page: Page, pictures: string) {
    this.page = page;
    this.#pictures = pictures;
  }

  /** Runs a step. Of one that fails there is a picture, and those that follow are left out: they build on it. */
  async does(what: string, step: () => unknown): Promise<void> {
    if (this.failed > 0) {
      console.log(`left out: the user ${what}`);
      return;
    }
    try {
      await step();
      console.log(`ok   the user ${what}`);
    } catch (error) {
      this.failed++;
      const text = error instanceof Error ? error.message : String(error);
      console.log(`FAIL the user ${what}\n${text.replace(/^/gm, '     ')}`);
      await this.page.screenshot({ path: join(this.#pictures, `failed-${String(this.failed)}.png`) });
    }
  }

  /** Waits until something is there to be seen. */
  async sees(selector: string, text?: string | RegExp): Promise<Locator> {
    const found = this.page.locator(selector, text === undefined ? undefined : { hasText: text }).first();
    await found.waitFor({ state: 'visible', timeout: patience });
    return found;
  }

  /** Waits until a question is answered as wanted. */
  async soon<T>(ask: () => T | Promise<T>, good: (answer: T) => boolean): Promise<T> {
    const until = Date.now() + patience;
    for (;;) {
      const answer = await ask();
      if (good(answer)) {
        return answer;
      }
      if (Date.now() > until) {
        throw new Error(`still ${JSON.stringify(answer)}`);
      }
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
    }
  }

  /** Opens a file by its name. */
  async opens(name: string): Promise<void> {
    await this.#quickly('Control+p', name, `[aria-label^="${name}"]`);
    await this.sees(`.tab.active[data-resource-name="${name}"]`);
    await this.sees('.monaco-editor.focused');
  }

  /** Runs a command by its title. */
  async runs(title: string): Promise<void> {
    await this.#quickly('F1', `>${title}`, `[aria-label*="${title}"]`);
  }

  /** Clicks a row of a list for an effect. Rows move while others come, so that a click may meet another: then once more. */
  async clicks(row: string, effect: string, text?: string | RegExp): Promise<void> {
    for (let tries = 5; ; tries--) {
      await this.page.locator(row, text === undefined ? undefined : { hasText: text }).first().click();
      try {
        await this.page.locator(effect).first().waitFor({ state: 'visible', timeout: 4000 });
        return;
      } catch (error) {
        if (tries === 0) {
          throw error;
        }
      }
    }
  }

  /** Waits until VS Code has told something. It is read in the list of what was told: with the test driver nothing pops up by itself. */
  async isTold(text: string | RegExp): Promise<Locator> {
    if ((await this.page.locator('.notifications-center.visible').count()) === 0) {
      await this.clicks('[id="status.notifications"]', '.notifications-center.visible');
    }
    return this.sees('.notification-list-item', text);
  }

  /** Answers what VS Code asks for, and takes the row that is focused by then. */
  async answers(text: string, row?: string): Promise<void> {
    const input = await this.sees(quickInput);
    await input.fill(text);
    if (row !== undefined) {
      await this.sees('.quick-input-list .monaco-list-row.focused', row);
    }
    await input.press('Enter');
  }

  /** Opens a list by a key and takes a row. The list goes away when something else takes the focus, so it is tried again. */
  async #quickly(key: string, text: string, row: string): Promise<void> {
    for (let tries = 5; ; tries--) {
      try {
        await this.press(key);
        const input = this.page.locator(quickInput).first();
        await input.fill(text, { timeout: 2000 });
        await this.page.locator(`.quick-input-list .monaco-list-row.focused${row}`).first().waitFor({ state: 'visible', timeout: 4000 });
        await input.press('Enter', { timeout: 2000 });
        return;
      } catch (error) {
        if (tries === 0) {
          throw error;
        }
        await this.press('Escape');
      }
    }
  }
}

const quickInput = '.quick-input-widget .quick-input-box input';
