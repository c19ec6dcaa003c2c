import { describe, expect, it } from 'vitest';
import { llamaFactoryRules } from './llama-factory.js';
import { msSwiftRules } from './ms-swift.js';
import { trlRules } from './trl.js';

const user = { role: 'user', content: '问' };
const assistant = { role: 'assistant', content: '答' };
const system = { role: 'system', content: '规则' };
const dropped = { dropped: expect.any(String) };

describe('LLaMA-Factory', () => {
  const columns = { messages: 'conversations', system: 'system' };
  const sharegpt = llamaFactoryRules({ file_name: '', formatting: 'sharegpt', columns });
  const human = { from: 'human', value: '问' };
  const gpt = { from: 'gpt', value: '答' };

  it('keeps human and gpt in turn, and learns every gpt', () => {
    expect(sharegpt.read({ conversations: [human, gpt, human, gpt], system: '规则' })).toEqual({
      messages: [system, user, assistant, user, assistant].map((message) => ({ ...message, learned: message.role === 'assistant' })),
    });
  });

  it.each([
    ['opens with gpt', [gpt, human, gpt]],
    ['ends with human', [human, gpt, human]],
    ['repeats a role', [human, human, gpt, gpt]],
    ['has no turn', []],
    ['has an unknown tag', [{ from: 'user', value: '问' }, gpt]],
  ])('drops a dialogue that %s', (_name, conversations) => {
    expect(sharegpt.read({ conversations, system: '' })).toEqual(dropped);
  });

  it('breaks where dataset_info.json names a column that is not there', () => {
    expect(sharegpt.read({ conversations: [human, gpt] })).toEqual(dropped);
  });

  it('knows no name that dataset_info.json leaves out once it lists some', () => {
    const tags = { role_tag: 'role', content_tag: 'content', user_tag: 'user', assistant_tag: 'assistant' };
    const forgetful = llamaFactoryRules({ file_name: '', formatting: 'sharegpt', columns: { messages: 'messages' }, tags });
    expect(forgetful.read({ messages: [system, user, assistant] })).toEqual(dropped);
    const whole = llamaFactoryRules({
      file_name: '',
      formatting: 'sharegpt',
      columns: { messages: 'messages' },
      tags: { ...tags, system_tag: 'system' },
    });
    expect(whole.read({ messages: [system, user, assistant] })).toHaveProperty('messages.length', 3);
  });

  it('joins instruction and input of an Alpaca row and reads its history only where it is named', () => {
    const row = { instruction: '问', input: '补充', output: '答', history: [['先', '后']] };
    const named = llamaFactoryRules({
      file_name: '',
      columns: { prompt: 'instruction', query: 'input', response: 'output', history: 'history' },
    });
    expect(named.read(row)).toHaveProperty('messages.length', 4);
    const plain = llamaFactoryRules({ file_name: '' });
    expect(plain.read(row)).toEqual({
      messages: [
        { role: 'user', content: '问\n补充', learned: false },
        { ...assistant, learned: true },
      ],
    });
    expect(plain.read({ instruction: '问', input: '', output: null })).toEqual(dropped);
  });
});

describe('ms-swift', () => {
  it('learns what has no loss, or one that is on', () => {
    const row = { messages: [system, user, { ...assistant, loss: false }, user, assistant], channel: 'other' };
    expect(msSwiftRules.read(row)).toEqual({
      messages: [system, user, assistant, user, assistant].map((message, place) => ({ ...message, learned: place === 4 })),
    });
  });

  it.each([
    ['opens with the assistant', [assistant, user, assistant]],
    ['ends with the user', [user, assistant, user]],
    ['has two of one role together', [user, user, assistant, assistant]],
    ['has an unknown role', [{ ...user, role: 'human' }, assistant]],
    ['has no content', [{ role: 'user', content: null }, assistant]],
    ['learns nothing', [user, { ...assistant, loss: false }]],
    ['has no message', []],
  ])('would not train as it stands on a dialogue that %s', (_name, messages) => {
    expect(msSwiftRules.read({ messages })).toEqual(dropped);
  });
});

describe('TRL', () => {
  it('learns the assistant in the completion, not in the prompt', () => {
    const reading = trlRules.read({ prompt: [system, user, assistant, user], completion: [assistant, user, assistant] });
    expect(reading).toEqual({
      messages: [system, user, assistant, user, assistant, user, assistant].map((message, place) => ({
        ...message,
        learned: place === 4 || place === 6,
      })),
    });
    expect(trlRules.read({ messages: [user, assistant] })).toHaveProperty('messages.length', 2);
  });

  it.each([
    ['has no completion', { prompt: [user] }],
    ['has an empty completion', { prompt: [user], completion: [] }],
    ['has a prompt that the assistant ends', { prompt: [user, assistant], completion: [assistant] }],
    ['is plain text', { prompt: '问', completion: '答' }],
    ['learns nothing', { prompt: [user], completion: [user] }],
    ['has messages without an assistant', { messages: [user] }],
  ])('would not train as it stands on a row that %s', (_name, row) => {
    expect(trlRules.read(row)).toEqual(dropped);
  });
});
