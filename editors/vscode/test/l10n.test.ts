import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

const here = new URL('..', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, here), 'utf8');
const json = (path: string) => JSON.parse(read(path)) as Record<string, string>;

/** The sentences that the sources have shown, in the spelling of the source. */
function shown(): string[] {
  const calls = /\b(?:l10n\.t|say)\(\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")/g;
  const sentences = new Set<string>();
  for (const file of readdirSync(new URL('src', here))) {
    for (const [, literal = ''] of read(`src/${file}`).matchAll(calls)) {
      sentences.add(literal.slice(1, -1).replaceAll(/\\(.)/g, '$1'));
    }
  }
  return [...sentences].sort();
}

const holes = (sentence: string) => [...sentence.matchAll(/\{\d\}/g)].map(([hole]) => hole).sort();

test('every sentence is in Korean, with the same holes, and none is left over', () => {
  const korean = json('l10n/bundle.l10n.ko.json');
  assert.deepEqual(Object.keys(korean).sort(), shown());
  for (const [english, translated] of Object.entries(korean)) {
    assert.deepEqual(holes(translated), holes(english), english);
    assert.match(translated, /[가-힣]|^notes-lsp/, english);
  }
});

test('every name in the manifest is there in English and in Korean', () => {
  const named = [...new Set([...read('package.json').matchAll(/%([\w.]+)%/g)].map(([, name = '']) => name))].sort();
  assert.deepEqual(Object.keys(json('package.nls.json')).sort(), named);
  assert.deepEqual(Object.keys(json('package.nls.ko.json')).sort(), named);
  for (const [name, text] of Object.entries(json('package.nls.ko.json'))) {
    assert.match(text, /[가-힣]/, name);
  }
});
