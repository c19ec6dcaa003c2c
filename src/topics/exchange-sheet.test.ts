import { describe, expect, it } from 'vitest';
import { aScenarioSource } from '../testing/a-scenario.js';
import { exchangeSheet } from './exchange-sheet.js';

describe('the sheet of exchanges', () => {
  it('shows every alternative of a line, with slots filled from the cases', () => {
    const source = { ...aScenarioSource(), openings: ['<喂|哎|>，这笔<amount:spoken>怎么<没了|少了>？'] };
    const cases = [
      { amount: { written: '2600元', spoken: '两千六', value: '2600' } },
      { amount: { written: '300元', spoken: '三百', value: '300' } },
    ];
    const opening = exchangeSheet(source, cases).filter((line) => line.includes('这笔'));
    for (const piece of ['喂，', '哎，', '没了', '少了', '两千六', '三百']) expect(opening.join()).toContain(piece);
  });

  it('names a condition before the line, and a slot that no case fills', () => {
    const source = { ...aScenarioSource(), openings: [{ say: '<nothing>呢？', if: 'hot' }] };
    expect(exchangeSheet(source, [{}])).toContain('    [hot] <nothing>呢？');
  });

  it('lists every beat, question, worry and demand', () => {
    const source = aScenarioSource();
    const sheet = exchangeSheet(source, [{}]).join('\n');
    for (const id of [...Object.keys(source.beats), ...Object.keys(source.questions), ...Object.keys(source.worries)])
      expect(sheet).toContain(` ${id}: `);
  });
});
