import type { Theme } from './groups.ts';

const dark: Theme = {
  palette: ['#82aaff', '#a5d66f', '#f0b95e', '#f4768c', '#bd9cf9', '#6fd3f5', '#ff9d66', '#63dbb9', '#e89be6', '#d7cf7a', '#9fb4d8'],
  rest: '#8791a8', missing: '#565e73', file: '#a08c6c', tag: '#d6b34a',
  edge: '#7f8aa8', text: '#dde3f0', halo: '#14171f', accent: '#ffffff',
};

const light: Theme = {
  palette: ['#3568d4', '#4a9223', '#c07a0a', '#d13c58', '#7d4cc7', '#0f8fb5', '#d8622a', '#12947b', '#b545ae', '#8a8312', '#5a7199'],
  rest: '#7d8596', missing: '#b3b9c6', file: '#93795a', tag: '#a98207',
  edge: '#8a93a8', text: '#262b36', halo: '#fbfbfd', accent: '#11151d',
};

/** Whether the page is dark: as VS Code says, or else as the browser does. */
export function isDark(): boolean {
  const { classList } = document.body;
  if (classList.contains('vscode-light') || classList.contains('vscode-high-contrast-light')) {
    return false;
  }
  return classList.contains('vscode-dark') || classList.contains('vscode-high-contrast') || matchMedia('(prefers-color-scheme: dark)').matches;
}

/** The colours of the page as it is; the text's and its ground's are those of the style sheet. */
export function theme(): Theme {
  const base = isDark() ? dark : light;
  const style = getComputedStyle(document.body);
  return { ...base, text: style.color, halo: style.backgroundColor };
}

export function onThemeChange(changed: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
  new MutationObserver(changed).observe(document.body, { attributes: true, attributeFilter: ['class'] });
}
