import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosen } from '../src/settings.ts';

test('what is not set is not sent, and the nearest source wins', () => {
  const inspected: Record<string, object> = {
    'wiki.any-case': { defaultValue: true, globalValue: false },
    'wiki.titles': { defaultValue: true },
    profile: { globalValue: 'hugo', workspaceValue: 'quartz', workspaceFolderValue: 'obsidian' },
    'problems.no-such-note': { globalValue: 'off', workspaceValue: 'error' },
  };
  assert.deepEqual(chosen([...Object.keys(inspected), 'unknown'], (key) => inspected[key]), {
    wiki: { 'any-case': false },
    profile: 'obsidian',
    problems: { 'no-such-note': 'error' },
  });
});
