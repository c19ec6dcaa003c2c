import { STRATEGY_CODES } from '../domain/strategy.js';
import type { DialogueFacts, RejectFacts } from './dialogue-facts.js';
import { JudgeStatistics } from './judge-statistics.js';
import type { RequestedShares } from './maker-module.js';
import { type Counts, compare, increase, ratio, sorted, summarise } from './share-tables.js';

/** The figures of a run, counted while it goes: nothing here grows with the number of dialogues beyond the ids that exist. */
export class RunStatistics {
  readonly #dimensions = new Map<Dimension, Counts>(DIMENSIONS.map((dimension) => [dimension, new Map()]));
  readonly #requestedScenarios: Counts = new Map();
  readonly #requestedCombinations: Counts = new Map();
  readonly #reasons: Counts = new Map();
  readonly #attempts: Counts = new Map();
  readonly #finishReasons: Counts = new Map();
  readonly #gatesFailed: Counts = new Map();
  readonly #gatesPassed: Counts = new Map();
  readonly #overrides: Counts = new Map();
  readonly #judged = new JudgeStatistics();
  readonly #strategies = STRATEGY_CODES.map(() => 0);
  readonly #openIndicesListed: number;
  readonly #openIndices: number[] = [];
  #open = 0;
  #accepted = 0;
  #rejected = 0;
  #utterances = 0;
  #shortest = Number.POSITIVE_INFINITY;
  #longest = 0;
  #satisfied = 0;
  #demands = 0;

  /** @param openIndicesListed so many open indices are named one by one */
  constructor(openIndicesListed: number) {
    this.#openIndicesListed = openIndicesListed;
  }

  get accepted(): number {
    return this.#accepted;
  }

  get rejected(): number {
    return this.#rejected;
  }

  get open(): number {
    return this.#open;
  }

  /** The first open indices. */
  get openIndices(): number[] {
    return this.#openIndices;
  }

  addAccepted(facts: DialogueFacts): void {
    this.#accepted++;
    this.#noteRequested(facts);
    for (const [dimension, counts] of this.#dimensions) increase(counts, facts[FACT_OF[dimension]]);
    increase(this.#attempts, String(facts.attempt));
    increase(this.#finishReasons, facts.finishReason);
    this.#noteVerdicts(facts.gates);
    this.#judged.add(facts.judged);
    for (const [rule, times] of Object.entries(facts.overrides)) increase(this.#overrides, rule, times);
    for (const [position, times] of facts.strategyCounts.entries()) this.#strategies[position] = (this.#strategies[position] ?? 0) + times;
    this.#utterances += facts.utterances;
    this.#shortest = Math.min(this.#shortest, facts.utterances);
    this.#longest = Math.max(this.#longest, facts.utterances);
    if (facts.satisfied) this.#satisfied++;
    if (facts.hasUnreasonableDemand) this.#demands++;
  }

  addRejected({ reason, ...facts }: RejectFacts): void {
    this.#rejected++;
    this.#noteRequested(facts);
    this.#noteVerdicts(facts.gates);
    this.#judged.add(facts.judged);
    increase(this.#reasons, reason);
  }

  /** Pass rates are those of all candidates that came as far as the gate, rejected ones included. */
  #noteVerdicts(gates: DialogueFacts['gates']): void {
    for (const [gate, verdict] of Object.entries(gates)) increase(verdict === 'pass' ? this.#gatesPassed : this.#gatesFailed, gate);
  }

  /** What the sampler asked for at an index is what it asked for at the first attempt; later attempts make up for it. */
  #noteRequested({ attempt, scenario, strategyCombination }: { attempt: number; scenario: string; strategyCombination: string }): void {
    if (attempt > 0) return;
    increase(this.#requestedScenarios, scenario);
    increase(this.#requestedCombinations, strategyCombination);
  }

  /** The attempts of an index are used up. */
  addOpen(index: number): void {
    this.#open++;
    if (this.#openIndices.length < this.#openIndicesListed) this.#openIndices.push(index);
  }

  /** The figures as the manifest holds them: everything sorted, nothing that depends on how the run went. */
  figures(count: number, requested: RequestedShares) {
    const accepted = this.#accepted;
    const supporterUtterances = this.#strategies.reduce((total, times) => total + times, 0);
    const drawn = { scenarios: sorted(this.#requestedScenarios), strategyCombinations: sorted(this.#requestedCombinations) };
    const table = (dimension: Dimension) => compare({ ...requested, ...drawn }[dimension], this.#dimensions.get(dimension) ?? new Map());
    return {
      counts: {
        requested: count,
        accepted,
        rejected: this.#rejected,
        rejected_by_reason: sorted(this.#reasons),
        accepted_at_attempt: sorted(this.#attempts),
        open: this.#open,
        open_indices: this.#openIndices,
      },
      utterances: {
        total: this.#utterances,
        mean: ratio(this.#utterances, accepted),
        min: accepted === 0 ? null : this.#shortest,
        max: accepted === 0 ? null : this.#longest,
      },
      strategy_mix: Object.fromEntries(
        STRATEGY_CODES.map((code, position) => [
          code,
          { requested: requested.strategyMix?.[code] ?? null, delivered: ratio(this.#strategies[position] ?? 0, supporterUtterances) },
        ]),
      ),
      topics: table('topics'),
      scenarios: table('scenarios'),
      outcomes: table('outcomes'),
      personas: summarise(table('personas')),
      strategy_combinations: summarise(table('strategyCombinations')),
      finish_reasons: sorted(this.#finishReasons),
      satisfied: this.#satisfied,
      unreasonable_demands: this.#demands,
      quality: {
        gates: Object.fromEntries(
          [...new Set([...this.#gatesPassed.keys(), ...this.#gatesFailed.keys()])]
            .sort()
            .map((gate) => [gate, { pass: this.#gatesPassed.get(gate) ?? 0, fail: this.#gatesFailed.get(gate) ?? 0 }]),
        ),
        overrides: sorted(this.#overrides),
        judge: this.#judged.figures(),
      },
    };
  }
}
export type RunFigures = ReturnType<RunStatistics['figures']>;

const DIMENSIONS = ['topics', 'personas', 'scenarios', 'strategyCombinations', 'outcomes'] as const;
type Dimension = (typeof DIMENSIONS)[number];
const FACT_OF = {
  topics: 'topic',
  personas: 'persona',
  scenarios: 'scenario',
  strategyCombinations: 'strategyCombination',
  outcomes: 'outcome',
} as const satisfies Record<Dimension, keyof DialogueFacts>;
