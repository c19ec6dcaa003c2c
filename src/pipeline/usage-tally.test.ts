import { describe, expect, it } from 'vitest';
import type { LlmRole } from '../engine/llm/llm-settings.js';
import type { Price } from '../engine/llm/prices.js';
import { checkBudget, whatIsSpent } from './budget.js';
import { UsageTally } from './usage-tally.js';

const price = (currency: string): Price => ({ currency, input: 10, cachedInput: 1, output: 100, source: 'test', date: '2026-11-01' });
const tokens = { input: 1000, cached: 600, output: 50, reasoning: 20 };
const COST = (400 * 10 + 600 * 1 + 50 * 100) / 1e6;

const tally = (prices: Partial<Record<LlmRole, Price>>) =>
  new UsageTally(
    () => ({ calls: 3, retries: 1 }),
    (role) => ({ model: `model-of-${role}`, price: prices[role] ?? null }),
  );

describe('usage', () => {
  it('counts tokens and money by role; reasoning is part of output, cached of input', () => {
    const usage = tally({ customer: price('USD') });
    usage.add('customer', tokens);
    usage.add('customer', tokens);
    usage.add('judge', tokens);
    usage.countReask();
    expect(usage.total()).toEqual({
      calls: 3,
      retries: 1,
      reasks: 1,
      by_role: {
        customer: { model: 'model-of-customer', calls: 2, input: 2000, cached: 1200, output: 100, reasoning: 40, cost: 2 * COST },
        judge: { model: 'model-of-judge', calls: 1, ...tokens, cost: null },
      },
      cost: { USD: 2 * COST },
      unpriced_models: ['model-of-judge'],
    });
  });

  it('goes on from what earlier sessions paid', () => {
    const first = tally({ customer: price('USD'), planner: price('CNY') });
    first.add('customer', tokens);
    first.add('planner', tokens);
    const second = tally({ customer: price('USD'), planner: price('CNY') });
    second.continueFrom(first.total());
    second.add('customer', tokens);
    expect(second.total()).toMatchObject({
      calls: 6,
      by_role: { customer: { calls: 2, input: 2000 }, planner: { calls: 1, input: 1000 } },
      cost: { USD: 2 * COST, CNY: COST },
    });
  });
});

describe('a budget', () => {
  const paid = (changes: object) => ({ ...tally({}).total(), ...changes });
  const role = { model: 'm', calls: 1, ...tokens, cost: null };

  it.each([
    [{ maxCost: null, maxTokens: null }, null],
    [{ maxCost: null, maxTokens: 1051 }, null],
    [{ maxCost: null, maxTokens: 1050 }, '--max-tokens 1050 is used up (1050 tokens)'],
    [{ maxCost: 2, maxTokens: null }, null],
    [{ maxCost: 1.5, maxTokens: null }, '--max-cost 1.5 is used up (1.5000 USD)'],
  ])('%j: %s', (budget, what) => {
    expect(whatIsSpent(budget, paid({ by_role: { customer: role }, cost: { USD: 1.5 } }))).toBe(what);
  });

  it('of money wants a price for every model, in one currency', () => {
    const check = (...prices: [string, Price | null][]) => checkBudget({ maxCost: 1, maxTokens: null }, new Map(prices));
    expect(() => check(['a', price('USD')], ['b', price('USD')])).not.toThrow();
    expect(() => check(['a', price('USD')], ['b', null])).toThrow('nobody knows what the model "b" costs');
    expect(() => check(['a', price('USD')], ['b', price('CNY')])).toThrow('priced in USD and CNY');
    expect(() => checkBudget({ maxCost: null, maxTokens: 5 }, new Map([['b', null]]))).not.toThrow();
  });
});
