import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inLink } from '../src/inlink.ts';

test('a link is begun and not closed', () => {
  for (const before of ['🐶 [[쿠버네티스 ', '[[local-', '![[그림.', '[[가 나|다 ', '[글](./paid-', '[글](<공부 ', '[[']) {
    assert.ok(inLink(before), before);
  }
});

test('elsewhere there is none', () => {
  for (const before of ['', '글 ', '[[쿠버네티스]] ', '[글](a.md ', '[글](<a b> ', '[글](a.md) ', '[ ] ', '[글] ']) {
    assert.ok(!inLink(before), before);
  }
});
