/** Sums up what parts of the work take, in milliseconds. */
export class Stopwatch {
  readonly #nowMs: () => number;
  readonly #sums = new Map<string, number>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  measure<T>(part: string, work: () => T): T {
    const start = this.#nowMs();
    const add = (): void => {
      this.#sums.set(part, (this.#sums.get(part) ?? 0) + this.#nowMs() - start);
    };
    const result = work();
    if (result instanceof Promise) return result.finally(add) as T;
    add();
    return result;
  }

  sums(): Record<string, number> {
    return Object.fromEntries(this.#sums);
  }
}
