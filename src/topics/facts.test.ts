import { describe, expect, it } from 'vitest';
import type { RolecsError } from '../domain/errors.js';
import type { ConditionContext } from '../language/condition.js';
import { createStream } from '../random/stream.js';
import { defineFact, drawFacts, evaluate, factValue, fillFact } from './facts.js';
import { FactSource } from './scenario-file.js';

const CALL = Date.parse('2026-11-18T00:00:00Z') / 86_400_000;
const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const NOBODY: ConditionContext = { flag: () => false, said: () => false, value: () => undefined };
const aged = (age: number): ConditionContext => ({ ...NOBODY, value: (name) => (name === 'persona.age' ? age : undefined) });

const define = (sources: Readonly<Record<string, unknown>>) =>
  Object.entries(sources).map(([name, source]) => defineFact(name, FactSource.parse(source)));
const draw = (sources: Readonly<Record<string, unknown>>, name = 'facts', context = NOBODY) =>
  drawFacts(define(sources), CALL, context, createStream(name));
/** What one fact becomes over many draws. */
const drawsOf = (source: unknown, context = NOBODY, count = 400) =>
  range(count).map((index) => draw({ it: source }, `draw/${index}`, context).it as Readonly<Record<string, string>>);
const valuesOf = (source: unknown) => [...new Set(drawsOf(source).map(({ value }) => Number(value)))].sort((a, b) => a - b);

describe('a fact of each type', () => {
  it('money: every step of the range, both ends included, in three forms', () => {
    expect(valuesOf({ type: 'money', min: 1000, max: 1500, step: 100 })).toEqual([1000, 1100, 1200, 1300, 1400, 1500]);
    expect(valuesOf({ type: 'money', min: 0.1, max: 0.5, step: 0.1 })).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(valuesOf({ type: 'money', min: 5, max: 5, step: 5 })).toEqual([5]);
    expect(drawsOf({ type: 'money', min: 2600, max: 2600, step: 1 })[0]).toEqual({ written: '2600元', spoken: '两千六', value: '2600' });
  });

  it('number: with its unit, counted before measure words', () => {
    expect(valuesOf({ type: 'number', min: 2, max: 4 })).toEqual([2, 3, 4]);
    expect(drawsOf({ type: 'number', min: 2, max: 2, unit: '次' })[0]).toEqual({ written: '2次', spoken: '两次', value: '2' });
    expect(drawsOf({ type: 'number', min: 2, max: 2 })[0]).toEqual({ written: '2', spoken: '二', value: '2' });
  });

  it('rate: to a hundredth of a percent', () => {
    expect(valuesOf({ type: 'rate', min: 1.2, max: 1.4, step: 0.05 })).toEqual([1.2, 1.25, 1.3, 1.35, 1.4]);
    expect(drawsOf({ type: 'rate', min: 1.45, max: 1.45, step: 1 })[0]).toEqual({
      written: '1.45%',
      spoken: '百分之一点四五',
      value: '1.45',
    });
  });

  it('date: days ago or ahead, both ends included', () => {
    expect(valuesOf({ type: 'date', ago: [0, 2] }).map(Math.abs)).toEqual([2, 1, 0]);
    expect(valuesOf({ type: 'date', ahead: [2, 4] })).toEqual([2, 3, 4]);
    expect(drawsOf({ type: 'date', ago: [2, 2] })[0]).toEqual({ written: '11月16日', spoken: '前天', value: '-2' });
  });

  it('time: minutes of the day, both ends included', () => {
    expect(valuesOf({ type: 'time', from: '08:30', to: '09:00', step: 10 })).toEqual([510, 520, 530, 540]);
  });

  it('tail: four digits, never with a zero in front', () => {
    const tails = drawsOf({ type: 'tail' });
    expect(
      tails.filter(({ written, spoken, value }) => !/^[1-9]\d{3}$/.test(written ?? '') || written !== spoken || written !== value),
    ).toEqual([]);
    expect(new Set(tails.map(({ value }) => value)).size).toBeGreaterThan(300);
  });

  it('choice: in proportion to weights, with the fields of the option', () => {
    const source = { type: 'choice', of: ['甲', { value: '乙', use: '房租', weight: 3 }] };
    const drawn = drawsOf(source, NOBODY, 2000);
    expect(drawn.find(({ value }) => value === '乙')).toEqual({ value: '乙', use: '房租', written: '乙', spoken: '乙' });
    expect(Math.abs(drawn.filter(({ value }) => value === '乙').length - 1500)).toBeLessThan(80);
  });

  it('choice: only what is possible for the persona, and for what was drawn before', () => {
    const source = { type: 'choice', of: ['谁都行', { value: '老人', if: 'persona.age>=60' }, { value: '孩子', if: 'persona.age<20' }] };
    expect(new Set(drawsOf(source, aged(70)).map(({ value }) => value))).toEqual(new Set(['谁都行', '老人']));
    for (const index of range(50)) {
      const { first, second } = draw(
        {
          first: { type: 'choice', of: ['甲', '乙'] },
          second: {
            type: 'choice',
            of: [
              { value: '随甲', if: 'fact.first=甲' },
              { value: '随乙', if: 'fact.first=乙' },
            ],
          },
        },
        `pair/${index}`,
      );
      expect(second?.value).toBe(`随${first?.value}`);
    }
  });

  it('choice: a coded error where nothing is possible', () => {
    const source = { type: 'choice', of: [{ value: '老人', if: 'persona.age>=60' }] };
    expect(() => draw({ it: source }, 'x', aged(30))).toThrow(expect.objectContaining({ code: 'fact-impossible' }) as RolecsError);
  });

  it('computed: arithmetic over the facts before it, told as money, number or rate', () => {
    const facts = draw({
      amount: { type: 'money', min: 2000, max: 2000, step: 1 },
      rate: { type: 'rate', min: 1.5, max: 1.5, step: 1 },
      interest: { type: 'computed', as: 'money', expr: 'amount * rate / 100' },
      months: { type: 'computed', as: 'number', unit: '个月', expr: '(3 + 1) * 2 - 6' },
      half: { type: 'computed', as: 'rate', expr: 'rate / 2' },
    });
    expect(facts.interest).toEqual({ written: '30元', spoken: '三十块', value: '30' });
    expect(facts.months).toEqual({ written: '2个月', spoken: '两个月', value: '2' });
    expect(facts.half).toEqual({ written: '0.75%', spoken: '百分之零点七五', value: '0.75' });
  });
});

describe('the facts of a dialogue', () => {
  const sources = {
    amount: { type: 'money', min: 1000, max: 90_000, step: 100 },
    sent: { type: 'date', ago: [1, 30] },
    tail: { type: 'tail' },
  };

  it('are the same for the same stream, and others for another', () => {
    expect(draw(sources)).toEqual(draw(sources));
    expect(draw(sources)).not.toEqual(draw(sources, 'other'));
  });

  it('do not move when one is added before, between or after them', () => {
    const { amount, sent, tail } = sources;
    const before = draw(sources);
    const more = draw({
      extra: { type: 'tail' },
      amount,
      another: { type: 'choice', of: ['甲', '乙'] },
      sent,
      tail,
      last: { type: 'tail' },
    });
    expect(more).toMatchObject(before);
  });

  it('are found by name, field and form', () => {
    const facts = {
      payee: { value: '房东', use: '房租', written: '房东', spoken: '房东' },
      amount: { written: '2600元', spoken: '两千六', value: '2600' },
    };
    expect(['fact.payee', 'fact.payee.use', 'fact.amount', 'fact.none', 'cause'].map((name) => factValue(facts, name))).toEqual([
      '房东',
      '房租',
      '2600',
      undefined,
      undefined,
    ]);
    expect(['amount', 'amount:spoken', 'payee.use', 'amount:none', 'none'].map((slot) => fillFact(facts, slot))).toEqual([
      '2600元',
      '两千六',
      '房租',
      null,
      null,
    ]);
  });
});

describe('arithmetic', () => {
  const FACTS = { a: { value: '6' }, b2: { value: '0.5' }, word: { value: '甲' } };

  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['8 - 3 - 2', 3],
    ['8 / 4 / 2', 1],
    ['a*b2', 3],
    ['a * (b2 + 1) / 3', 3],
    ['1.5*2', 3],
    [' a ', 6],
  ])('%s is %d', (expression, value) => {
    expect(evaluate(expression, FACTS)).toBe(value);
  });

  it.each([
    ['', SyntaxError, 'an operand is missing'],
    ['a +', SyntaxError, 'an operand is missing'],
    ['* a', SyntaxError, 'an operand is missing'],
    ['(a', SyntaxError, 'a bracket is not closed'],
    ['a b2', SyntaxError, '"b2" is left over'],
    ['a)', SyntaxError, '")" is left over'],
    ['a % 2', SyntaxError, 'cannot read'],
    ['c + 1', RangeError, '"c" is no numeric fact drawn before'],
    ['word * 2', RangeError, '"word" is no numeric fact drawn before'],
  ])('"%s" is refused', (expression, type, message) => {
    expect(() => evaluate(expression, FACTS)).toThrow(type);
    expect(() => evaluate(expression, FACTS)).toThrow(message);
  });
});

describe('a fact in a file', () => {
  it.each([
    [{ type: 'money', min: 5, max: 1, step: 1 }, 'the range is upside down'],
    [{ type: 'number', min: 5, max: 1 }, 'the range is upside down'],
    [{ type: 'rate', min: 5, max: 1, step: 1 }, 'the range is upside down'],
    [{ type: 'date', ago: [5, 1] }, 'the range is upside down'],
    [{ type: 'time', from: '20:00', to: '08:00' }, 'the range is upside down'],
    [{ type: 'time', from: '25:00', to: '26:00' }, 'a time is HH:MM'],
    [{ type: 'date' }, 'a date needs either ago or ahead'],
    [{ type: 'date', ago: [1, 2], ahead: [1, 2] }, 'a date needs either ago or ahead'],
    [{ type: 'money', min: 1, max: 5, step: 0 }, 'Too small'],
    [{ type: 'choice', of: [] }, 'Too small'],
    [{ type: 'choice', of: [{ value: '甲', weight: -1 }] }, 'Too small'],
  ])('%j is refused', (source, message) => {
    const { success, error } = FactSource.safeParse(source);
    expect(success).toBe(false);
    expect(error?.issues[0]?.message).toContain(message);
  });
});
