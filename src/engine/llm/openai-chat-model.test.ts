import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LlmServer, type LlmServerSettings } from '../../testing/llm-server.js';
import { CallError } from './chat-model.js';
import { createOpenAiChatModel, type StructuredMode } from './openai-chat-model.js';
import { chooseStructuredMode } from './preflight.js';

const KEY = 'sk-not-to-be-seen';
const Reply = z.strictObject({ ready: z.boolean() });
const REQUEST = { messages: [{ role: 'user' as const, content: '请回复 {"ready": true}' }], schema: Reply, name: 'ready' };

let server: LlmServer;
afterEach(async () => server.stop());
const start = async (settings: LlmServerSettings = {}) => {
  server = await LlmServer.start(settings);
};
const model = (mode: StructuredMode = 'text', timeoutMs = 5000) =>
  createOpenAiChatModel({
    model: 'm-1',
    apiKey: KEY,
    baseUrl: server.url,
    temperature: 0.5,
    maxTokens: 99,
    timeoutMs,
    mode,
    extraBody: { enable_thinking: false },
  });
const failure = (mode?: StructuredMode, timeoutMs?: number) =>
  model(mode, timeoutMs)
    .complete(REQUEST)
    .then(
      () => null,
      (error: unknown) => error as CallError,
    );

describe('over real HTTP', () => {
  it('sends model, settings, further fields and the schema, and reads text and tokens', async () => {
    await start();
    const reply = await model('json_schema').complete(REQUEST);
    expect(reply).toMatchObject({ text: '{"ready": true}', finishReason: 'stop' });
    expect(reply.usage.input).toBeGreaterThan(0);
    expect(reply.usage.cached).toBe(Math.floor(reply.usage.input / 2));
    const [{ url, authorization, body } = { url: '', authorization: '', body: null }] = server.requests;
    expect({ url, authorization }).toEqual({ url: '/v1/chat/completions', authorization: `Bearer ${KEY}` });
    expect(body).toMatchObject({
      model: 'm-1',
      temperature: 0.5,
      enable_thinking: false,
      messages: [{ role: 'user', content: REQUEST.messages[0]?.content }],
    });
    expect(body?.response_format).toMatchObject({ type: 'json_schema', json_schema: { name: 'ready', strict: true } });
  });

  it.each([401, 404, 429, 500])('tells a status of %d, and never the key', async (status) => {
    await start({ alwaysStatus: status });
    const error = await failure();
    expect(error).toBeInstanceOf(CallError);
    expect(error?.status).toBe(status);
    expect(JSON.stringify({ ...error, message: error?.message, stack: error?.stack })).not.toContain(KEY);
    expect(server.requests).toHaveLength(1);
  });

  it('reads how long the server wants it to wait', async () => {
    await start({ faults: { tooMany: 1 }, retryAfterSeconds: 3 });
    expect((await failure())?.retryAfterMs).toBe(3000);
  });

  it('leaves the signal as it was, whether a call succeeds, fails or is cut off', async () => {
    const run = new AbortController();
    const { signal } = run;
    await start({ alwaysStatus: 500 });
    await expect(model().complete({ ...REQUEST, signal })).rejects.toBeInstanceOf(CallError);
    await server.stop();
    await start({ latencyMs: 50 });
    await model().complete({ ...REQUEST, signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    const cut = model().complete({ ...REQUEST, signal });
    run.abort();
    await expect(cut).rejects.toThrow();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    await expect(model().complete({ ...REQUEST, signal })).rejects.toThrow();
  });

  it('fails when nothing comes in time, and when the connection breaks', async () => {
    await start({ faults: { silent: 1 } });
    expect(await failure('text', 200)).toMatchObject({ status: null, passing: true });
    await server.stop();
    await start({ faults: { reset: 1 } });
    expect(await failure()).toMatchObject({ status: null, passing: true });
  });
});

describe('the preflight', () => {
  it.each([
    [['json_schema', 'json_object', 'text'], 'json_schema'],
    [['json_object', 'text'], 'json_object'],
    [['text'], 'text'],
  ] as const)('of a server that knows %j chooses %s', async (modes, chosen) => {
    await start({ modes });
    expect(await chooseStructuredMode((mode) => model(mode), server.url)).toBe(chosen);
  });

  it.each([
    [401, 'llm-refused', 2],
    [404, 'llm-refused', 2],
    [400, 'llm-refused', 2],
    [503, 'llm-unreachable', 1],
  ])('of a server that answers %d ends with %s', async (status, code, exitStatus) => {
    await start({ alwaysStatus: status });
    await expect(chooseStructuredMode((mode) => model(mode), server.url)).rejects.toMatchObject({ code, exitStatus });
  });

  it('of no server at all ends with llm-unreachable', async () => {
    await start();
    const gone = model();
    await server.stop();
    await expect(chooseStructuredMode(() => gone, 'http://gone/v1')).rejects.toMatchObject({ code: 'llm-unreachable', exitStatus: 1 });
    await start();
  });
});
