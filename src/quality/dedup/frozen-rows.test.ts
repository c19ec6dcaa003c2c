import { expect, it } from 'vitest';
import { createStream } from '../../random/stream.js';
import { EDITS, makeLines } from '../../testing/edited-copies.js';
import { hashText } from '../../text/hash-text.js';
import { DuplicateFinder } from './duplicate-finder.js';
import { DuplicateIndex } from './duplicate-index.js';
import { FROZEN_ROW_WORDS, FrozenRows, writeRow } from './frozen-rows.js';
import { signatureOf } from './signature.js';

const linesOf = (i: number) => makeLines(createStream(`frozen-rows/${i}`));
const texts = [...Array.from({ length: 200 }, (_, i) => linesOf(i).join('')), '短', ''];
const edited = Object.entries(EDITS).flatMap(([name, edit]) =>
  [3, 70, 150].map((i) => edit(linesOf(i), createStream(`frozen-rows/${name}/${i}`)).join('')),
);

/** The texts as one block of rows. */
function blockOf(from: number, to: number): Uint32Array {
  const words = new Uint32Array((to - from) * FROZEN_ROW_WORDS);
  for (const [place, text] of texts.slice(from, to).entries()) {
    writeRow({ words, start: place * FROZEN_ROW_WORDS }, { signature: signatureOf(text), hash: hashText(text), own: [1, 2, 3, 4] });
  }
  return words;
}

it('finds what the index of a run finds, over blocks of any size', () => {
  const index = new DuplicateIndex({ expectedDocuments: texts.length, readText: (document) => texts[document] as string });
  for (const text of texts) index.add(text, signatureOf(text));
  const rows = new FrozenRows(texts.length);
  for (const [from, to] of [
    [0, 1],
    [1, 64],
    [64, 64],
    [64, texts.length],
  ] as const)
    rows.append(blockOf(from, to));
  const finder = new DuplicateFinder(rows, (document) => texts[document] as string);
  const asked = [...texts, ...edited, linesOf(1000).join('')];
  const found = asked.map((text) => finder.check(text, signatureOf(text)));
  expect(found).toEqual(asked.map((text) => index.check(text, signatureOf(text))));
  expect(found.filter((duplicate) => duplicate?.kind === 'near').length).toBeGreaterThan(10);
});

it('refuses more documents than it was made for, and half a row', () => {
  const rows = new FrozenRows(2);
  expect(() => rows.append(blockOf(0, 3))).toThrow(RangeError);
  expect(() => rows.append(new Uint32Array(FROZEN_ROW_WORDS + 1))).toThrow(RangeError);
  expect(rows.size).toBe(0);
});
