import { describe, expect, it } from 'vitest';
import type { DialogueRecord } from '../../domain/dialogue.js';
import { buildRecord, customer, framework, supporter, withTexts } from '../../testing/build-record.js';
import { checkStructure } from './structure.js';

const { find } = checkStructure(framework);

/** The record stretched or cut before its goodbye to so many utterances. */
function ofLength(length: number, record = buildRecord()): DialogueRecord {
  const { dialogue } = record;
  const closing = dialogue.slice(-2);
  const filler = Array.from({ length }, (_, i) => (i % 2 === 0 ? supporter('ID', '解决', `第${i}句。`) : customer(`第${i}句。`)));
  return { ...record, dialogue: [...dialogue.slice(0, -2), ...filler].slice(0, length - 2).concat(closing) };
}

describe('structure', () => {
  it('passes 10 to 50 utterances that alternate', () => {
    for (const length of [10, 12, 14, 50]) expect(find(ofLength(length))).toBeNull();
  });

  it('refuses fewer and more', () => {
    expect(find(ofLength(8))).toBe('8 utterances, 10 to 50 are allowed');
    expect(find(ofLength(52))).toBe('52 utterances, 10 to 50 are allowed');
  });

  it('lets the supporter open', () => {
    const record = buildRecord();
    expect(find({ ...record, dialogue: record.dialogue.slice(1) })).toBe('utterance 0 is spoken by 客户, expected 客服');
  });

  it('lets nobody speak twice in a row', () => {
    const record = buildRecord();
    expect(find({ ...record, dialogue: record.dialogue.toSpliced(5, 1) })).toBe('utterance 5 is spoken by 客服, expected 客户');
  });

  it('ends with the goodbye or one short farewell', () => {
    const record = buildRecord();
    expect(find({ ...record, dialogue: record.dialogue.slice(0, -1) })).toBeNull();
    expect(find({ ...record, dialogue: [...record.dialogue, supporter('RC', '维护', '随时来电。')] })).toBe(
      '2 utterances follow the goodbye',
    );
    const matter = '对了我还想问一下，我名下那张信用卡的积分什么时候到期啊';
    expect(find(withTexts({ 13: matter }))).toBe(`a farewell has 27 characters, 20 at most: ${matter}`);
  });
});
