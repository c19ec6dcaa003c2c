import type { DialogueRecord } from '../domain/dialogue.js';
import type { FindingSink, Place } from './findings.js';

/**
 * Whether rows stand where their run put them: an id follows from seed and index, indices ascend and each is there once. A byte for each
 * dialogue.
 */
export class IndexOrder {
  readonly #seed: number;
  readonly #findings: FindingSink;
  readonly #there: Uint8Array;
  #last = -1;

  /** @param run its seed, and how many dialogues it was to deliver */
  constructor({ seed, count }: { seed: number; count: number }, findings: FindingSink) {
    this.#seed = seed;
    this.#findings = findings;
    this.#there = new Uint8Array(count);
  }

  /** @returns whether the row stands in its place */
  add({ id, index }: DialogueRecord, place: Place): boolean {
    const expected = this.idOf(index);
    if (id !== expected) this.#findings.add('row-inconsistent', place, `index ${index} and the run's seed make the id ${expected}`);
    if (!this.isIndex(index)) {
      this.#findings.add('row-inconsistent', place, `index ${index} lies beyond the ${this.#there.length} dialogues of the run`);
      return false;
    }
    const repeated = this.#there[index] === 1;
    const misplaced = !repeated && index < this.#last;
    if (repeated) this.#findings.add('row-repeated', place, `index ${index} stands there already`);
    if (misplaced) this.#findings.add('row-misplaced', place, `index ${index} stands behind ${this.#last}`);
    this.#there[index] = 1;
    this.#last = Math.max(this.#last, index);
    return !repeated && !misplaced;
  }

  /** How many indices have no row, and the first so many of them. */
  missing(named: number): { count: number; first: number[] } {
    const first: number[] = [];
    let count = 0;
    for (const [index, there] of this.#there.entries()) {
      if (there) continue;
      count++;
      if (first.length < named) first.push(index);
    }
    return { count, first };
  }

  isIndex(index: number): boolean {
    return index >= 0 && index < this.#there.length;
  }

  idOf(index: number): string {
    return `rcs-${this.#seed}-${String(index).padStart(6, '0')}`;
  }
}
