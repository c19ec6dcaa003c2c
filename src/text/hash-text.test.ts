import { expect, it } from 'vitest';
import { hashText } from './hash-text.js';

it('hashes equal texts equally and keeps doing so', () => {
  expect(hashText('您好，请问有什么可以帮您？')).toEqual(hashText(['您好，请问', '有什么可以帮您？'].join('')));
  expect(hashText('您好')).toMatchInlineSnapshot(`
    [
      1058763856,
      3022793355,
    ]
  `);
  expect(hashText('')).toMatchInlineSnapshot(`
    [
      54908145,
      1373296388,
    ]
  `);
});

it('separates texts that differ in one character or in order, in both words', () => {
  const texts = Array.from({ length: 50_000 }, (_, i) => `尾号${i}的卡，您贵姓`).concat('卡的尾号', '尾号的卡');
  const hashes = texts.map(hashText);
  expect(new Set(hashes.map(([high, low]) => `${high}/${low}`)).size).toBe(texts.length);
  // 32 bits alone: 5e4 texts meet 0.3 times on average.
  for (const word of [0, 1]) expect(new Set(hashes.map((hash) => hash[word])).size).toBeGreaterThan(texts.length - 5);
});
