import { mix } from '../../random/stream.js';
import { SIGNATURE_WORDS } from './signature.js';

export const BANDS = 32;
const WORDS_PER_BAND = SIGNATURE_WORDS / BANDS;
/** Hash tables: one for each band, and one for the hash of the text. */
export const TABLES = BANDS + 1;
export const EXACT_TABLE = BANDS;

// A row, in 32-bit words. Signature, hash, mark and links belong to the document; the heads are those of the bucket of the same number.
export const HASH = SIGNATURE_WORDS;
export const MARK = HASH + 2;
const LINKS = MARK + 1;
const HEADS = LINKS + TABLES;
/** 197 words: 788 bytes a document. */
const ROW_WORDS = HEADS + TABLES;

const MIN_SEGMENT_ROWS = 64;
const MAX_SEGMENT_ROWS = 1024;
const SEGMENTS = 64;

/** A document's row: `words[start + HASH]` and so on. */
export interface Row {
  words: Uint32Array;
  start: number;
}

/**
 * All that the index keeps, a row for each document, in segments that never move: growing costs one segment, nothing is copied.
 *
 * The tables are hash tables by chaining that grow by one bucket with each document (linear hashing, Litwin 1980): bucket n splits off
 * bucket n − 2^⌊log₂ n⌋. So there is one bucket for each document however many come, and its heads live in the document's row. A link or
 * head is a document number + 1; 0 ends a chain.
 */
export class DocumentRows {
  readonly #segments: Uint32Array[] = [];
  readonly #shift: number;
  #size = 0;

  /** @param expected only sizes the segments; more or fewer documents cost nothing */
  constructor(expected: number) {
    const rows = Math.min(MAX_SEGMENT_ROWS, Math.max(MIN_SEGMENT_ROWS, expected / SEGMENTS));
    this.#shift = Math.ceil(Math.log2(rows));
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#segments.length * ((ROW_WORDS * Uint32Array.BYTES_PER_ELEMENT) << this.#shift);
  }

  rowOf(document: number): Row {
    const words = this.#segments[document >>> this.#shift] as Uint32Array;
    return { words, start: (document & ((1 << this.#shift) - 1)) * ROW_WORDS };
  }

  /** Adds a row that is in no table yet, and the bucket of its number. */
  append(signature: Uint32Array, hash: readonly [number, number]): number {
    const document = this.#size;
    if (document >>> this.#shift === this.#segments.length) this.#segments.push(new Uint32Array(ROW_WORDS << this.#shift));
    const { words, start } = this.rowOf(document);
    words.set(signature, start);
    words.set(hash, start + HASH);
    this.#size++;
    if (document > 0) for (let table = 0; table < TABLES; table++) this.#split(table, document);
    return document;
  }

  /** Puts a document at the head of its chain in a table. */
  link(document: number, table: number): void {
    const row = this.rowOf(document);
    const bucket = this.rowOf(this.#bucketOf(keyOf(row, table)));
    row.words[row.start + LINKS + table] = bucket.words[bucket.start + HEADS + table] as number;
    bucket.words[bucket.start + HEADS + table] = document + 1;
  }

  /** First of the documents that may have this key in a table, as a link. */
  headOf(key: number, table: number): number {
    if (this.#size === 0) return 0;
    const { words, start } = this.rowOf(this.#bucketOf(key));
    return words[start + HEADS + table] as number;
  }

  /** The next link of the chain that a document stands in. */
  linkAfter(document: number, table: number): number {
    const { words, start } = this.rowOf(document);
    return words[start + LINKS + table] as number;
  }

  #bucketOf(key: number): number {
    const power = highestPower(this.#size);
    const bucket = (key & (2 * power - 1)) >>> 0;
    return bucket < this.#size ? bucket : (key & (power - 1)) >>> 0;
  }

  /** Moves what belongs into a new bucket out of the one that it splits off. */
  #split(table: number, bucket: number): void {
    const power = highestPower(bucket);
    const source = this.rowOf(bucket - power);
    let link = source.words[source.start + HEADS + table] as number;
    if (link === 0) return;
    let stay = 0;
    let move = 0;
    while (link !== 0) {
      const row = this.rowOf(link - 1);
      const next = row.words[row.start + LINKS + table] as number;
      const moves = (keyOf(row, table) & power) !== 0;
      row.words[row.start + LINKS + table] = moves ? move : stay;
      if (moves) move = link;
      else stay = link;
      link = next;
    }
    const target = this.rowOf(bucket);
    source.words[source.start + HEADS + table] = stay;
    target.words[target.start + HEADS + table] = move;
  }
}

/** Where a row stands in a table: the words of a band hashed, or half the hash of the text. */
export function keyOf({ words, start }: Row, table: number): number {
  if (table === EXACT_TABLE) return words[start + HASH] as number;
  let key = 0;
  for (let i = start + table * WORDS_PER_BAND; i < start + (table + 1) * WORDS_PER_BAND; i++) {
    key = mix(Math.imul(key, 31) ^ (words[i] as number));
  }
  return key;
}

/** 2^⌊log₂ value⌋ for 1 ≤ value < 2^31. */
function highestPower(value: number): number {
  return 1 << (31 - Math.clz32(value));
}
