import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Restarts, stateOf } from '../src/state.ts';

test('a folder that is read is ready, one that cannot be read is a reason', () => {
  assert.deepEqual(stateOf({ reading: true, notes: 0, problem: '' }), { kind: 'starting' });
  assert.deepEqual(stateOf({ reading: true, notes: 3, problem: '' }), { kind: 'ready', notes: 3, reading: true });
  assert.deepEqual(stateOf({ reading: false, notes: 0, problem: '' }), { kind: 'ready', notes: 0, reading: false });
  assert.deepEqual(stateOf({ reading: false, notes: 0, problem: '읽을 수 없습니다' }), { kind: 'stopped', reason: '읽을 수 없습니다' });
});

test('a server that keeps ending is given up, one that ends now and then is not', () => {
  const often = new Restarts();
  assert.deepEqual([0, 1, 2, 3, 4].map((second) => often.allows(second * 1000)), [true, true, true, true, false]);
  const seldom = new Restarts();
  assert.ok([0, 1, 2, 3, 4, 5, 6, 7].every((minute) => seldom.allows(minute * 60_000)));
});
