import { EMPTY_LEDGER } from '../domain/conversation.js';
import type { Combination } from '../sampling/combination.js';
import type { DialogueState } from './dialogue-state.js';

/** A dialogue before its first word. `family`: the emotion family of its scenario. */
export function beginDialogue(combination: Combination, family: string): DialogueState {
  const { questions, worries, demand, tangents, detours } = combination.path;
  return {
    combination,
    waitingFor: 'planner',
    plan: null,
    transcript: [],
    ledger: EMPTY_LEDGER,
    agenda: { questions, worries, demand, tangents, detours, forgotten: [] },
    mood: { family, level: combination.startEmotion },
    settled: false,
    decision: null,
    direction: null,
    overrides: {},
    finishReason: null,
    failure: null,
    record: null,
    rejection: null,
  };
}
