import { describe, expect, it } from 'vitest';
import { aScenario, aScenarioSource, COMMON_RULES } from '../testing/a-scenario.js';
import { compileScenario } from './compile-scenario.js';

describe('a compiled scenario', () => {
  const scenario = aScenario();

  it('keeps the books apart: no customer words on the bank side, no bank words on the customer side', () => {
    const keysOf = (book: unknown): string[] => {
      const found: string[] = [];
      const walk = (part: unknown): void => {
        if (part instanceof Map) for (const inner of part.values()) walk(inner);
        else if (part !== null && typeof part === 'object') {
          if ('key' in part && 'lines' in part) found.push((part as { key: string }).key.replace(/^[^/]*\//, ''));
          for (const inner of Object.values(part)) walk(inner);
        }
      };
      walk(book);
      return found;
    };
    const customerOnly = /\/(ask|voice|make|push|yield|reply|vague)$|^openings$/;
    const bankOnly = /\/(say|again|soothe|refuse)$|\/hold\/|^questions\/[^/]+\/(ID|PS|RI)$|^(feedback|follow|wishes)$/;
    expect(keysOf(scenario.bank).filter((key) => !bankOnly.test(key))).toEqual([]);
    expect(keysOf(scenario.customer).filter((key) => !customerOnly.test(key))).toEqual([]);
    expect(keysOf(scenario.bank).length).toBeGreaterThan(20);
    expect(keysOf(scenario.customer).length).toBeGreaterThan(20);
  });

  it('tells recorded, derived and known facts from the texts', () => {
    expect(scenario.truth.causes.map(({ id, recorded }) => ({ id, recorded }))).toEqual([
      { id: 'late', recorded: ['sent', 'amount', 'fee'] },
      { id: 'lost', recorded: ['sent', 'amount', 'fee'] },
    ]);
    expect(scenario.truth.derived).toEqual({ doubled: ['fee'] });
    expect(scenario.truth.known).toEqual(['sent', 'channel', 'amount', 'purpose']);
  });

  it('lets helping beats wait for the identity check unless the file says otherwise', () => {
    const open = (id: string) => scenario.bank.beats.get(id)?.open;
    expect(['restate-case', 'ask-channel', 'calm-worry', 'look-up', 'found-late', 'tell-wait'].map(open)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    const { beats } = aScenarioSource();
    const opened = aScenario({ beats: { ...beats, 'tell-fee': { ...beats['tell-fee'], open: true } } });
    expect(opened.bank.beats.get('tell-fee')?.open).toBe(true);
  });

  it('outlines what each thing can supply, without a text', () => {
    const supplyOf = (id: string) => {
      const { kind, strategies, hold, detours } = scenario.supplies.find((supply) => supply.id === id) ?? {};
      return { kind, strategies, hold, detours };
    };
    expect(supplyOf('ask-channel')).toEqual({ kind: 'beat', strategies: ['PR'], hold: [], detours: ['evade'] });
    expect(supplyOf('call-them')).toEqual({ kind: 'question', strategies: ['ID', 'PS'], hold: [], detours: [] });
    expect(supplyOf('lost-face')).toEqual({ kind: 'worry', strategies: ['EM'], hold: [], detours: [] });
    expect(supplyOf('pay-first')).toEqual({ kind: 'demand', strategies: ['OT'], hold: ['EM', 'ID'], detours: [] });
  });

  it('quotes common rules by id, each rule once, the hotline always', () => {
    expect(scenario.bank.policy).toEqual(['转账查询要等2个工作日', '回单可以在手机银行里保存', '客服热线全天有人接听']);
    const twice = aScenarioSource({ policy: [{ use: 'hotline-hours' }, { use: 'hotline-hours' }] });
    expect(compileScenario(twice, COMMON_RULES).bank.policy).toEqual(['客服热线全天有人接听']);
    expect(() => compileScenario(aScenarioSource({ policy: [{ use: 'none' }] }), COMMON_RULES)).toThrow('policy: no rule "none"');
  });

  it('checks identity in the order in which it is asked for', () => {
    const source = aScenarioSource({ identity: { for: '查您的转账记录', asks: ['id_tail', 'surname', 'card_tail'] } });
    expect(compileScenario(source, COMMON_RULES).bank.identity.asks).toEqual(['surname', 'card_tail', 'id_tail']);
  });

  it('names the text that does not parse', () => {
    expect(() => aScenario({ goal: '弄清<amount' })).toThrow('"<" is not closed in "弄清<amount"');
    expect(() => aScenario({ fits: 'hot &' })).toThrow('condition "hot &" ends too early');
  });
});
