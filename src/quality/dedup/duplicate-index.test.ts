import { describe, expect, it } from 'vitest';
import { createStream } from '../../random/stream.js';
import { EDITS, makeLines, referenceJaccard } from '../../testing/edited-copies.js';
import { MAX_READ, MIN_MATCHES } from './duplicate-finder.js';
import { DuplicateIndex } from './duplicate-index.js';
import { SIGNATURE_WORDS, signatureOf } from './signature.js';

/** An index over texts that are kept, and what it read again. */
function indexOf(texts: readonly string[], expectedDocuments = texts.length) {
  const kept: string[] = [];
  const read: number[] = [];
  const index = new DuplicateIndex({
    expectedDocuments,
    readText: (document) => {
      read.push(document);
      return kept[document] as string;
    },
  });
  const add = (text: string, signature: Uint32Array = signatureOf(text)): number => {
    kept.push(text);
    return index.add(text, signature);
  };
  for (const text of texts) add(text);
  return { index, add, read, check: (text: string) => index.check(text, signatureOf(text)) };
}

const dialogue = (name: string): string => makeLines(createStream(`duplicate-index/${name}`)).join('');
const dialogues = (count: number): string[] => Array.from({ length: count }, (_, i) => dialogue(String(i)));

/** A signature that agrees with another in this many words: all of the first bands. */
const agreeing = (signature: Uint32Array, matches: number) => signature.map((word, position) => (position < matches ? word : word ^ 1));

describe('DuplicateIndex', () => {
  it('finds nothing while it is empty', () => {
    const { index, check } = indexOf([]);
    expect(check(dialogue('any'))).toBeNull();
    expect([index.size, index.bytes]).toEqual([0, 0]);
  });

  it('numbers documents from 0, duplicates too', () => {
    const { index, add } = indexOf([]);
    expect([dialogue('a'), dialogue('b'), dialogue('a')].map((text) => add(text))).toEqual([0, 1, 2]);
    expect(index.size).toBe(3);
  });

  it('finds every exact duplicate', () => {
    const texts = dialogues(300);
    const { check } = indexOf(texts);
    expect(texts.map(check)).toEqual(texts.map((_, document) => ({ kind: 'exact', document, similarity: 1 })));
  });

  it('takes equal hashes for a question, not for an answer', () => {
    const index = new DuplicateIndex({ expectedDocuments: 1, readText: () => dialogue('what the file says') });
    const text = dialogue('what was added');
    index.add(text, signatureOf(text));
    expect(index.check(text, signatureOf(text))).toBeNull();
  });

  it('prefers the exact duplicate to near ones', () => {
    const text = dialogue('original');
    const { check } = indexOf([`${text}好`, `${text}的`, text, `${text}吧`]);
    expect(check(text)).toEqual({ kind: 'exact', document: 2, similarity: 1 });
  });

  it('calls texts of the same shingles in another order near, at similarity 1', () => {
    const { check } = indexOf(['一二三四五一二三四五']);
    expect(check('一二三四五一二三四五一')).toEqual({ kind: 'near', document: 0, similarity: 1 });
  });

  it('counts 0.8 itself as a near-duplicate', () => {
    const [shared, tail] = ['零一二三四五六七八九十百', '千万'];
    expect(referenceJaccard(shared, shared + tail)).toBe(0.8);
    expect(indexOf([shared]).check(shared + tail)).toEqual({ kind: 'near', document: 0, similarity: 0.8 });
    expect(indexOf([shared]).check(`${shared + tail}亿`)).toBeNull();
  });

  it('knows texts without shingles only as exact duplicates', () => {
    const { check } = indexOf(['', '好的', '好的呀', '𠮷𠮷𠮷𠮷']);
    expect(check('好的')).toEqual({ kind: 'exact', document: 1, similarity: 1 });
    expect(check('')).toEqual({ kind: 'exact', document: 0, similarity: 1 });
    expect(check('𠮷𠮷𠮷')).toBeNull();
    expect(check('好的呀好')).toBeNull();
  });

  it('goes on beyond the expected number of documents, at the same memory', () => {
    const texts = dialogues(3000);
    const { index, check } = indexOf(texts, 1);
    expect(index.bytes).toBeLessThanOrEqual(1536 * index.size);
    const stream = createStream('duplicate-index/beyond');
    for (let document = 0; document < texts.length; document += 30) {
      const lines = makeLines(createStream(`duplicate-index/${document}`));
      const copy = EDITS['a character replaced']?.(lines, stream).join('') as string;
      expect(check(texts[document] as string)).toMatchObject({ kind: 'exact', document });
      expect(check(copy)).toMatchObject({ kind: 'near', document, similarity: referenceJaccard(lines.join(''), copy) });
    }
  });

  it('costs no more than a segment where far fewer documents come than expected', () => {
    expect(indexOf([dialogue('only')], 10_000_000).index.bytes).toBeLessThan(2 ** 20);
  });

  it('holds at most 1.5 KB a document', () => {
    const stream = createStream('duplicate-index/bytes');
    const index = new DuplicateIndex({ expectedDocuments: 20_000, readText: () => '' });
    for (let i = 0; i < 20_000; i++) {
      index.add(
        `${i}`,
        Uint32Array.from({ length: SIGNATURE_WORDS }, () => stream.int(2 ** 32)),
      );
    }
    expect(index.size).toBe(20_000);
    expect(index.bytes).toBeLessThanOrEqual(1536 * 20_000);
    expect(index.bytes).toBeGreaterThanOrEqual(4 * SIGNATURE_WORDS * 20_000);
  });

  it('reads only candidates whose signatures agree enough, those that agree most first, ties in order', () => {
    const text = dialogue('wanted');
    const signature = signatureOf(text);
    const { index, add, read } = indexOf([]);
    for (const matches of [MIN_MATCHES - 1, MIN_MATCHES, 120, 100, 120]) add(dialogue(`${matches}`), agreeing(signature, matches));
    expect(index.check(text, signature)).toBeNull();
    expect(read).toEqual([2, 4, 3, 1]);
  });

  it('bounds what it reads where a bucket degenerates, and still finds the likeliest', () => {
    const text = dialogue('wanted');
    const signature = signatureOf(text);
    const { index, add, read } = indexOf([]);
    const stranger = dialogue('stranger');
    for (let i = 0; i < MAX_READ + 500; i++) add(stranger, agreeing(signature, 100));
    expect(index.check(text, signature)).toBeNull();
    expect(read).toHaveLength(MAX_READ);
    const copy = add(`${text}好`);
    expect(index.check(text, signature)).toMatchObject({ kind: 'near', document: copy });
  });

  it('refuses a signature of another length', () => {
    const { index } = indexOf([]);
    expect(() => index.add('', new Uint32Array(64))).toThrow('a signature has 128 words, got 64');
    expect(() => index.check('', new Uint32Array(64))).toThrow(RangeError);
  });
});
