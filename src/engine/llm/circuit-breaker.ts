import { EXIT, RolecsError } from '../../domain/errors.js';
import type { Timers } from './timers.js';

export interface BreakerSettings {
  /** So many failed tries in a row, of whatever calls, and everything pauses. */
  breakAfter: number;
  pauseMs: number;
  /** So many pauses without an answer in between end the run. */
  pauses: number;
}

/** Pauses all calls to a server that answers none, instead of failing thousands; says so; and ends the run when pausing does not help. */
export class CircuitBreaker {
  readonly #settings: BreakerSettings;
  readonly #timers: Timers;
  readonly #onPause: (message: string) => void;
  #failuresInRow = 0;
  #pausesInRow = 0;
  #pause: Promise<void> | null = null;
  #opened = 0;
  #givenUp: RolecsError | null = null;

  constructor(settings: BreakerSettings, { timers, onPause }: { timers: Timers; onPause: (message: string) => void }) {
    this.#settings = settings;
    this.#timers = timers;
    this.#onPause = onPause;
  }

  /**
   * Settles when calls may go out; rejects when the run is stopped meanwhile.
   * @throws RolecsError `llm-unreachable` once the server has been given up
   */
  async closed(): Promise<void> {
    await this.#pause;
    if (this.#givenUp) throw this.#givenUp;
  }

  /** Pauses so far: a call whose tries failed before one begins to count anew, since it was the server that was away. */
  get opened(): number {
    return this.#opened;
  }

  noteAnswer(): void {
    this.#failuresInRow = 0;
    this.#pausesInRow = 0;
  }

  /** @throws RolecsError `llm-unreachable` when the server has been away for too long */
  noteFailure(message: string, signal: AbortSignal | undefined): void {
    const { breakAfter, pauseMs, pauses } = this.#settings;
    if (this.#givenUp) throw this.#givenUp;
    if (this.#pause || ++this.#failuresInRow < breakAfter) return;
    this.#failuresInRow = 0;
    this.#opened++;
    this.#pausesInRow++;
    if (this.#pausesInRow > pauses) {
      this.#givenUp = new RolecsError('llm-unreachable', `the endpoint has not answered for ${pauses} pauses in a row: ${message}`, {
        exitStatus: EXIT.failed,
        hint: 'what is finished is kept; go on with --resume when it is back',
      });
      throw this.#givenUp;
    }
    this.#onPause(`${breakAfter} calls in a row failed (${message}); pausing ${Math.round(pauseMs / 1000)} s`);
    this.#pause = this.#timers.sleep(pauseMs, signal).finally(() => {
      this.#pause = null;
    });
    this.#pause.catch(() => {}); // whoever waits for it sees the abort
  }
}
