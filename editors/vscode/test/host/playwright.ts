// As much of playwright-core as is used here; it comes with the tools and has no types in this package.

export interface Locator {
  click(options?: object): Promise<void>;
  fill(text: string, options?: { timeout: number }): Promise<void>;
  press(key: string, options?: { timeout: number }): Promise<void>;
  dblclick(options?: object): Promise<void>;
  hover(options?: object): Promise<void>;
  first(): Locator;
  nth(index: number): Locator;
  locator(selector: string, options?: { hasText: string | RegExp }): Locator;
  waitFor(options?: { state?: 'visible' | 'hidden' | 'attached' | 'detached'; timeout?: number }): Promise<void>;
  count(): Promise<number>;
  textContent(): Promise<string | null>;
  getAttribute(name: string): Promise<string | null>;
  allTextContents(): Promise<string[]>;
}
export interface Page {
  readonly keyboard: {
    press(key: string): Promise<void>;
    type(text: string, options?: { delay?: number }): Promise<void>;
  };
  readonly mouse: { move(x: number, y: number): Promise<void> };
  exposeFunction(name: string, run: (...args: never[]) => void): Promise<void>;
  goto(url: string): Promise<unknown>;
  setContent(html: string): Promise<void>;
  locator(selector: string, options?: { hasText: string | RegExp }): Locator;
  getByRole(role: string, options?: object): Locator;
  waitForFunction(run: string): Promise<unknown>;
  screenshot(options: { path: string; omitBackground?: boolean; clip?: object }): Promise<unknown>;
  on(event: 'console', listener: (message: { type(): string; text(): string }) => void): void;
  close(): Promise<void>;
}
export interface Browser {
  newPage(options: object): Promise<Page>;
  close(): Promise<void>;
}
export interface Playwright {
  readonly chromium: { launch(options: object): Promise<Browser> };
}
