import { setTimeout as sleep } from 'node:timers/promises';
import pRetry from 'p-retry';

/** Answers that may be another one next time. 409 and 412 are not among them: they ask for another request. */
const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

const LONGEST_WAIT_S = 120;

export interface RetrySettings {
  retries: number;
  /** Wait before the first retry; each further one is twice as long. */
  firstWaitMs: number;
  /** @param attempt that failed, from 1 */
  onRetry: (failure: { what: string; attempt: number }) => void;
}

/** An answer to try again, carried as an error through the retries. */
class PassingAnswer extends Error {
  constructor(readonly response: Response) {
    super(`status ${response.status}`);
  }
}

/**
 * `fetch` that asks again after a broken connection or an answer that passes, and waits as long as `Retry-After` says. What is left of it after the
 * last try goes to the caller as from `fetch`: the answer, or the error.
 */
export function retryingFetch({ retries, firstWaitMs, onRetry }: RetrySettings): typeof fetch {
  return async (input, init) => {
    const ask = async (): Promise<Response> => {
      const response = await fetch(input, init);
      if (PASSING.has(response.status)) throw new PassingAnswer(response);
      return response;
    };
    try {
      return await pRetry(ask, {
        retries,
        minTimeout: firstWaitMs,
        randomize: true,
        onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
          if (retriesLeft === 0) return;
          onRetry({ what: whatFailed(error), attempt: attemptNumber });
          if (error instanceof PassingAnswer) await waitAsTold(error.response);
        },
      });
    } catch (error) {
      if (error instanceof PassingAnswer) return error.response;
      throw error;
    }
  };
}

async function waitAsTold(response: Response): Promise<void> {
  await response.body?.cancel();
  const seconds = Number(response.headers.get('retry-after') ?? 0);
  if (seconds > 0) await sleep(Math.min(seconds, LONGEST_WAIT_S) * 1000);
}

/** `fetch failed` says nothing; its cause does. */
export function whatFailed(error: Error): string {
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
