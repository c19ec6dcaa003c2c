import { describe, expect, it } from 'vitest';
import { createStream } from '../../random/stream.js';
import { EDITS, type EditedCopy, editedCopies, makeLines, referenceJaccard } from '../../testing/edited-copies.js';
import { MIN_MATCHES, NEAR_DUPLICATE } from './duplicate-finder.js';
import { DuplicateIndex } from './duplicate-index.js';
import { SIGNATURE_WORDS, signatureOf } from './signature.js';

const RECALL = 0.995;
const JUST_ABOVE: [number, number] = [0.8, 0.83];
const JUST_BELOW: [number, number] = [0.75, 0.8];
const EASY: [number, number] = [0.83, 1];

describe('on edited copies of dialogues', () => {
  const originals = Array.from({ length: 400 }, (_, i) => makeLines(createStream(`recall/original/${i}`)));
  const texts = originals.map((lines) => lines.join(''));
  const copies = editedCopies(originals.slice(0, 90), [EASY, JUST_ABOVE, JUST_BELOW], createStream('recall/copies'));
  const within = ([from, to]: [number, number]): EditedCopy[] => copies.filter(({ similarity }) => similarity >= from && similarity < to);
  const index = indexOver(texts);
  const found = new Map(copies.map((copy) => [copy, index.check(copy.text, signatureOf(copy.text))]));

  it('has enough pairs of every kind of edit on both sides of the threshold', () => {
    for (const window of [JUST_ABOVE, JUST_BELOW]) {
      expect(within(window).length).toBeGreaterThanOrEqual(300);
      for (const edit of Object.keys(EDITS))
        expect(within(window).filter((copy) => copy.edit === edit).length, edit).toBeGreaterThanOrEqual(30);
    }
  });

  it.each([
    ['0.80 to 0.83', JUST_ABOVE],
    ['0.83 to 1', EASY],
  ])('finds the pairs at %s', (_, window) => {
    const pairs = within(window);
    const hits = pairs.filter((copy) => found.get(copy)?.document === copy.original);
    expect(hits.length / pairs.length).toBeGreaterThanOrEqual(RECALL);
    for (const copy of hits) expect(found.get(copy)).toEqual({ kind: 'near', document: copy.original, similarity: copy.similarity });
  });

  it('reports nothing that is less similar than 0.8', () => {
    expect(within(JUST_BELOW).filter((copy) => found.get(copy) !== null)).toEqual([]);
    for (const [copy, result] of found) {
      if (result) expect(referenceJaccard(copy.text, texts[result.document] as string)).toBeGreaterThanOrEqual(NEAR_DUPLICATE);
    }
  });

  it('finds the same in another index over the same documents', () => {
    const again = indexOver(texts, 7);
    for (const [{ text }, result] of found) expect(again.check(text, signatureOf(text))).toEqual(result);
  });
});

it('agrees with a comparison of all pairs on short texts', () => {
  const stream = createStream('recall/short');
  const character = (): string => String.fromCharCode(0x4e00 + stream.int(500));
  const texts: string[] = [];
  for (let i = 0; i < 600; i++) {
    const fresh = texts.length === 0 || stream.chance(0.4);
    const text = fresh ? Array.from({ length: 5 + stream.int(60) }, character).join('') : stream.pick(texts);
    const at = stream.int(text.length);
    texts.push(fresh ? text : text.slice(0, at) + character() + text.slice(at + stream.int(2)));
  }
  const kept: string[] = [];
  const index = new DuplicateIndex({ expectedDocuments: 10, readText: (document) => kept[document] as string });
  const outcome = { duplicates: 0, found: 0, wrong: 0 };
  for (const text of texts) {
    const duplicate = kept.some((other) => other === text || referenceJaccard(other, text) >= NEAR_DUPLICATE);
    const result = index.check(text, signatureOf(text));
    if (duplicate) outcome.duplicates++;
    if (duplicate && result) outcome.found++;
    if (!duplicate && result) outcome.wrong++;
    kept.push(text);
    index.add(text, signatureOf(text));
  }
  expect(outcome.duplicates).toBeGreaterThan(100);
  expect(outcome.wrong).toBe(0);
  expect(outcome.found / outcome.duplicates).toBeGreaterThanOrEqual(RECALL);
});

it('sets the cut-off on the signature where a pair at exactly 0.8 falls below it less than once in a million', () => {
  const tail = (matches: number): number => {
    let term = (1 - NEAR_DUPLICATE) ** SIGNATURE_WORDS;
    let sum = 0;
    for (let k = 0; k < matches; k++) {
      sum += term;
      term *= ((SIGNATURE_WORDS - k) / (k + 1)) * (NEAR_DUPLICATE / (1 - NEAR_DUPLICATE));
    }
    return sum;
  };
  expect(tail(MIN_MATCHES)).toBeLessThan(1e-6);
  expect(tail(MIN_MATCHES + 1)).toBeGreaterThan(1e-6);
});

function indexOver(texts: readonly string[], expectedDocuments = texts.length): DuplicateIndex {
  const index = new DuplicateIndex({ expectedDocuments, readText: (document) => texts[document] as string });
  for (const text of texts) index.add(text, signatureOf(text));
  return index;
}
