import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Net, type Kind, type Node } from '../src/data.ts';
import { colouring, type Theme } from '../src/groups.ts';
import { addressOf } from '../src/host.ts';
import { visible, type Filter } from '../src/visible.ts';

const node = (id: string, kind: Kind = 'note', tags: string[] = []): Node => ({ id, kind, title: id, tags, in: 0, out: 0 });
const net = new Net({
  version: 1,
  root: '.',
  nodes: [node('가/a.md', 'note', ['음식/빵']), node('가/나/b.md'), node('다/c.md', 'note', ['음식']), node('d.md'), node('그림.png', 'file'), node('missing://x', 'missing'), node('tag://음식', 'tag')],
  edges: [['가/a.md', '가/나/b.md'], ['가/나/b.md', '다/c.md'], ['다/c.md', '그림.png'], ['d.md', 'd.md'], ['가/a.md', 'missing://x'], ['가/a.md', 'tag://음식']].map(([from = '', to = '']) => ({ from, to, count: 1 })),
});
const shown = (change: Partial<Filter>) => visible(net, { kinds: new Set<Kind>(['note']), orphans: true, folder: '', tag: '', center: -1, depth: 1, ...change }).map((i) => net.node(i).id);

test('kinds, folders and tags narrow what is shown', () => {
  assert.deepEqual(shown({}), ['가/a.md', '가/나/b.md', '다/c.md', 'd.md']);
  assert.deepEqual(shown({ orphans: false }), ['가/a.md', '가/나/b.md', '다/c.md']);
  assert.deepEqual(shown({ folder: '가' }), ['가/a.md', '가/나/b.md']);
  assert.deepEqual(shown({ tag: '음식' }), ['가/a.md', '다/c.md']);
  assert.deepEqual(shown({ tag: '음식/빵' }), ['가/a.md']);
  const all = new Set<Kind>(['note', 'file', 'missing', 'tag']);
  assert.deepEqual(shown({ kinds: all, folder: '다' }), ['다/c.md', '그림.png'], 'of the rest only what is linked');
});

test('a local graph goes so far and no further', () => {
  const center = net.at.get('가/a.md') ?? -1;
  assert.deepEqual(shown({ center }), ['가/a.md', '가/나/b.md']);
  assert.deepEqual(shown({ center, depth: 2 }), ['가/a.md', '가/나/b.md', '다/c.md']);
  assert.deepEqual(shown({ center, folder: '다' }), ['가/a.md'], 'its center whatever the filter');
});

test('the largest folders have colours of their own, below what all share', () => {
  const theme = { palette: ['a', 'b', 'c'], rest: 'rest' } as unknown as Theme;
  const many = (folder: string, n: number) => Array.from({ length: n }, (_, i) => node(`docs/${folder}/${String(i)}.md`));
  const big = new Net({ version: 1, root: '.', nodes: [...many('나', 5), ...many('가', 5), ...many('다', 3), ...many('라', 2)], edges: [] });
  assert.deepEqual(colouring(big, 'folder', theme).groups.map(({ name, count, colour }) => [name, count, colour]), [['docs/가', 5, 'a'], ['docs/나', 5, 'b'], ['docs/다', 3, 'c'], ['others', 2, 'rest']]);
});

test('an address has what means something in it encoded', () => {
  assert.equal(addressOf('file:///a/{id}', '일기/a #1?.md'), 'file:///a/%EC%9D%BC%EA%B8%B0/a%20%231%3F.md');
  assert.equal(addressOf('https://x/{name}/', '가/$&.md'), 'https://x/%EA%B0%80/%24%26/');
});
