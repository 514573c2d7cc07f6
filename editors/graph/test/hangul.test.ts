import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folded, rank } from '../src/hangul.ts';

const found = (query: string, name: string) => rank(folded(query), folded(name)) >= 0;

test('names are found by parts, first consonants and half-typed syllables', () => {
  for (const [query, name] of [
    ['쿠버', '쿠버네티스'], ['ㅋㅂㄴ', '쿠버네티스'], ['쿠ㅂ', '쿠버네티스'], ['네티', '쿠버네티스'], ['쿠버네트', '쿠버네트워크'],
    ['쿠버네틔'.slice(0, 3), '쿠버네티스'], ['k8', 'K8s 메모'], ['ㅁㅁ', 'k8s 메모'], ['ㅎㄴ', '2024 회고 하나'], ['가', '각주'], ['📦', '📦 상자'],
    ['쿠버', '쿠버네티스'.normalize('NFD')], ['ㅋㅂ'.normalize('NFC'), '쿠버네티스'.normalize('NFD')],
  ] as const) {
    assert.ok(found(query, name), `${query} finds ${name}`);
  }
  for (const [query, name] of [['ㅋㄴ', '쿠버네티스'], ['각', '가나'], ['ㅏ', '가나'], ['버쿠', '쿠버네티스'], ['x', '']] as const) {
    assert.ok(!found(query, name), `${query} does not find ${name}`);
  }
});

test('whole names come first, then starts, words and the rest', () => {
  const names = ['데이터베이스', '베이스', '베이스 캠프', '내 베이스'];
  assert.deepEqual(names.toSorted((a, b) => rank('베이스', a) - rank('베이스', b)), ['베이스', '베이스 캠프', '내 베이스', '데이터베이스']);
});
