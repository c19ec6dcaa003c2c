/**
 * How many calls are in flight at once: additive increase, multiplicative decrease, as TCP does it. Every answer widens the window by a
 * fraction; a refusal for overload halves it, once for all calls that were under way when it came.
 */
export class AdaptiveLimiter {
  readonly #most: number;
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

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Waits for a place; the result says how it went when the call is over. */
  async enter(): Promise<(outcome: 'answered' | 'overloaded' | 'failed') => void> {
    if (this.#inFlight >= this.window) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#inFlight++;
    const generation = this.#generation;
    return (outcome) => {
      if (outcome === 'answered') this.#window = Math.min(this.#most, this.#window + 1 / this.#window);
      else if (outcome === 'overloaded' && generation === this.#generation) {
        this.#window = Math.max(1, this.#window / 2);
        this.#generation++;
      }
      this.#leave();
    };
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
