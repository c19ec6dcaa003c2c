/** Answers of a kind before its usual latency is known. */
const KNOWN_AFTER = 20;
/** Answers over which the usual latency is a mean: many jams long. */
const LONG = 500;
/** Answers over which the latency of now is one. */
const SHORT = 20;
/** Times the usual latency that is called rising. */
const RISING = 1.5;
/** A rise below this is noise: scheduling, a garbage collection. Milliseconds. */
const NOISE_MS = 500;

/**
 * Whether answers take longer than they used to: the mean of the last few against that of the last many, as a ratio, each answer beside its own
 * kind, since a plan takes longer than a word of advice. A server that queues calls shows it here before it refuses any.
 */
export class LatencyWatch {
  readonly #usual = new Map<string, { ms: number; answers: number }>();
  #ratio = 1;
  #excessMs = 0;

  note(kind: string, ms: number): void {
    const { ms: before, answers } = this.#usual.get(kind) ?? { ms, answers: 0 };
    this.#usual.set(kind, { ms: before + (ms - before) / Math.min(answers + 1, LONG), answers: answers + 1 });
    if (answers < KNOWN_AFTER) return;
    this.#ratio += (ms / Math.max(before, 1) - this.#ratio) / SHORT;
    this.#excessMs += (ms - before - this.#excessMs) / SHORT;
  }

  /** Mean latency of a kind in milliseconds; null before it is known. */
  usualMs(kind: string): number | null {
    const usual = this.#usual.get(kind);
    return usual && usual.answers >= KNOWN_AFTER ? usual.ms : null;
  }

  get isRising(): boolean {
    return this.#ratio > RISING && this.#excessMs > NOISE_MS;
  }

  /** Something was done about it: what comes next is to be judged by itself. */
  forgive(): void {
    this.#ratio = 1;
    this.#excessMs = 0;
  }
}
