import { describe, expect, it } from 'vitest';
import { createStream } from '../random/stream.js';
import { ClauseGrammar, composeText } from './clause-grammar.js';

const grammar = (changes: object = {}) =>
  ClauseGrammar.parse({
    length: [1, 40],
    list: { between: '、', last: '和' },
    shapes: ['<who>，<bank>。'],
    clauses: {
      who: { tells: ['age'], say: ['你<age>岁'] },
      bank: {
        tells: ['products'],
        say: [
          { say: '只有<products>', when: { 'products.count': 1 } },
          { say: '有<products>', when: { 'products.count': { min: 2 } } },
        ],
      },
    },
    ...changes,
  });
const compose = (facts: Record<string, string | number | string[]>, changes?: object) =>
  composeText(grammar(changes), facts, createStream('clauses'));

describe('composeText', () => {
  it('fills clauses and fields, joins lists, and says which clause made which piece', () => {
    expect(compose({ age: 41, products: ['储蓄卡', '信用卡', '房贷'], 'products.count': 3 })).toEqual({
      text: '你41岁，有储蓄卡、信用卡和房贷。',
      pieces: [
        { tells: ['age'], text: '你41岁' },
        { tells: ['products'], text: '有储蓄卡、信用卡和房贷' },
      ],
    });
    expect(compose({ age: 41, products: ['储蓄卡'], 'products.count': 1 }).text).toBe('你41岁，只有储蓄卡。');
  });

  it('names the clause that has no wording for these facts', () => {
    expect(() => compose({ age: 41, products: [], 'products.count': 0 })).toThrow(/^clause bank has no wording for products/);
  });

  it('refuses to return a text of another length than permitted', () => {
    const facts = { age: 41, products: ['储蓄卡'], 'products.count': 1 };
    expect(() => compose(facts, { length: [30, 40] })).toThrow(/^no text of 30 to 40 characters in 200 draws, the last has 11: 你41岁/);
  });
});
