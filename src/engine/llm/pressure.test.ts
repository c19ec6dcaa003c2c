import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createStream } from '../../random/stream.js';
import { CallError, type ChatModel, type ChatReply, NO_TOKENS } from './chat-model.js';
import { AdaptiveLimiter } from './limiter.js';
import { Pressure, type PressureSettings, pressureFor } from './pressure.js';

const REPLY: ChatReply = { text: '{}', reasoning: null, refusal: null, asToolCall: false, finishReason: 'stop', usage: NO_TOKENS };
const REQUEST = { messages: [], schema: z.unknown(), name: 'test' };
const ANSWERED = { kind: 'answered', of: 'test', ms: 100 } as const;
const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Time that passes only when somebody sleeps. */
function fakeTimers() {
  const slept: number[] = [];
  return { slept, timers: { now: () => 0, sleep: async (ms: number) => void slept.push(ms) } };
}

function steady(model: ChatModel, changes: Partial<PressureSettings> = {}) {
  const { slept, timers } = fakeTimers();
  const warnings: string[] = [];
  const settings = { ...pressureFor(4), ...changes };
  const pressure = new Pressure(settings, { timers, jitter: createStream('test'), onPause: (text) => warnings.push(text) });
  return { subject: pressure.over(model), pressure, slept, warnings };
}

/** Fails so many times, then answers. */
function failing(times: number, error: () => unknown): ChatModel & { tries: number } {
  return {
    tries: 0,
    async complete() {
      if (this.tries++ < times) throw error();
      return REPLY;
    },
  };
}
const status =
  (code: number | null, retryAfterMs: number | null = null) =>
  () =>
    new CallError(`status ${code}`, { status: code, retryAfterMs });

describe('a call', () => {
  it.each([429, 500, 503, null])('is tried again after %s, with growing pauses', async (code) => {
    const model = failing(3, status(code));
    const { subject, pressure, slept } = steady(model);
    expect(await subject.complete(REQUEST)).toBe(REPLY);
    expect(model.tries).toBe(4);
    expect(slept).toHaveLength(3);
    for (const [attempt, ms] of slept.entries()) expect(ms).toBeLessThanOrEqual(pressureFor(4).backoffMs * 2 ** attempt);
    expect(pressure.counts).toEqual({ calls: 1, retries: 3 });
  });

  it('waits as long as the server asks', async () => {
    const { subject, slept } = steady(failing(1, status(429, 7000)));
    await subject.complete(REQUEST);
    expect(slept).toEqual([7000]);
  });

  it.each([400, 401, 404])('is not tried again after %d', async (code) => {
    const model = failing(9, status(code));
    const { subject } = steady(model);
    await expect(subject.complete(REQUEST)).rejects.toThrow(`status ${code}`);
    expect(model.tries).toBe(1);
  });

  it('gives up after its retries', async () => {
    const model = failing(99, status(500));
    const { subject } = steady(model, { retries: 2 });
    await expect(subject.complete(REQUEST)).rejects.toThrow('status 500');
    expect(model.tries).toBe(3);
  });

  it('waits no longer than two minutes, whatever the server asks', async () => {
    const { subject, slept } = steady(failing(1, status(429, 86_400_000)));
    await subject.complete(REQUEST);
    expect(slept).toEqual([120_000]);
  });

  it('is given up for lost long before the time-out where its kind is usually quick, and later with each try', async () => {
    const limits: (number | undefined)[] = [];
    let nowMs = 0;
    const timers = { now: () => nowMs, sleep: async () => {} };
    const pressure = new Pressure(pressureFor(4), { timers, jitter: createStream('test'), onPause: () => {} });
    const subject = pressure.over({
      complete: async ({ timeoutMs }) => {
        limits.push(timeoutMs);
        nowMs += 3000;
        if (limits.length > 20 && limits.length < 23) throw new CallError('no answer', { status: null });
        return REPLY;
      },
    });
    for (let call = 0; call < 21; call++) await subject.complete(REQUEST);
    expect(limits).toEqual([...Array(20).fill(undefined), 30_000, 60_000, 120_000]);
  });

  it('does not begin once its signal is aborted, but one under way may end', async () => {
    const run = new AbortController();
    const seen: (AbortSignal | undefined)[] = [];
    const { timers } = fakeTimers();
    const cutOff = new AbortController().signal;
    const pressure = new Pressure(pressureFor(4), { timers, jitter: createStream('test'), onPause: () => {}, cutOff });
    const subject = pressure.over({
      complete: async ({ signal }) => {
        seen.push(signal);
        run.abort();
        return REPLY;
      },
    });
    expect(await subject.complete({ ...REQUEST, signal: run.signal })).toBe(REPLY);
    await expect(subject.complete({ ...REQUEST, signal: run.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen).toEqual([cutOff]);
  });
});

describe('the circuit breaker', () => {
  it.each([1, 4, 64])('gives a dead server up before any of %d calls in flight has used up its retries', async (concurrency) => {
    const { subject, warnings } = steady(failing(Number.POSITIVE_INFINITY, status(null)), pressureFor(concurrency));
    const ended = await Promise.allSettled(Array.from({ length: concurrency }, () => subject.complete(REQUEST)));
    const codes = ended.map((call) => (call.status === 'rejected' ? call.reason.code : 'answered'));
    expect(codes).toEqual(Array(concurrency).fill('llm-unreachable'));
    expect(warnings).toHaveLength(pressureFor(concurrency).pauses);
  });

  it('pauses everything after so many failures in a row, and says so once', async () => {
    const { subject, slept, warnings } = steady(failing(3, status(500)), { breakAfter: 3, pauseMs: 9999 });
    await subject.complete(REQUEST);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('3 calls in a row failed');
    expect(slept).toContain(9999);
  });

  it('ends the run when pausing does not help', async () => {
    const { subject } = steady(failing(Number.POSITIVE_INFINITY, status(null)), { breakAfter: 1, pauses: 2, retries: 50 });
    await expect(subject.complete(REQUEST)).rejects.toMatchObject({ code: 'llm-unreachable', exitStatus: 1 });
  });
});

describe('the limiter', () => {
  it('lets no more in than its window, and the next in line when one leaves', async () => {
    const limiter = new AdaptiveLimiter(2);
    const leaves = [await limiter.enter(), await limiter.enter()];
    let third = false;
    const waiting = limiter.enter().then((leave) => {
      third = true;
      return leave;
    });
    await tick();
    expect({ third, inFlight: limiter.inFlight }).toEqual({ third: false, inFlight: 2 });
    leaves[0]?.(ANSWERED);
    await waiting;
    expect({ third, inFlight: limiter.inFlight }).toEqual({ third: true, inFlight: 2 });
  });

  it('narrows once for all calls of one jam, and grows by one a window', async () => {
    const limiter = new AdaptiveLimiter(16);
    const jam = await Promise.all(Array.from({ length: 8 }, () => limiter.enter()));
    for (const leave of jam) leave({ kind: 'overloaded' });
    expect(limiter.window).toBe(11);
    for (let round = 0; round < 12; round++) (await limiter.enter())(ANSWERED);
    expect(limiter.window).toBe(12);
    for (let round = 0; round < 500; round++) (await limiter.enter())(ANSWERED);
    expect(limiter.window).toBe(16);
  });

  it('yields a little to a single fault, and to many as to a jam', async () => {
    const limiter = new AdaptiveLimiter(20);
    (await limiter.enter())({ kind: 'failed' });
    expect(limiter.window).toBe(18);
    for (let round = 0; round < 10; round++) (await limiter.enter())({ kind: 'failed' });
    expect(limiter.window).toBeLessThan(7);
    (await limiter.enter())({ kind: 'neutral' });
    expect(limiter.window).toBe(6);
  });

  it('yields when answers of a kind take longer than they used to, and takes different kinds for what they are', async () => {
    const limiter = new AdaptiveLimiter(32);
    const answers = async (count: number, slower: number) => {
      for (let round = 0; round < count; round++) {
        (await limiter.enter())({ kind: 'answered', of: 'plan', ms: 4000 * slower });
        (await limiter.enter())({ kind: 'answered', of: 'advice', ms: 400 * slower });
      }
    };
    await answers(100, 1);
    expect(limiter.window).toBe(32);
    await answers(20, 4);
    expect(limiter.window).toBeLessThan(25);
    await answers(800, 1);
    expect(limiter.window).toBe(32);
  });

  it('takes no notice of latency that rises by less than half a second', async () => {
    const limiter = new AdaptiveLimiter(32);
    for (const ms of [...Array(100).fill(2), ...Array(100).fill(300)]) (await limiter.enter())({ kind: 'answered', of: 'advice', ms });
    expect(limiter.window).toBe(32);
  });

  it('never closes', async () => {
    const limiter = new AdaptiveLimiter(4);
    for (let round = 0; round < 10; round++) (await limiter.enter())({ kind: 'overloaded' });
    expect(limiter.window).toBe(1);
    (await limiter.enter())(ANSWERED);
  });
});
