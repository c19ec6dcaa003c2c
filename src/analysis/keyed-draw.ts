import { hashString } from '../random/stream.js';

interface Drawn<T> {
  key: number;
  item: T;
  size: number;
}

/**
 * A random draw without replacement from a stream, until a budget is full: every item gets a key from its name and the seed, and the smallest
 * keys win. So the draw depends neither on the order of the stream nor on its length being known, and memory holds the budget alone.
 */
export class KeyedDraw<T> {
  readonly #seed: string;
  readonly #budget: number;
  #kept: Drawn<T>[] = [];
  #size = 0;
  #threshold = Number.POSITIVE_INFINITY;

  /** @param budget total size to be reached: the draw ends with the item that reaches it */
  constructor(seed: number, purpose: string, budget: number) {
    this.#seed = `${seed}/${purpose}`;
    this.#budget = budget;
  }

  /** @param size what the item takes of the budget */
  offer(name: string, item: T, size = 1): void {
    const key = hashString(`${this.#seed}/${name}`);
    if (key > this.#threshold) return;
    this.#kept.push({ key, item, size });
    this.#size += size;
    if (this.#size > 2 * this.#budget + size) this.#prune();
  }

  /** The items drawn, in the order of their keys: itself a random order. */
  items(): T[] {
    this.#prune();
    return this.#kept.map(({ item }) => item);
  }

  #prune(): void {
    this.#kept.sort((a, b) => a.key - b.key);
    let size = 0;
    const end = this.#kept.findIndex((drawn) => {
      size += drawn.size;
      return size >= this.#budget;
    });
    if (end < 0) return;
    this.#kept.length = end + 1;
    this.#size = size;
    this.#threshold = this.#kept[end]?.key ?? this.#threshold;
  }
}
