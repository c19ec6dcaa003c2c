import { describe, expect, it } from 'vitest';
import { Condition, holds } from './condition.js';

const facts = { age: 41, marital: '已婚', products: ['储蓄卡', '房贷'] };

describe('holds', () => {
  it.each([
    [{}, true],
    [{ marital: '已婚' }, true],
    [{ marital: ['未婚', '离异'] }, false],
    [{ marital: { not: '已婚' } }, false],
    [{ marital: { not: ['未婚', '离异'] } }, true],
    [{ age: { min: 41, max: 41 } }, true],
    [{ age: { max: 40 } }, false],
    [{ age: 41, marital: '已婚' }, true],
    [{ products: '房贷' }, true],
    [{ products: { not: ['房贷', '车贷'] } }, false],
    [{ household: '一个人租着单间' }, false],
  ])('%j is %s', (condition, expected) => {
    expect(holds(condition, facts)).toBe(expected);
  });
});

describe('Condition', () => {
  it.each([[{ age: {} }], [{ age: { above: 3 } }], [{ marital: [] }], [{ marital: null }], ['age']])('refuses %j', (condition) => {
    expect(Condition.safeParse(condition).success).toBe(false);
  });
});
