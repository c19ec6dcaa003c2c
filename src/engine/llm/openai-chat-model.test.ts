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

  it('offers the answer as a function in tool-call mode, and reads its arguments', async () => {
    await start();
    const reply = await model('tool_call').complete(REQUEST);
    expect(reply).toMatchObject({ text: '{"ready": true}', asToolCall: true });
    const [{ body } = { body: null }] = server.requests;
    expect(body).toMatchObject({
      tools: [{ type: 'function', function: { name: 'ready', parameters: { required: ['ready'], additionalProperties: false } } }],
      tool_choice: { type: 'function', function: { name: 'ready' } },
    });
    expect(body).not.toHaveProperty('response_format');
  });

  it('sends the parameters that are set and no others, and further headers', async () => {
    await start();
    const settings = {
      model: 'm-1',
      apiKey: KEY,
      baseUrl: server.url,
      maxTokens: 9,
      timeoutMs: 5000,
      mode: 'text' as const,
      extraBody: {},
    };
    await createOpenAiChatModel({
      ...settings,
      temperature: null,
      topP: 0.8,
      presencePenalty: 0.5,
      headers: { 'x-team': 'blue' },
    }).complete(REQUEST);
    const [{ body, headers } = { body: {}, headers: {} }] = server.requests;
    expect(Object.keys(body).sort()).toEqual(['max_tokens', 'messages', 'model', 'presence_penalty', 'stream', 'top_p']);
    expect(headers).toMatchObject({ 'x-team': 'blue' });
  });

  it('sends a schema that every provider takes', async () => {
    await start();
    const schema = z.object({ text: z.string().min(1).max(9), more: z.array(z.string()).default([]) });
    await model('json_schema').complete({ ...REQUEST, schema });
    expect(server.requests[0]?.body.response_format).toMatchObject({
      json_schema: {
        schema: {
          type: 'object',
          properties: { text: { type: 'string' }, more: { type: 'array', items: { type: 'string' } } },
          required: ['text', 'more'],
          additionalProperties: false,
        },
      },
    });
    expect(JSON.stringify(server.requests[0]?.body)).not.toMatch(/minLength|maxLength|"default"|\$schema/);
  });

  it('tells no secret of an error that repeats the request: neither the key nor a header', async () => {
    await start({ faults: { leakyError: 1 } });
    const settings = {
      model: 'm-1',
      apiKey: KEY,
      baseUrl: server.url,
      maxTokens: 9,
      timeoutMs: 5000,
      mode: 'text' as const,
      extraBody: {},
    };
    const header = 'Bearer another-secret';
    const calls = [createOpenAiChatModel(settings), createOpenAiChatModel({ ...settings, headers: { Authorization: header } })];
    for (const call of calls) {
      const error = await call.complete(REQUEST).then(
        () => null,
        (thrown: unknown) => thrown as CallError,
      );
      expect(error?.message).toContain('***');
      expect(`${error?.message} ${error?.stack} ${JSON.stringify(error)}`).not.toMatch(/not-to-be-seen|another-secret/);
    }
  });

  it.each(['reasoning_content', 'reasoning', 'tags'] as const)('keeps what is thought (%s) out of the answer', async (thinks) => {
    await start({ thinks });
    expect(await model('json_schema').complete(REQUEST)).toMatchObject({ text: '{"ready": true}', reasoning: '先想想客户要什么。' });
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
    [['json_schema', 'tool_call', 'json_object', 'text'], 'json_schema'],
    [['tool_call', 'json_object', 'text'], 'tool_call'],
    [['json_object', 'text'], 'json_object'],
    [['text'], 'text'],
  ] as const)('of a server that honours %j chooses %s, whether it refuses the others or overlooks them', async (modes, chosen) => {
    for (const otherModes of ['refused', 'overlooked'] as const) {
      await start({ modes, otherModes });
      expect(await chooseStructuredMode((mode) => model(mode), server.url)).toBe(chosen);
      if (otherModes === 'refused') await server.stop();
    }
  });

  it('says so when thinking uses up the tokens', async () => {
    await start({ faults: { truncated: 1 } });
    await expect(chooseStructuredMode((mode) => model(mode), server.url)).rejects.toMatchObject({
      code: 'llm-no-json',
      hint: expect.stringContaining('maxTokens'),
    });
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
