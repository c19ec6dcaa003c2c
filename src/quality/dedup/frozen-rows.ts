import { EXACT_TABLE, HASH, keyOf, MARK, type Row, TABLES } from './document-rows.js';
import { hasShingles, type SignatureRows } from './duplicate-finder.js';

/** Words that the owner of the rows keeps in each for itself. */
export const OWN_WORDS = 4;
/** Where they begin in a row. */
export const OWN = MARK + 1;
/** A row in 32-bit words: signature, hash of the text, mark (0), the owner's words. */
export const FROZEN_ROW_WORDS = OWN + OWN_WORDS;

/** A document as a row that can be kept in a file. */
export function writeRow(
  { words, start }: Row,
  document: { signature: Uint32Array; hash: readonly [number, number]; own: readonly number[] },
) {
  words.set(document.signature, start);
  words.set(document.hash, start + HASH);
  words[start + MARK] = 0;
  words.set(document.own, start + OWN);
}

/**
 * Rows that come in large blocks and then stay: what an index of earlier datasets is made of. Table by table, heads and links beside the
 * rows: 33 × 8 bytes a document more, filled in about 2 µs a document.
 */
export class FrozenRows implements SignatureRows {
  readonly #blocks: { words: Uint32Array; first: number; rows: number }[] = [];
  readonly #heads: Uint32Array[];
  readonly #links: Uint32Array[];
  readonly #mask: number;
  readonly #capacity: number;
  #size = 0;

  /** @param capacity documents at most */
  constructor(capacity: number) {
    const buckets = 2 ** Math.ceil(Math.log2(Math.max(1, capacity)));
    this.#mask = buckets - 1;
    this.#capacity = capacity;
    this.#heads = Array.from({ length: TABLES }, () => new Uint32Array(buckets));
    this.#links = Array.from({ length: TABLES }, () => new Uint32Array(capacity));
  }

  get size(): number {
    return this.#size;
  }

  /** Memory held. */
  get bytes(): number {
    const tables = TABLES * Uint32Array.BYTES_PER_ELEMENT * (this.#mask + 1 + this.#capacity);
    return tables + this.#blocks.reduce((sum, { words }) => sum + words.byteLength, 0);
  }

  /** Takes a block of whole rows in and keeps it: nobody may write to it any more. */
  append(words: Uint32Array): void {
    const rows = words.length / FROZEN_ROW_WORDS;
    if (!Number.isInteger(rows)) throw new RangeError(`${words.length} words are no whole rows of ${FROZEN_ROW_WORDS}`);
    if (this.#size + rows > this.#capacity) throw new RangeError(`${this.#size} + ${rows} documents exceed ${this.#capacity}`);
    if (rows === 0) return;
    const block = { words, first: this.#size, rows };
    this.#blocks.push(block);
    this.#size += rows;
    for (let table = 0; table < TABLES; table++) this.#fill(table, block);
  }

  rowOf(document: number): Row {
    const { words, first } = this.#blockOf(document);
    return { words, start: (document - first) * FROZEN_ROW_WORDS };
  }

  headOf(key: number, table: number): number {
    return (this.#heads[table] as Uint32Array)[(key & this.#mask) >>> 0] as number;
  }

  linkAfter(document: number, table: number): number {
    return (this.#links[table] as Uint32Array)[document] as number;
  }

  #fill(table: number, { words, first, rows }: { words: Uint32Array; first: number; rows: number }): void {
    const heads = this.#heads[table] as Uint32Array;
    const links = this.#links[table] as Uint32Array;
    const row = { words, start: 0 };
    for (let document = first; document < first + rows; document++, row.start += FROZEN_ROW_WORDS) {
      if (table !== EXACT_TABLE && !hasShingles(words, row.start)) continue;
      const bucket = (keyOf(row, table) & this.#mask) >>> 0;
      links[document] = heads[bucket] as number;
      heads[bucket] = document + 1;
    }
  }

  #blockOf(document: number): { words: Uint32Array; first: number } {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#blocks[middle] as { first: number }).first <= document) low = middle;
      else high = middle - 1;
    }
    return this.#blocks[low] as { words: Uint32Array; first: number };
  }
}
