import { LatencyWatch } from './latency-watch.js';

/** How a call went: answered after so long; refused for overload; failed in another way that may pass; or of no account for the window. */
export type CallOutcome = { kind: 'answered'; of: string; ms: number } | { kind: 'overloaded' | 'failed' | 'neutral' };

/** What the window is multiplied with. A single fault of a server is no jam; many are. */
const SHRINK = { overloaded: 0.7, failed: 0.9, rising: 0.7 } as const;
/** Windows of answers that it takes at most from one call in flight to the most. */
const WINDOWS_TO_MOST = 16;

/**
 * How many calls are in flight at once: additive increase, multiplicative decrease, as TCP does it. Every answer widens the window by a
 * fraction; a refusal for overload, a failure, or latency that rises narrows it, once for all calls that were under way when it came.
 */
export class AdaptiveLimiter {
  readonly #most: number;
  readonly #latency = new LatencyWatch();
  #window: number;
  #inFlight = 0;
  #generation = 0;
  readonly #waiting: (() => void)[] = [];

  /** @param most window at most, and where it begins */
  constructor(most: number) {
    this.#most = most;
    this.#window = most;
  }

  get window(): number {
    return Math.floor(this.#window);
  }

  /** What an answer of a kind usually takes; null before that is known. */
  usualMs(kind: string): number | null {
    return this.#latency.usualMs(kind);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Waits for a place; the result says how it went when the call is over. */
  async enter(): Promise<(outcome: CallOutcome) => void> {
    if (this.#inFlight >= this.window) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#inFlight++;
    const generation = this.#generation;
    return (outcome) => {
      if (outcome.kind === 'answered') this.#answered(outcome, generation);
      else if (outcome.kind !== 'neutral') this.#shrink(SHRINK[outcome.kind], generation);
      this.#leave();
    };
  }

  #answered({ of, ms }: { of: string; ms: number }, generation: number): void {
    this.#latency.note(of, ms);
    if (!this.#latency.isRising) this.#widen();
    else if (this.#shrink(SHRINK.rising, generation)) this.#latency.forgive();
  }

  #widen(): void {
    const step = Math.max(1, this.#most / WINDOWS_TO_MOST);
    this.#window = Math.min(this.#most, this.#window + step / this.#window);
  }

  /** False where another call of the same jam has done it. */
  #shrink(factor: number, generation: number): boolean {
    if (generation !== this.#generation) return false;
    this.#window = Math.max(1, this.#window * factor);
    this.#generation++;
    return true;
  }

  /** A place that becomes free goes to the next in line, unless the window has shrunk below what is in flight. */
  #leave(): void {
    this.#inFlight--;
    while (this.#waiting.length > 0 && this.#inFlight < this.window) {
      this.#inFlight++;
      this.#waiting.shift()?.();
    }
  }
}
