import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createStream } from '../../random/stream.js';
import { CallError, type ChatModel, type ChatReply, NO_TOKENS } from './chat-model.js';
import { AdaptiveLimiter } from './limiter.js';
import { DEFAULT_PRESSURE, type PressureSettings, SteadyChatModel } from './steady-chat-model.js';

const REPLY: ChatReply = { text: '{}', reasoning: null, refusal: null, asToolCall: false, finishReason: 'stop', usage: NO_TOKENS };
const REQUEST = { messages: [], schema: z.unknown(), name: 'test' };
const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Time that passes only when somebody sleeps. */
function fakeTimers() {
  const slept: number[] = [];
  return { slept, timers: { now: () => 0, sleep: async (ms: number) => void slept.push(ms) } };
}

function steady(model: ChatModel, changes: Partial<PressureSettings> = {}) {
  const { slept, timers } = fakeTimers();
  const warnings: string[] = [];
  const settings = { ...DEFAULT_PRESSURE, concurrency: 4, ...changes };
  const subject = new SteadyChatModel(model, settings, { timers, jitter: createStream('test'), onPause: (text) => warnings.push(text) });
  return { subject, slept, warnings };
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
    const { subject, slept } = steady(model);
    expect(await subject.complete(REQUEST)).toBe(REPLY);
    expect(model.tries).toBe(4);
    expect(slept).toHaveLength(3);
    for (const [attempt, ms] of slept.entries()) expect(ms).toBeLessThanOrEqual(DEFAULT_PRESSURE.backoffMs * 2 ** attempt);
    expect(subject.counts).toEqual({ calls: 1, retries: 3 });
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
});

describe('the circuit breaker', () => {
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
    leaves[0]?.('answered');
    await waiting;
    expect({ third, inFlight: limiter.inFlight }).toEqual({ third: true, inFlight: 2 });
  });

  it('halves once for all calls of one jam, and grows by one a window', async () => {
    const limiter = new AdaptiveLimiter(16);
    const jam = await Promise.all(Array.from({ length: 8 }, () => limiter.enter()));
    for (const leave of jam) leave('overloaded');
    expect(limiter.window).toBe(8);
    for (let round = 0; round < 9; round++) (await limiter.enter())('answered');
    expect(limiter.window).toBe(9);
    for (let round = 0; round < 500; round++) (await limiter.enter())('answered');
    expect(limiter.window).toBe(16);
  });

  it('never closes', async () => {
    const limiter = new AdaptiveLimiter(4);
    for (let round = 0; round < 10; round++) (await limiter.enter())('overloaded');
    expect(limiter.window).toBe(1);
    (await limiter.enter())('answered');
  });
});
