import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findServer, type Places } from '../src/lookup.ts';

function find(there: string[], more: Partial<Places> = {}) {
  return findServer({ setting: '', bundled: '/x/server/notes-lsp', path: ['', '/a', '/b'], home: '/home/나', windows: false, runs: (file) => there.includes(file), say: (sentence, hole = '') => sentence.replace('{0}', hole), ...more });
}

test('the setting comes first, then the bundled server, then PATH', () => {
  const all = ['/own/서버', '/x/server/notes-lsp', '/a/notes-lsp', '/b/notes-lsp'];
  assert.deepEqual(find(all, { setting: '/own/서버' }), { command: '/own/서버', from: 'setting' });
  assert.deepEqual(find(all), { command: '/x/server/notes-lsp', from: 'bundled' });
  assert.deepEqual(find(all.slice(2)), { command: '/a/notes-lsp', from: 'path' });
  assert.deepEqual(find(all.slice(3)), { command: '/b/notes-lsp', from: 'path' });
});

test('a home folder in the setting is filled in', () => {
  assert.deepEqual(find(['/home/나/bin/notes-lsp'], { setting: '~/bin/notes-lsp' }), { command: '/home/나/bin/notes-lsp', from: 'setting' });
});

test('a setting that leads nowhere is told, whatever else is there', () => {
  const found = find(['/x/server/notes-lsp'], { setting: '/없음' });
  assert.ok('problem' in found && found.problem.includes('/없음') && found.problem.includes('notesLsp.serverPath'), JSON.stringify(found));
});

test('without a server the ways to one are told', () => {
  const found = find(['notes-lsp', '/notes-lsp']);
  assert.ok('problem' in found && found.problem.includes('PATH') && found.problem.includes('notesLsp.serverPath'), JSON.stringify(found));
});

test('Windows has its own name for it', () => {
  assert.deepEqual(find(['C:\\bin\\notes-lsp.exe'], { windows: true, path: ['C:\\bin'] }), { command: 'C:\\bin\\notes-lsp.exe', from: 'path' });
});
