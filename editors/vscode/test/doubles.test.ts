import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finds, headingLength, onImage, withoutPicture } from '../src/doubles.ts';

test('a heading line is known by its marks', () => {
  for (const [line, want] of [
    ['## 😀 설치', 8],
    ['   # 끝', 6],
    ['#', 1],
    ['#태그', undefined],
    ['    # 코드', undefined],
    ['####### 일곱', undefined],
    ['글', undefined],
  ] as const) {
    assert.equal(headingLength(line), want, line);
  }
});

test('an image is where VS Code shows a picture', () => {
  const line = '😀 ![그림](a(b.png) ![밥](<밥 상.png>) ![[그림.png]] [글](a.md)';
  for (const [text, want] of [['밥 상', true], ['![밥', true], ['![[그', false], ['[글]', false], ['😀', false]] as const) {
    assert.equal(onImage(line, line.indexOf(text) + 1), want, text);
  }
});

test('a hover without its picture keeps the rest', () => {
  assert.equal(withoutPicture('![그림.png](file:///a/%EA%B7%B8.png)\n\n**그림.png** · 8 bytes'), '**그림.png** · 8 bytes');
  assert.equal(withoutPicture('**빵**\n\n![밥](file:///a.png)'), '**빵**\n\n![밥](file:///a.png)');
});

test('headings are found by letters in their order', () => {
  assert.ok(finds('쿠네', '쿠버네티스'));
  assert.ok(finds('', '쿠버'));
  assert.ok(finds('KU', '# kubernetes'));
  assert.ok(!finds('ㅋㅂ', '쿠버네티스 ← ㅋㅂ'));
  assert.ok(!finds('네쿠', '쿠버네티스'));
});
