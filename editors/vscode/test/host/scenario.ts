// What a user does in a window, step by step, with eyes and keyboard.
import { join } from 'node:path';
import type { Locator, Page } from './playwright.ts';

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
    await found.waitFor({ state: 'visible', timeout: 20_000 });
    return found;
  }

  /** Waits until a question is answered as wanted. */
  async soon<T>(ask: () => T | Promise<T>, good: (answer: T) => boolean): Promise<T> {
    const until = Date.now() + 20_000;
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
    await this.press('Control+p');
    await this.sees('.quick-input-widget input');
    await this.page.keyboard.type(name);
    await this.sees(`.quick-input-list .monaco-list-row.focused[aria-label^="${name}"]`);
    await this.press('Enter');
    await this.sees(`.tab.active[data-resource-name="${name}"]`);
    await this.sees('.monaco-editor.focused');
  }

  /** Runs a command by its title. */
  async runs(title: string): Promise<void> {
    await this.press('F1');
    await this.sees('.quick-input-widget input');
    await this.page.keyboard.type(title);
    await this.sees('.quick-input-list .monaco-list-row.focused', title);
    await this.press('Enter');
  }
}
