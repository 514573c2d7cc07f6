import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byDemand, bare, fileName, grouped, label, nested, wanted, type TagNode } from '../src/grouping.ts';
import type { Link, Tag } from '../src/rows.ts';

const place = { path: '/글.md', line: 1, column: 1 };

test('rows of one key stand together, in their order', () => {
  assert.deepEqual(grouped(['나1', '가1', '나2'], (row) => row.slice(0, 1)), [
    { key: '나', rows: ['나1', '나2'] },
    { key: '가', rows: ['가1'] },
  ]);
  assert.deepEqual(byDemand(grouped(['나', '가', '다다', '다'], (row) => row)).map((g) => g.key), ['가', '나', '다', '다다']);
  assert.deepEqual(byDemand(grouped(['가', '나', '나'], (row) => row)).map((g) => g.key), ['나', '가']);
});

test('tags nest, whether or not what is above them is used, and whatever their case', () => {
  const tags: Tag[] = [['DevOps/쿠버네티스', 2], ['devops/운영', 1], ['일지', 3], ['가/나', 1]].map(([tag, notes]) => ({ ...place, tag: tag as string, notes: notes as number }));
  const shape = (nodes: TagNode[]): unknown[] => nodes.map((n) => [n.tag, n.name, n.notes, shape(n.below)]);
  assert.deepEqual(shape(nested(tags, 'ko')), [
    ['가', '가', 0, [['가/나', '나', 1, []]]],
    ['일지', '일지', 3, []],
    ['DevOps', 'DevOps', 0, [['devops/운영', '운영', 1, []], ['DevOps/쿠버네티스', '쿠버네티스', 2, []]]],
  ]);
  assert.deepEqual(nested([{ ...place, tag: '//', notes: 1 }], 'en'), []);
});

test('a line is shown with its place, which is never far from the start', () => {
  assert.deepEqual(label({ text: '😀 [[빵]] 여기', textStart: 2, textEnd: 7 }), { label: '😀 [[빵]] 여기', highlights: [[3, 8]] });
  const long = label({ text: `${'가나 '.repeat(20)}[[빵]]`, textStart: 60, textEnd: 65 });
  assert.match(long.label, /^…가나 .*\[\[빵\]\]$/);
  assert.ok(long.label.length < 18, long.label);
  assert.equal(long.label.slice(...long.highlights[0] ?? []), '[[빵]]');
  assert.deepEqual(label({ text: '가', textStart: 9, textEnd: 9 }), { label: '가', highlights: [] });
});

test('links that look for the same in vain are known by it', () => {
  const link = (target: string, fragment = '', to = '') => ({ target, fragment, to }) as Link;
  assert.equal(wanted(link('새%20노트.md')), '새 노트.md');
  assert.equal(wanted(link('100%')), '100%');
  assert.equal(wanted(link('../빵.md', '없는%20제목', '/노트/빵.md')), '빵#없는 제목');
  assert.equal(wanted(link('없음', '제목')), '없음#제목');
});

test('notes are called by their file names, on Windows too', () => {
  assert.equal(bare(fileName('/노트/빵.md')), '빵');
  assert.equal(bare(fileName('C:\\노트\\빵.MD')), '빵');
  assert.equal(bare(fileName('그림.png')), '그림.png');
});
