import { describe, expect, it } from 'vitest';
import { CallError } from './chat-model.js';
import { readCompletion } from './read-completion.js';

const completion = (message: object, finish_reason = 'stop', usage: object | undefined = undefined) => ({
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }],
  usage,
});

describe('what is thought is kept apart', () => {
  it.each([
    ['a field of its own', { content: '{"a":1}', reasoning_content: '想一想' }, '{"a":1}', '想一想'],
    ['the field as newer servers call it', { content: '{"a":1}', reasoning: '想一想' }, '{"a":1}', '想一想'],
    ['tags', { content: '<think>想一想</think>\n\n{"a":1}' }, '{"a":1}', '想一想'],
    ['a closing tag alone', { content: '想一想</think>{"a":1}' }, '{"a":1}', '想一想'],
    ['tags that were never closed', { content: '<think>想一想，还没' }, '', '想一想，还没'],
    ['both', { content: '<think>二</think>{"a":1}', reasoning_content: '一' }, '{"a":1}', '一\n二'],
    ['nothing', { content: '{"a":1}' }, '{"a":1}', null],
    ['an empty field', { content: '{"a":1}', reasoning_content: '' }, '{"a":1}', null],
  ])('in %s', (_, message, text, reasoning) => {
    expect(readCompletion(completion(message))).toMatchObject({ text, reasoning });
  });
});

describe('the answer', () => {
  it('is the arguments of the function where one was called', () => {
    const message = { content: null, tool_calls: [{ id: '1', type: 'function', function: { name: 'x', arguments: '{"a":1}' } }] };
    expect(readCompletion(completion(message, 'tool_calls'))).toMatchObject({ text: '{"a":1}', asToolCall: true });
    expect(readCompletion(completion({ content: '{"a":1}' }))).toMatchObject({ asToolCall: false });
  });

  it('may come in parts', () => {
    expect(
      readCompletion(
        completion({
          content: [
            { type: 'text', text: '{"a"' },
            { type: 'text', text: ':1}' },
          ],
        }),
      ).text,
    ).toBe('{"a":1}');
  });

  it.each([
    [{ content: null, refusal: '我不能帮忙' }, 'stop', '我不能帮忙'],
    [{ content: '' }, 'content_filter', '（被内容过滤拦下）'],
    [{ content: '{}' }, 'stop', null],
  ])('%j with %s is refused as %s', (message, finishReason, refusal) => {
    expect(readCompletion(completion(message, finishReason)).refusal).toBe(refusal);
  });
});

it('reads tokens, whatever the provider calls the cached ones, and none where none are told', () => {
  const usage = { prompt_tokens: 100, completion_tokens: 30, completion_tokens_details: { reasoning_tokens: 20 } };
  expect(readCompletion(completion({ content: '' }, 'stop', { ...usage, prompt_tokens_details: { cached_tokens: 60 } })).usage).toEqual({
    input: 100,
    cached: 60,
    output: 30,
    reasoning: 20,
  });
  expect(readCompletion(completion({ content: '' }, 'stop', { ...usage, prompt_cache_hit_tokens: 50 })).usage.cached).toBe(50);
  expect(readCompletion(completion({ content: '' })).usage).toEqual({ input: 0, cached: 0, output: 0, reasoning: 0 });
});

it.each([undefined, '<html>', {}, { choices: [] }, { error: 'x' }])('%j is no completion, and may be one the next time', (body) => {
  expect(() => readCompletion(body)).toThrow(CallError);
  try {
    readCompletion(body);
  } catch (error) {
    expect((error as CallError).passing).toBe(true);
  }
});
