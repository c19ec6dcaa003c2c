import type { RandomStream } from '../../random/stream.js';
import { CallError, type ChatModel, type ChatReply, type ChatRequest } from './chat-model.js';
import { type BreakerSettings, CircuitBreaker } from './circuit-breaker.js';
import { AdaptiveLimiter } from './limiter.js';
import type { Timers } from './timers.js';

export interface PressureSettings extends BreakerSettings {
  /** Calls in flight at most. */
  concurrency: number;
  /** Tries of one call beyond the first. */
  retries: number;
  /** Before the first retry; doubles with each, with full jitter. */
  backoffMs: number;
  maxBackoffMs: number;
  /** A server that asks to wait for longer is tried again after this all the same. */
  maxRetryAfterMs: number;
  /** An answer is given up for lost after so many times what its kind usually takes, but not before `lostAfterMs`; twice as late with each try. */
  lostAfterTimes: number;
  lostAfterMs: number;
}

const DEFAULTS: Omit<PressureSettings, 'concurrency'> = {
  retries: 6,
  backoffMs: 500,
  maxBackoffMs: 30_000,
  maxRetryAfterMs: 120_000,
  lostAfterTimes: 10,
  lostAfterMs: 20_000,
  breakAfter: 25,
  pauseMs: 20_000,
  pauses: 5,
};

/** Settings for so many calls in flight: few of them must not use up their retries before the circuit breaker has noticed anything. */
export function pressureFor(concurrency: number): PressureSettings {
  return { ...DEFAULTS, concurrency, breakAfter: Math.min(DEFAULTS.breakAfter, Math.max(DEFAULTS.retries, concurrency)) };
}

/** Refusals that mean: too much at once. */
const OVERLOAD: readonly (number | null)[] = [429, 503, 504, 529];

export interface SteadyTools {
  timers: Timers;
  jitter: RandomStream;
  /** Told in words when all calls pause. */
  onPause: (message: string) => void;
  /** Breaks off the calls under way. The signal of a request only keeps another try from beginning: an answer that is being paid for may still arrive. */
  cutOff?: AbortSignal;
}

/**
 * Calls that bear a server which is busy, faulty or away for a while: adaptive concurrency, retries with jitter that heed Retry-After, and a
 * circuit breaker. Roles that call the same model share one: it is the model that is busy.
 */
export class Pressure {
  readonly #settings: PressureSettings;
  readonly #tools: SteadyTools;
  readonly #limiter: AdaptiveLimiter;
  readonly #breaker: CircuitBreaker;
  #calls = 0;
  #retries = 0;

  constructor(settings: PressureSettings, tools: SteadyTools) {
    this.#settings = settings;
    this.#tools = tools;
    this.#limiter = new AdaptiveLimiter(settings.concurrency);
    this.#breaker = new CircuitBreaker(settings, tools);
  }

  /** Calls that were answered, and tries beyond the first. */
  get counts(): { calls: number; retries: number } {
    return { calls: this.#calls, retries: this.#retries };
  }

  /** A model under this pressure. Its calls throw CallError when the retries are used up or the server refuses, RolecsError `llm-unreachable` when it is away. */
  over(model: ChatModel): ChatModel {
    return { complete: (request) => this.#complete(model, request) };
  }

  async #complete(model: ChatModel, request: ChatRequest): Promise<ChatReply> {
    const { retries, maxRetryAfterMs } = this.#settings;
    const { timers } = this.#tools;
    let { opened } = this.#breaker;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#try(model, { ...request, ...this.#patienceFor(request.name, attempt) });
      } catch (error) {
        if (!(error instanceof CallError) || !error.passing) throw error;
        this.#breaker.noteFailure(error.message, request.signal);
        if (this.#breaker.opened > opened) [attempt, opened] = [0, this.#breaker.opened];
        if (attempt >= retries) throw error;
        this.#retries++;
        const waitMs = error.retryAfterMs === null ? this.#backoff(attempt) : Math.min(error.retryAfterMs, maxRetryAfterMs);
        await timers.sleep(waitMs, request.signal);
      }
    }
  }

  async #try(model: ChatModel, { signal, ...request }: ChatRequest): Promise<ChatReply> {
    const { timers, cutOff = signal } = this.#tools;
    await this.#breaker.closed();
    const leave = await this.#limiter.enter();
    try {
      signal?.throwIfAborted();
      const startMs = timers.now();
      const reply = await model.complete({ ...request, ...(cutOff ? { signal: cutOff } : {}) });
      leave({ kind: 'answered', of: request.name, ms: timers.now() - startMs });
      this.#calls++;
      this.#breaker.noteAnswer();
      return reply;
    } catch (error) {
      const passing = error instanceof CallError && error.passing;
      leave({ kind: !passing ? 'neutral' : OVERLOAD.includes(error.status) ? 'overloaded' : 'failed' });
      throw error;
    }
  }

  /** An answer that never comes must not hold its dialogue up, and a place, for as long as the slowest may take. */
  #patienceFor(kind: string, attempt: number): { timeoutMs?: number } {
    const usualMs = this.#limiter.usualMs(kind);
    const { lostAfterMs, lostAfterTimes } = this.#settings;
    return usualMs === null ? {} : { timeoutMs: Math.max(lostAfterMs, usualMs * lostAfterTimes) * 2 ** attempt };
  }

  #backoff(attempt: number): number {
    const { backoffMs, maxBackoffMs } = this.#settings;
    return this.#tools.jitter.next() * Math.min(maxBackoffMs, backoffMs * 2 ** attempt);
  }
}
