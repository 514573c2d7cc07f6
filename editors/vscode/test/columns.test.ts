import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf16Column } from '../src/columns.ts';

test('characters become units of UTF-16', () => {
  const line = '😀 글 [[빵]]';
  assert.equal(utf16Column(line, 1), 0);
  assert.equal(utf16Column(line, 5), line.indexOf('[['));
  assert.equal(utf16Column(line, 99), line.length);
});
