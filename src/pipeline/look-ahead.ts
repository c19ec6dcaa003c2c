import { orAborted } from './or-aborted.js';

interface Slot<T> {
  promise: Promise<readonly T[]>;
  /** Set once the job is done. */
  items: readonly T[] | null;
}

/**
 * Runs jobs ahead of their turn and hands out their items in order. At most `limit` jobs are under way or wait for their turn, so memory
 * does not grow with the number of jobs.
 */
export class LookAhead<T> {
  readonly #jobs: Iterator<() => Promise<readonly T[]>>;
  readonly #limit: number;
  readonly #signal: AbortSignal;
  readonly #slots: Slot<T>[] = [];
  #position = 0;

  /** @param options.signal once aborted, only what has arrived is still handed out */
  constructor(jobs: Iterable<() => Promise<readonly T[]>>, options: { limit: number; signal: AbortSignal }) {
    this.#jobs = jobs[Symbol.iterator]();
    this.#limit = options.limit;
    this.#signal = options.signal;
  }

  /** The next item in order, or null when there is none left, or none has arrived after an abort. */
  async next(): Promise<T | null> {
    for (;;) {
      this.#fill();
      const [slot] = this.#slots;
      if (!slot) return null;
      // Not a race against one long-lived promise: that would keep every outcome alive until it settles.
      const items = slot.items ?? (await orAborted(slot.promise, this.#signal));
      if (!items) return null;
      if (this.#position < items.length) return items[this.#position++] as T;
      this.#slots.shift();
      this.#position = 0;
    }
  }

  /** Items that are finished and wait for their turn behind the one handed out last. */
  *arrived(): Iterable<T> {
    for (const [position, { items }] of this.#slots.entries()) {
      if (items) yield* position === 0 ? items.slice(this.#position) : items;
    }
  }

  #fill(): void {
    while (this.#slots.length < this.#limit && !this.#signal.aborted) {
      const { done, value: job } = this.#jobs.next();
      if (done) return;
      const promise = job();
      const slot: Slot<T> = { promise, items: null };
      promise.then(
        (items) => {
          slot.items = items;
        },
        () => {}, // seen by next() when its turn comes
      );
      this.#slots.push(slot);
    }
  }
}
