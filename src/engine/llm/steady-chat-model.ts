import { EXIT, RolecsError } from '../../domain/errors.js';
import type { RandomStream } from '../../random/stream.js';
import { CallError, type ChatModel, type ChatReply, type ChatRequest } from './chat-model.js';
import { AdaptiveLimiter } from './limiter.js';
import type { Timers } from './timers.js';

export interface PressureSettings {
  /** Calls in flight at most. */
  concurrency: number;
  /** Tries of one call beyond the first. */
  retries: number;
  /** Before the first retry; doubles with each, with full jitter. */
  backoffMs: number;
  maxBackoffMs: number;
  /** So many failed tries in a row, of whatever calls, and everything pauses. */
  breakAfter: number;
  pauseMs: number;
  /** So many pauses without an answer in between end the run. */
  pauses: number;
}

export const DEFAULT_PRESSURE: Omit<PressureSettings, 'concurrency'> = {
  retries: 6,
  backoffMs: 500,
  maxBackoffMs: 30_000,
  breakAfter: 25,
  pauseMs: 20_000,
  pauses: 5,
};

/**
 * A model whose calls bear a server that is busy, faulty or away for a while: adaptive concurrency, retries with jitter that heed Retry-After,
 * and a circuit breaker that pauses all calls instead of failing thousands.
 */
export class SteadyChatModel implements ChatModel {
  readonly #model: ChatModel;
  readonly #settings: PressureSettings;
  readonly #timers: Timers;
  readonly #limiter: AdaptiveLimiter;
  readonly #jitter: RandomStream;
  readonly #onPause: (message: string) => void;
  #failuresInRow = 0;
  #pausesInRow = 0;
  #pause: Promise<void> | null = null;
  #calls = 0;
  #retries = 0;

  constructor(
    model: ChatModel,
    settings: PressureSettings,
    { timers, jitter, onPause }: { timers: Timers; jitter: RandomStream; onPause: (message: string) => void },
  ) {
    this.#model = model;
    this.#settings = settings;
    this.#timers = timers;
    this.#limiter = new AdaptiveLimiter(settings.concurrency);
    this.#jitter = jitter;
    this.#onPause = onPause;
  }

  /** Calls that were answered, and tries beyond the first. */
  get counts(): { calls: number; retries: number } {
    return { calls: this.#calls, retries: this.#retries };
  }

  /** @throws CallError when the retries are used up or the server refuses; RolecsError `llm-unreachable` when it has been away for too long */
  async complete(request: ChatRequest): Promise<ChatReply> {
    for (let attempt = 0; ; attempt++) {
      await this.#pause;
      const leave = await this.#limiter.enter();
      try {
        const reply = await this.#model.complete(request);
        leave('answered');
        this.#calls++;
        this.#failuresInRow = 0;
        this.#pausesInRow = 0;
        return reply;
      } catch (error) {
        const overloaded = error instanceof CallError && (error.status === 429 || error.status === 503);
        leave(overloaded ? 'overloaded' : 'failed');
        if (!(error instanceof CallError) || !error.passing) throw error;
        this.#noteFailure(error, request.signal);
        if (attempt >= this.#settings.retries) throw error;
        this.#retries++;
        await this.#timers.sleep(error.retryAfterMs ?? this.#backoff(attempt), request.signal);
      }
    }
  }

  #backoff(attempt: number): number {
    const { backoffMs, maxBackoffMs } = this.#settings;
    return this.#jitter.next() * Math.min(maxBackoffMs, backoffMs * 2 ** attempt);
  }

  #noteFailure(error: CallError, signal: AbortSignal | undefined): void {
    const { breakAfter, pauseMs, pauses } = this.#settings;
    this.#failuresInRow++;
    if (this.#failuresInRow < breakAfter || this.#pause) return;
    this.#failuresInRow = 0;
    this.#pausesInRow++;
    if (this.#pausesInRow > pauses) {
      throw new RolecsError('llm-unreachable', `the endpoint has not answered for ${pauses} pauses in a row: ${error.message}`, {
        exitStatus: EXIT.failed,
        hint: 'what is finished is kept; go on with --resume when it is back',
      });
    }
    this.#onPause(`${breakAfter} calls in a row failed (${error.message}); pausing ${Math.round(pauseMs / 1000)} s`);
    this.#pause = this.#timers.sleep(pauseMs, signal).finally(() => {
      this.#pause = null;
    });
    this.#pause.catch(() => {}); // whoever waits for it sees the abort
  }
}
