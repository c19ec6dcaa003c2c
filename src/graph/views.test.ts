import { describe, expect, it } from 'vitest';
import { EMPTY_LEDGER, type Ledger } from '../domain/conversation.js';
import { deepFreeze } from '../testing/deep-freeze.js';
import { createSmallWorld } from '../testing/dialogue-world.js';
import type { DialogueState } from './dialogue-state.js';
import { viewForCustomerSide, viewForPlanner, viewForSupporterSide } from './views.js';

const world = createSmallWorld();
const { seed, emotions } = world.steps;

/** A planned dialogue in which this has been said and told. `fee` stands in the records only, `doubled` follows from it. */
function stateWith(ledger: Partial<Ledger> = {}): DialogueState {
  const plan = { title: '事', description: '一件事', goal: '弄清', knows: [], records: ['记录'], policy: ['规则'], demandText: null };
  return deepFreeze({ ...world.begin(0), plan, ledger: { ...EMPTY_LEDGER, ...ledger } });
}
const customerFacts = (ledger?: Partial<Ledger>) => Object.keys(viewForCustomerSide(stateWith(ledger), seed, 'solved', emotions).facts);
const supporterView = (ledger?: Partial<Ledger>) => viewForSupporterSide(stateWith(ledger), seed);

describe('the facts of the customer side', () => {
  it('leave out what only the bank knows, and what follows from it', () => {
    expect(customerFacts()).toEqual(expect.arrayContaining(['amount', 'sent', 'channel', 'purpose', 'surname', 'card_tail']));
    expect(customerFacts().filter((name) => ['fee', 'doubled'].includes(name))).toEqual([]);
  });

  it('hold it once it was disclosed, with what follows', () => {
    expect(customerFacts({ disclosed: ['fee'] })).toEqual(expect.arrayContaining(['fee', 'doubled']));
  });

  it('hold a disclosed result without what it was worked out from', () => {
    expect(customerFacts({ disclosed: ['doubled'] }).filter((name) => ['fee', 'doubled'].includes(name))).toEqual(['doubled']);
  });
});

describe('the facts of the supporter side', () => {
  it('are those of the records, what follows from them, and what was told', () => {
    expect(Object.keys(supporterView().facts)).toEqual(expect.arrayContaining(['amount', 'sent', 'fee', 'doubled', 'surname']));
    expect(Object.keys(supporterView().facts).filter((name) => ['channel', 'purpose'].includes(name))).toEqual([]);
    expect(Object.keys(supporterView({ told: ['purpose'] }).facts)).toContain('purpose');
  });

  it('may be mentioned to a verified caller; before, only what was told and what follows', () => {
    expect(supporterView({ told: ['amount'] }).tellable).toEqual(['today', 'amount']);
    expect(supporterView({ told: ['fee'] }).tellable).toEqual(['today', 'fee', 'doubled']);
    const verified = supporterView({ verified: true });
    expect(verified.tellable).toEqual(Object.keys(verified.facts));
  });
});

describe('what is used up', () => {
  it('is known to the side that used it alone', () => {
    const usedLines = { supporter: ['questions/how-long/ID#1'], customer: ['openings#2'] };
    expect(supporterView({ usedLines }).ledger.usedLines).toEqual({ supporter: usedLines.supporter, customer: [] });
    expect(viewForCustomerSide(stateWith({ usedLines }), seed, 'solved', emotions).ledger.usedLines).toEqual({
      supporter: [],
      customer: usedLines.customer,
    });
  });
});

describe('what is due', () => {
  it('is the plan less what was said, and never below nothing', () => {
    const played = { ...stateWith(), transcript: [] };
    const { budget } = played.combination.path;
    expect(viewForSupporterSide(played, seed).due).toEqual(budget);
    const turn = {
      speaker: 'supporter',
      text: '您好。',
      strategy: 'GT',
      stage: '连接',
      advised: 'GT',
      act: { kind: 'greet', id: null, asks: [] },
    } as const;
    expect(viewForSupporterSide({ ...played, transcript: [turn, turn] }, seed).due).toEqual({ ...budget, GT: 0 });
  });
});

describe('the planner', () => {
  it('sees persona, topic and case, and no strategy', () => {
    expect(Object.keys(viewForPlanner(stateWith()))).toEqual(['persona', 'topic', 'scenario', 'cause', 'facts', 'demand']);
  });
});

it('an agent that is asked before there is a plan is an error with a code', () => {
  expect(() => viewForSupporterSide(world.begin(0), seed)).toThrow(expect.objectContaining({ code: 'state-unplanned' }));
});
