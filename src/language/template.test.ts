import { describe, expect, it } from 'vitest';
import { createStream } from '../random/stream.js';
import { parseTemplate, renderTemplate, slotsOf } from './template.js';

/** Every text a template can become. */
function allOf(source: string, slots: Readonly<Record<string, string>> = {}): string[] {
  const template = parseTemplate(source);
  const found = new Set<string>();
  const stream = createStream(source);
  for (let run = 0; run < 400; run++) {
    found.add(
      renderTemplate(
        template,
        (slot) => slots[slot] ?? `[${slot}]`,
        (count) => stream.int(count),
      ),
    );
  }
  return [...found].sort();
}

describe('a template', () => {
  it.each([
    ['', ['']],
    ['您好。', ['您好。']],
    ['转了<amount:spoken>，', ['转了[amount:spoken]，']],
    ['<payee.use>', ['[payee.use]']],
    ['<哎|喂|>你好', ['你好', '哎你好', '喂你好']],
    ['<|>', ['']],
    ['<甲|<乙|丙>丁>', ['丙丁', '乙丁', '甲']],
    ['<a|<a>>', ['[a]', 'a']],
    ['<收<fee>|免费>', ['免费', '收[fee]']],
    ['<甲|甲>乙', ['甲乙']],
    ['甲|乙', ['甲|乙']],
  ])('%s becomes each of its versions', (source, texts) => {
    expect(allOf(source)).toEqual(texts);
  });

  it('takes alternatives equally often', () => {
    const template = parseTemplate('<甲|乙|丙>');
    const stream = createStream('alternatives');
    const counts: Record<string, number> = {};
    for (let run = 0; run < 3000; run++) {
      const text = renderTemplate(
        template,
        () => '',
        (count) => stream.int(count),
      );
      counts[text] = (counts[text] ?? 0) + 1;
    }
    for (const text of ['甲', '乙', '丙']) expect(Math.abs((counts[text] ?? 0) - 1000)).toBeLessThan(100);
  });

  it('tells all its slots, those of alternatives too', () => {
    expect(slotsOf(parseTemplate('<a>和<b:spoken|<c.use>或<d>>，<a>'))).toEqual(['a', 'c.use', 'd', 'a']);
  });

  it.each([
    ['甲>乙', '">" without "<" in "甲>乙"'],
    ['甲<乙', '"<" is not closed in "甲<乙"'],
    ['<甲|乙', '"<" is not closed in "<甲|乙"'],
    ['<a><b', '"<" is not closed in "<a><b"'],
    ['<>', '"<…>" needs a slot name or alternatives in "<>"'],
    ['<<a>>', '"<…>" needs a slot name or alternatives in "<<a>>"'],
    ['<a<b>>', '"<…>" needs a slot name or alternatives in "<a<b>>"'],
  ])('%s is refused, with the text', (source, message) => {
    expect(() => parseTemplate(source)).toThrow(new SyntaxError(message));
  });
});
