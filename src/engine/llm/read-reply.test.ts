import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readReply } from './read-reply.js';

const Reply = z.strictObject({ text: z.string().min(1), done: z.boolean().default(false) });
const read = (text: string) => readReply(text, Reply);

describe('readReply', () => {
  it.each([
    ['plain', '{"text": "您好"}'],
    ['in a fence', '```json\n{"text": "您好"}\n```'],
    ['in a fence without a name, with talk around it', '好的，如下：\n```\n{"text": "您好"}\n```\n希望有帮助'],
    ['with talk around it', '当然可以。{"text": "您好"} 还要别的吗？'],
    ['with a comma too many', '{"text": "您好",}'],
    ['with single quotes', "{'text': '您好'}"],
    ['without its end', '{"text": "您好"'],
  ])('reads an object %s', (_, text) => {
    expect(read(text)).toEqual({ ok: true, value: { text: '您好', done: false } });
  });

  it.each([
    ['nothing', '  ', '回复是空的'],
    ['no object', '我不知道', '回复里没有 JSON 对象'],
    ['a string for a boolean', '{"text": "您好", "done": "false"}', 'done'],
    ['another key', '{"text": "您好", "note": 1}', 'note'],
    ['an empty text', '{"text": ""}', 'text'],
  ])('refuses %s and says why', (_, text, reason) => {
    const result = read(text);
    expect(result).toMatchObject({ ok: false });
    expect(!result.ok && result.error).toContain(reason);
  });
});
