import { beforeAll, describe, expect, it } from 'vitest';
import { type CustomerAct, EMPTY_LEDGER } from '../domain/conversation.js';
import type { RolecsError } from '../domain/errors.js';
import { STAGES, STRATEGY_CODES, type StrategyCode, type StrategyFramework } from '../domain/strategy.js';
import { createStream } from '../random/stream.js';
import { aCombination, aCustomerTurn, aDialogueState, aSupporterTurn, aTalk } from '../testing/a-dialogue-state.js';
import { readTunables } from '../testing/tunables.js';
import type { DialogueState } from './dialogue-state.js';
import { type Limits, rule } from './guard.js';

let framework: StrategyFramework;
beforeAll(() => {
  framework = readTunables().framework;
});

interface Moment {
  /** `GT1 IV1 RP2`: what the supporter has said, with stages. */
  said: string;
  combination?: readonly StrategyCode[];
  lastAct?: Partial<CustomerAct>;
  ledger?: Partial<DialogueState['ledger']>;
  max?: number;
  min?: number;
}

function ruleOn({ said, combination = ['GT', 'IV', 'AC'], lastAct, ledger, max = 50, min = 10 }: Moment, ...proposal: StrategyCode[]) {
  const state = aDialogueState({
    combination: aCombination({ strategies: combination }),
    transcript: aTalk(said, lastAct),
    ledger: { ...EMPTY_LEDGER, ...ledger },
  });
  const [strategy, ...alternatives] = proposal as [StrategyCode, ...StrategyCode[]];
  const limits: Limits = { framework, maxUtterances: max, minUtterances: min };
  const { decision, overridden, capped } = rule(state, { strategy, alternatives }, limits);
  return { strategy: decision.strategy, advised: decision.advised, overridden, capped };
}

const DONE = 'GT1 IV1 RP2 PR3 ID4';

describe('a proposal that keeps the rules', () => {
  it('is taken as it comes', () => {
    expect(ruleOn({ said: '' }, 'GT')).toEqual({ strategy: 'GT', advised: 'GT', overridden: [], capped: false });
    expect(ruleOn({ said: 'GT1' }, 'EM', 'IV')).toEqual({ strategy: 'EM', advised: 'EM', overridden: [], capped: false });
    expect(ruleOn({ said: DONE }, 'AC')).toEqual({ strategy: 'AC', advised: 'AC', overridden: [], capped: false });
  });
});

describe('a proposal that breaks a rule', () => {
  it('greeting-first: nothing comes before the greeting, whatever else is proposed', () => {
    expect(ruleOn({ said: '' }, 'IV', 'EM')).toEqual({ strategy: 'GT', advised: 'IV', overridden: ['greeting-first'], capped: false });
  });

  it('greeting-once: nobody is greeted twice', () => {
    expect(ruleOn({ said: 'GT1 IV1' }, 'GT', 'RP')).toEqual({
      strategy: 'RP',
      advised: 'GT',
      overridden: ['greeting-once'],
      capped: false,
    });
  });

  it('run-length: no strategy three times in a row, over the stages too', () => {
    expect(ruleOn({ said: 'GT1 IV1 ID2 ID4' }, 'ID', 'PS')).toEqual({
      strategy: 'PS',
      advised: 'ID',
      overridden: ['run-length'],
      capped: false,
    });
    expect(ruleOn({ said: 'GT1 IV1 ID2 PS3 ID4' }, 'ID').overridden).toEqual([]);
  });

  it('strategies-due: no goodbye before the combination has occurred; what lacks comes first when nothing else is proposed', () => {
    expect(ruleOn({ said: DONE, combination: ['GT', 'IV', 'RI', 'FR', 'AC'] }, 'AC')).toEqual({
      strategy: 'RI',
      advised: 'AC',
      overridden: ['strategies-due'],
      capped: false,
    });
    expect(ruleOn({ said: DONE, combination: ['GT', 'IV', 'RI', 'FR', 'AC'] }, 'AC', 'FR').strategy).toBe('FR');
  });

  it('answer-due: no goodbye while the customer waits for an answer or argues', () => {
    const open = [{ kind: 'question', id: 'how-long' } as const];
    expect(ruleOn({ said: DONE, ledger: { open } }, 'AC', 'ID')).toEqual({
      strategy: 'ID',
      advised: 'AC',
      overridden: ['answer-due'],
      capped: false,
    });
    expect(ruleOn({ said: DONE, ledger: { argued: 'pay-first' } }, 'AC', 'EM').overridden).toEqual(['answer-due']);
  });

  it('answer-due does not hold back a customer who ends the call', () => {
    const open = [{ kind: 'question', id: 'how-long' } as const];
    expect(ruleOn({ said: DONE, ledger: { open }, lastAct: { ends: true } }, 'AC').strategy).toBe('AC');
  });

  it('too-short: no goodbye before the shortest length, which the goodbye itself may reach', () => {
    expect(ruleOn({ said: 'GT1 IV1 RP2 ID4' }, 'AC', 'PS')).toEqual({
      strategy: 'PS',
      advised: 'AC',
      overridden: ['too-short'],
      capped: false,
    });
    expect(ruleOn({ said: 'GT1 IV1 RP2 ID4', min: 9 }, 'AC').strategy).toBe('AC');
    expect(ruleOn({ said: 'GT1 IV1 RP2 ID4', lastAct: { ends: true } }, 'AC', 'PS').overridden).toEqual(['too-short']);
  });

  it('ending-deferred: who breaks off is kept until the combination has occurred', () => {
    expect(ruleOn({ said: DONE, combination: ['GT', 'IV', 'FR', 'AC'], lastAct: { ends: true } }, 'AC')).toEqual({
      strategy: 'FR',
      advised: 'AC',
      overridden: ['ending-deferred'],
      capped: false,
    });
    const kept = ruleOn({ said: DONE, combination: ['GT', 'IV', 'FR', 'AC'], lastAct: { ends: true } }, 'FR');
    expect(kept).toMatchObject({ strategy: 'FR', overridden: ['ending-deferred'] });
    expect(ruleOn({ said: DONE, max: 12, combination: ['GT', 'IV', 'FR', 'AC'], lastAct: { ends: true } }, 'ID').overridden).toEqual([
      'cap',
    ]);
  });

  it('cap: the last line that fits is the goodbye, and the ruling says that the cap made it', () => {
    expect(ruleOn({ said: DONE, max: 12 }, 'ID')).toEqual({ strategy: 'AC', advised: 'ID', overridden: ['cap'], capped: true });
    expect(ruleOn({ said: DONE, max: 11 }, 'ID').overridden).toEqual(['cap']);
    expect(ruleOn({ said: DONE, max: 13 }, 'ID').overridden).toEqual([]);
  });

  it('cap comes before every other rule of the goodbye', () => {
    const open = [{ kind: 'question', id: 'how-long' } as const];
    expect(ruleOn({ said: DONE, max: 11, combination: ['GT', 'IV', 'FR', 'AC'], ledger: { open } }, 'PS').strategy).toBe('AC');
  });

  it('due-before-cap: when the room is just enough, only what is due is let through', () => {
    const combination = ['GT', 'IV', 'RI', 'FR', 'AC'] as const;
    expect(ruleOn({ said: DONE, combination, max: 15 }, 'ID')).toEqual({
      strategy: 'RI',
      advised: 'ID',
      overridden: ['due-before-cap'],
      capped: false,
    });
    expect(ruleOn({ said: DONE, combination, max: 15 }, 'ID', 'FR').strategy).toBe('FR');
    expect(ruleOn({ said: DONE, combination, max: 17 }, 'ID').overridden).toEqual([]);
  });

  it('stage-order: no strategy whose stages are all behind and were never entered', () => {
    expect(ruleOn({ said: 'GT1 IV1 FR5' }, 'RI', 'FR')).toEqual({
      strategy: 'FR',
      advised: 'RI',
      overridden: ['stage-order'],
      capped: false,
    });
  });
});

describe('a ruling', () => {
  it('shuts-out-due: no step into a stage after which something due has no place', () => {
    const combination = ['GT', 'IV', 'RI', 'RC', 'AC'] as const;
    expect(ruleOn({ said: 'GT1 IV1 RP2', combination }, 'RC', 'EM')).toEqual({
      strategy: 'EM',
      advised: 'RC',
      overridden: ['shuts-out-due'],
      capped: false,
    });
    expect(ruleOn({ said: 'GT1 IV1 RP2 ID4', combination }, 'RC').overridden).toEqual([]);
  });

  it('counts only the overridden proposal, not the alternatives that fell as well', () => {
    expect(ruleOn({ said: 'GT1 IV1 ID2 ID4' }, 'GT', 'ID', 'AC', 'PS')).toEqual({
      strategy: 'PS',
      advised: 'GT',
      overridden: ['greeting-once'],
      capped: false,
    });
  });

  it('is an error with a code when nothing is permitted', () => {
    const strategies = Object.fromEntries(
      STRATEGY_CODES.map((code) => [code, { ...framework.strategies[code], allowedStages: ['连接'] }]),
    ) as StrategyFramework['strategies'];
    const state = aDialogueState({ transcript: [aSupporterTurn('GT', '解决'), aCustomerTurn()] });
    const limits = { framework: { ...framework, strategies }, maxUtterances: 50, minUtterances: 10 };
    expect(() => rule(state, { strategy: 'ID', alternatives: [] }, limits)).toThrow(
      expect.objectContaining({ code: 'guard-stuck' }) as RolecsError,
    );
  });

  it('keeps every rule for whole dialogues of random proposals', () => {
    for (let run = 0; run < 150; run++) {
      const stream = createStream(`guard/${run}`);
      const extra = STRATEGY_CODES.filter((code) => stream.chance(0.5) || ['GT', 'IV', 'AC'].includes(code));
      const max = 26 + stream.int(25);
      const limits: Limits = { framework, maxUtterances: max, minUtterances: 10 };
      let state = aDialogueState({ combination: aCombination({ strategies: extra }) });
      for (let line = 0; line < 30; line++) {
        const advice = { strategy: stream.pick(STRATEGY_CODES), alternatives: [stream.pick(STRATEGY_CODES)] };
        const { decision } = rule(state, advice, limits);
        const turn = aSupporterTurn(decision.strategy, decision.stage);
        const ends = stream.chance(0.05);
        state = { ...state, transcript: [...state.transcript, turn, aCustomerTurn({ ends })] };
        if (decision.strategy === 'AC') break;
      }
      const lines = state.transcript.filter((turn) => turn.speaker === 'supporter');
      const used = lines.map(({ strategy }) => strategy);
      expect(used.indexOf('GT')).toBe(0);
      expect(used.lastIndexOf('GT')).toBe(0);
      expect(used.indexOf('AC')).toBe(used.length - 1);
      expect(extra.filter((code) => !used.includes(code))).toEqual([]);
      expect(used.filter((code, at) => code === used[at + 1] && code === used[at + 2])).toEqual([]);
      expect(2 * lines.length - 1).toBeLessThanOrEqual(max);
      const firsts = [...new Set(lines.map(({ stage }) => stage))];
      expect(firsts).toEqual(STAGES.filter((stage) => firsts.includes(stage)));
      expect(lines.filter(({ strategy, stage }) => !framework.strategies[strategy].allowedStages.includes(stage))).toEqual([]);
    }
  });
});
