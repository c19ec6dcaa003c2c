/** Counts by name, and the shares they make up. */
export class Tally<Key extends string | number = string> {
  readonly #counts = new Map<Key, number>();
  #all = 0;

  add(key: Key): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    this.#all++;
  }

  get all(): number {
    return this.#all;
  }

  count(key: Key): number {
    return this.#counts.get(key) ?? 0;
  }

  /** 0 to 1; null where nothing was counted. */
  share(key: Key): number | null {
    return this.#all === 0 ? null : this.count(key) / this.#all;
  }

  /** Most frequent first; equal counts in the order of their keys. */
  ranked(): { key: Key; share: number }[] {
    return [...this.#counts]
      .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
      .map(([key, count]) => ({ key, share: count / this.#all }));
  }
}
