import { type DialogueRecord, type RejectedRecord, SPEAKERS } from '../domain/dialogue.js';
import { JUDGE_CRITERIA, type JudgeCriterion } from '../domain/judgement.js';
import { STRATEGY_CODES } from '../domain/strategy.js';

/** What the statistics need of an accepted dialogue: small enough to cross threads for every one. */
export interface DialogueFacts {
  topic: string;
  persona: string;
  scenario: string;
  /** Codes joined by a hyphen. */
  strategyCombination: string;
  outcome: string;
  finishReason: string;
  satisfied: boolean;
  hasUnreasonableDemand: boolean;
  attempt: number;
  utterances: number;
  /** Supporter utterances by strategy, in code order. */
  strategyCounts: number[];
  gates: DialogueRecord['quality']['gates'];
  judged: JudgedFacts | null;
  overrides: Record<string, number>;
}

/** What the statistics need of a rejected candidate. */
export interface RejectFacts {
  attempt: number;
  reason: string;
  /** What the sampler asked for. */
  scenario: string;
  strategyCombination: string;
  /** Verdicts, where it came as far as the gate. */
  gates: DialogueRecord['quality']['gates'];
  judged: JudgedFacts | null;
}

/** What the judge said: null where it did not. */
export interface JudgedFacts {
  topic: string;
  passed: boolean;
  criteria: Readonly<Record<JudgeCriterion, boolean>>;
}

export function rejectFactsOf({ attempt, reason, scenario, strategy_combination, dialogue }: RejectedRecord): RejectFacts {
  return {
    attempt,
    reason,
    scenario,
    strategyCombination: strategy_combination.join('-'),
    gates: dialogue?.quality.gates ?? {},
    judged: dialogue && judgedFactsOf(dialogue),
  };
}

function judgedFactsOf({ topic, quality: { judge } }: DialogueRecord): JudgedFacts | null {
  if (judge === null) return null;
  const { passed, criteria } = judge;
  const held = JUDGE_CRITERIA.map((criterion) => [criterion, criteria[criterion].pass] as const);
  return { topic, passed, criteria: Object.fromEntries(held) as JudgedFacts['criteria'] };
}

export function factsOf(record: DialogueRecord): DialogueFacts {
  const strategyCounts = STRATEGY_CODES.map(() => 0);
  for (const utterance of record.dialogue) {
    if (utterance.speaker !== SPEAKERS.supporter) continue;
    const position = strategyNumber(utterance.strategy) - 1;
    strategyCounts[position] = (strategyCounts[position] ?? 0) + 1;
  }
  return {
    topic: record.topic,
    persona: record.persona.id,
    scenario: record.scenario.id,
    strategyCombination: record.strategy_combination.join('-'),
    outcome: record.outcome,
    finishReason: record.finish_reason,
    satisfied: record.satisfied,
    hasUnreasonableDemand: record.unreasonable_demand !== null,
    attempt: record.provenance.attempt,
    utterances: record.dialogue.length,
    strategyCounts,
    gates: record.quality.gates,
    judged: judgedFactsOf(record),
    overrides: record.provenance.overrides,
  };
}

/** The number in a label such as `策略3 重述或转述`: strategies are numbered in code order. */
function strategyNumber(label: string): number {
  const number = Number(/^策略(\d{1,2}) /.exec(label)?.[1]);
  if (!(number >= 1 && number <= STRATEGY_CODES.length)) throw new RangeError(`not a strategy label: ${JSON.stringify(label)}`);
  return number;
}
