import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overlaps } from '../src/overlap.ts';

const found = (values: Record<string, unknown>) => overlaps((setting) => values[setting]).map(({ setting, value }) => [setting, value]);

test('what VS Code does by default is no double', () => {
  assert.deepEqual(found({ 'markdown.validate.enabled': false, 'markdown.suggest.paths.enabled': false, 'markdown.updateLinksOnFileMove.enabled': 'never' }), []);
  assert.deepEqual(found({}), []);
});

test('what it does besides is changed to what it does not do', () => {
  assert.deepEqual(found({ 'markdown.validate.enabled': true, 'markdown.suggest.paths.enabled': true, 'markdown.updateLinksOnFileMove.enabled': 'prompt' }), [
    ['markdown.validate.enabled', false],
    ['markdown.suggest.paths.enabled', false],
    ['markdown.updateLinksOnFileMove.enabled', 'never'],
  ]);
});
