import { describe, expect, it } from 'vitest';
import { EMPTY_LEDGER, type SupporterAct } from '../domain/conversation.js';
import { NO_ACT } from '../testing/scripted-engine.js';
import { afterCustomer, afterSupporter } from './ledger.js';

const ASKS = ['surname', 'phone_tail'];
const act = (changes: Partial<SupporterAct>): SupporterAct => ({ kind: 'beat', id: null, asks: [], ...changes });
const question = { kind: 'question', id: 'how-long' } as const;
const demand = { kind: 'demand', id: 'pay-first' } as const;

describe('the ledger after the supporter', () => {
  it('holds what was said, asked, mentioned and used, once each', () => {
    const once = afterSupporter(EMPTY_LEDGER, act({ id: 'ask-channel', asks: ['channel'] }), ['p#1'], ['amount', 'amount'], []);
    expect(once).toEqual({
      ...EMPTY_LEDGER,
      said: ['ask-channel'],
      asked: ['channel'],
      disclosed: ['amount'],
      usedLines: { supporter: ['p#1'], customer: [] },
    });
  });

  it('counts steps done in silence as said, before the step that shows them', () => {
    expect(afterSupporter(EMPTY_LEDGER, act({ id: 'found' }), [], [], ['look-up']).said).toEqual(['look-up', 'found']);
  });

  it.each(['answer', 'soothe', 'refuse', 'return'] as const)('closes what is dealt with by %s, and nothing else', (kind) => {
    const open = { ...EMPTY_LEDGER, open: [question, demand] };
    expect(afterSupporter(open, act({ kind, id: question.id }), [], [], []).open).toEqual([demand]);
    expect(afterSupporter(open, act({ kind, id: null }), [], [], []).open).toEqual([question, demand]);
  });

  it('leaves a question open that was only played back', () => {
    const ledger = afterSupporter({ ...EMPTY_LEDGER, open: [question] }, act({ kind: 'restate-question', id: question.id }), [], [], []);
    expect({ open: ledger.open, restated: ledger.restated, said: ledger.said }).toEqual({
      open: [question],
      restated: [question.id],
      said: [],
    });
  });

  it('ends an argument when the refusal was held to', () => {
    expect(afterSupporter({ ...EMPTY_LEDGER, argued: demand.id }, act({ kind: 'hold', id: demand.id }), [], [], []).argued).toBeNull();
  });

  it('changes nothing in place', () => {
    const ledger = Object.freeze({ ...EMPTY_LEDGER, said: Object.freeze(['a']), open: Object.freeze([question]) });
    expect(() => afterSupporter(ledger, act({ kind: 'answer', id: question.id }), ['p#1'], ['amount'], ['b'])).not.toThrow();
    expect(ledger.said).toEqual(['a']);
  });
});

describe('the ledger after the customer', () => {
  const asked = afterSupporter(EMPTY_LEDGER, act({ kind: 'ask-identity', asks: ASKS }), [], [], []);

  it('is verified once everything asked for was given, at once or bit by bit, and stays so', () => {
    expect(afterCustomer(asked, { ...NO_ACT, gives: ASKS }, [], ASKS, 3, null).verified).toBe(true);
    const half = afterCustomer(asked, { ...NO_ACT, gives: ['surname'] }, [], ASKS, 3, null);
    expect({ verified: half.verified, given: half.identityGiven }).toEqual({ verified: false, given: ['surname'] });
    const rest = afterCustomer(half, { ...NO_ACT, gives: ['phone_tail'] }, [], ASKS, 5, null);
    expect(afterCustomer(rest, NO_ACT, [], ASKS, 7, null).verified).toBe(true);
  });

  it('is not verified by what nobody asked for', () => {
    expect(afterCustomer(EMPTY_LEDGER, { ...NO_ACT, gives: ASKS }, [], ASKS, 1, null).verified).toBe(false);
  });

  it('holds what was told once, and what was raised in its order', () => {
    const first = afterCustomer(EMPTY_LEDGER, { ...NO_ACT, tells: ['amount', 'amount'], raises: question }, ['q#0'], ASKS, 1, null);
    const second = afterCustomer(first, { ...NO_ACT, tells: ['amount', 'sent'], raises: demand }, [], ASKS, 3, null);
    expect({ told: second.told, open: second.open, usedLines: second.usedLines }).toEqual({
      told: ['amount', 'sent'],
      open: [question, demand],
      usedLines: { supporter: [], customer: ['q#0'] },
    });
  });

  it('remembers the first utterance that makes a demand', () => {
    const first = afterCustomer(EMPTY_LEDGER, { ...NO_ACT, raises: demand }, [], ASKS, 7, null);
    expect(first.demandAt).toBe(7);
    expect(afterCustomer(first, { ...NO_ACT, raises: demand }, [], ASKS, 9, null).demandAt).toBe(7);
    expect(afterCustomer(EMPTY_LEDGER, { ...NO_ACT, raises: question }, [], ASKS, 7, null).demandAt).toBeNull();
  });

  it('knows which refusal is argued about', () => {
    expect(afterCustomer(EMPTY_LEDGER, { ...NO_ACT, stance: 'argues' }, [], ASKS, 9, demand.id).argued).toBe(demand.id);
    expect(afterCustomer(EMPTY_LEDGER, { ...NO_ACT, stance: 'yields' }, [], ASKS, 9, demand.id).argued).toBeNull();
  });
});
