import type { CustomerAct, CustomerTurn, SupporterTurn, Turn } from '../domain/conversation.js';
import { STAGES, type Stage, type StrategyCode } from '../domain/strategy.js';
import { beginDialogue } from '../graph/begin.js';
import type { DialogueState } from '../graph/dialogue-state.js';
import type { Combination } from '../sampling/combination.js';
import { NO_ACT } from './scripted-engine.js';
import { syntheticPersona } from './synthetic-persona.js';

/** A valid combination of nothing much; tests name only what they are about. */
export function aCombination(changes: Partial<Combination> = {}): Combination {
  const none = { GT: 0, IV: 0, RP: 0, PR: 0, EM: 0, PS: 0, ID: 0, RI: 0, FR: 0, RC: 0, AC: 0, OT: 0 };
  return {
    index: 0,
    attempt: 0,
    topic: 'other',
    source: '其他',
    persona: syntheticPersona(1),
    scenario: 'small-case',
    cause: 'late',
    rank: 0,
    facts: {},
    recordedFacts: [],
    derivedFacts: {},
    knownFacts: [],
    path: {
      lines: 3,
      budget: { ...none, GT: 1, IV: 1, AC: 1 },
      strategies: ['GT', 'IV', 'AC'],
      spine: [],
      silent: [],
      extras: [],
      questions: [],
      worries: [],
      demand: null,
      tangents: 0,
      detours: {},
    },
    strategies: ['GT', 'IV', 'AC'],
    startEmotion: 2,
    ...changes,
  };
}

/** A dialogue before its first word. */
export function aDialogueState(changes: Partial<DialogueState> = {}): DialogueState {
  return { ...beginDialogue(aCombination(), 'anxious'), ...changes };
}

/** A supporter's line of a strategy, in a stage. */
export function aSupporterTurn(strategy: StrategyCode, stage: Stage = '解决', changes: Partial<SupporterTurn> = {}): SupporterTurn {
  return {
    speaker: 'supporter',
    text: '客服的话。',
    strategy,
    stage,
    advised: strategy,
    act: { kind: 'other', id: null, asks: [] },
    ...changes,
  };
}

export function aCustomerTurn(act: Partial<CustomerAct> = {}): CustomerTurn {
  return { speaker: 'customer', text: '客户的话。', direction: '应一声', emotion: '平静', act: { ...NO_ACT, ...act } };
}

/**
 * A talk in which the supporter used these strategies: `GT1 IV1 RP2 PR3`, the digit being the stage, 1 to 5. The customer answers every line,
 * the last time with `act`.
 */
export function aTalk(lines: string, act: Partial<CustomerAct> = {}): Turn[] {
  const words = lines.split(' ').filter((word) => word !== '');
  return words.flatMap((word, at): Turn[] => [
    aSupporterTurn(word.slice(0, 2) as StrategyCode, STAGES[Number(word[2]) - 1] as Stage),
    aCustomerTurn(at === words.length - 1 ? act : {}),
  ]);
}
