import { type DialogueRecord, type RejectedRecord, SPEAKERS } from '../domain/dialogue.js';
import { JUDGE_CRITERIA } from '../domain/judgement.js';
import { STRATEGY_CODES } from '../domain/strategy.js';
import { codeOf } from './clauses/strategies.js';
import { Tally } from './tally.js';

/**
 * The figures of a manifest counted again from rows and rejects. It shares no code with the count of a run (`pipeline/statistics.ts`).
 * What was requested is told only where rows tell it: what an index asked for is what its first attempt asked for.
 */
export class Recount {
  readonly #tally = new Tally<Table>();
  #accepted = 0;
  #rejected = 0;
  #satisfied = 0;
  #demands = 0;
  #utterances = 0;
  #shortest = Number.POSITIVE_INFINITY;
  #longest = 0;

  get accepted(): number {
    return this.#accepted;
  }

  get rejected(): number {
    return this.#rejected;
  }

  /** Utterances of a dialogue, mean. */
  get meanLength(): number {
    return this.#utterances / this.#accepted;
  }

  addRejected({ attempt, reason, scenario, strategy_combination: combination, dialogue }: RejectedRecord): void {
    this.#rejected++;
    this.#tally.count('reasons', reason);
    if (attempt === 0) this.#countRequested(scenario, combination);
    if (dialogue) this.#countQuality(dialogue);
  }

  add(row: DialogueRecord): void {
    const { attempt, overrides } = row.provenance;
    this.#accepted++;
    if (row.satisfied) this.#satisfied++;
    if (row.unreasonable_demand !== null) this.#demands++;
    this.#utterances += row.dialogue.length;
    this.#shortest = Math.min(this.#shortest, row.dialogue.length);
    this.#longest = Math.max(this.#longest, row.dialogue.length);
    for (const { speaker, strategy } of row.dialogue)
      if (speaker === SPEAKERS.supporter) this.#tally.count('strategies', codeOf(strategy) ?? strategy);
    this.#tally.count('topics', row.topic);
    this.#tally.count('scenarios', row.scenario.id);
    this.#tally.count('outcomes', row.outcome);
    this.#tally.count('personas', row.persona.id);
    this.#tally.count('combinations', row.strategy_combination.join('-'));
    this.#tally.count('attempts', String(attempt));
    this.#tally.count('finish reasons', row.finish_reason);
    for (const [rule, times] of Object.entries(overrides)) this.#tally.count('overrides', rule, times);
    if (attempt === 0) this.#countRequested(row.scenario.id, row.strategy_combination);
    this.#countQuality(row);
  }

  #countRequested(scenario: string, combination: readonly string[]): void {
    this.#tally.count('requested scenarios', scenario);
    this.#tally.count('requested combinations', combination.join('-'));
  }

  #countQuality({ topic, quality: { gates, judge } }: DialogueRecord): void {
    for (const [gate, verdict] of Object.entries(gates)) this.#tally.count(verdict === 'pass' ? 'gates passed' : 'gates failed', gate);
    if (judge === null) return;
    this.#tally.count('judged', topic);
    if (judge.passed) this.#tally.count('judge passed', topic);
    for (const criterion of JUDGE_CRITERIA) if (judge.criteria[criterion].pass) this.#tally.count(`criterion ${criterion}`, topic);
  }

  /** Under the names of the manifest. */
  figures() {
    const accepted = this.#accepted;
    const all = (table: Table) => this.#tally.all(table);
    const supporterLines = this.#tally.sum('strategies');
    return {
      counts: { accepted, rejected: this.#rejected, rejected_by_reason: all('reasons'), accepted_at_attempt: all('attempts') },
      utterances: {
        total: this.#utterances,
        mean: share(this.#utterances, accepted),
        min: accepted === 0 ? null : this.#shortest,
        max: accepted === 0 ? null : this.#longest,
      },
      strategy_mix: Object.fromEntries(
        STRATEGY_CODES.map((code) => [code, { delivered: share(this.#tally.of('strategies', code), supporterLines) }]),
      ),
      topics: delivered(all('topics')),
      scenarios: besides(all('requested scenarios'), all('scenarios')),
      outcomes: delivered(all('outcomes')),
      personas: { distinct: Object.keys(all('personas')).length, delivered: { max: Math.max(0, ...Object.values(all('personas'))) } },
      strategy_combinations: summaryOf(besides(all('requested combinations'), all('combinations'))),
      finish_reasons: all('finish reasons'),
      satisfied: this.#satisfied,
      unreasonable_demands: this.#demands,
      quality: { gates: this.#gates(), overrides: all('overrides'), judge: this.#judge() },
    };
  }

  #gates() {
    const names = [...Object.keys(this.#tally.all('gates passed')), ...Object.keys(this.#tally.all('gates failed'))];
    return Object.fromEntries(
      names.map((gate) => [gate, { pass: this.#tally.of('gates passed', gate), fail: this.#tally.of('gates failed', gate) }]),
    );
  }

  #judge() {
    const topics = Object.keys(this.#tally.all('judged'));
    if (topics.length === 0) return null;
    const over = (table: Table, topic: string | null) => (topic === null ? this.#tally.sum(table) : this.#tally.of(table, topic));
    const of = (topic: string | null) => {
      const [judged, passed] = [over('judged', topic), over('judge passed', topic)];
      const held = JUDGE_CRITERIA.map((criterion) => [criterion, share(over(`criterion ${criterion}`, topic), judged)] as const);
      return { judged, passed, pass_rate: share(passed, judged), criteria: Object.fromEntries(held) };
    };
    return { ...of(null), by_topic: Object.fromEntries(topics.map((topic) => [topic, of(topic)])) };
  }
}

type Table =
  | 'strategies'
  | 'topics'
  | 'scenarios'
  | 'outcomes'
  | 'personas'
  | 'combinations'
  | 'attempts'
  | 'finish reasons'
  | 'overrides'
  | 'reasons'
  | 'requested scenarios'
  | 'requested combinations'
  | 'gates passed'
  | 'gates failed'
  | 'judged'
  | 'judge passed'
  | `criterion ${(typeof JUDGE_CRITERIA)[number]}`;

type Counts = Record<string, number>;

function delivered(counts: Counts): Record<string, { delivered: number }> {
  return Object.fromEntries(Object.entries(counts).map(([key, times]) => [key, { delivered: times }]));
}

function besides(requested: Counts, counted: Counts): Record<string, { requested: number; delivered: number }> {
  const keys = [...Object.keys(requested), ...Object.keys(counted)];
  return Object.fromEntries(keys.map((key) => [key, { requested: requested[key] ?? 0, delivered: counted[key] ?? 0 }]));
}

/** Extremes of a table, and how far the worst key and all together are off. */
function summaryOf(table: ReturnType<typeof besides>) {
  const rows = Object.values(table);
  const extremes = (values: number[]) => ({ min: Math.min(...values), max: Math.max(...values) });
  const [asked, given] = [rows.map((row) => row.requested), rows.map((row) => row.delivered)];
  const off = rows.map((row) => Math.abs(row.delivered - row.requested));
  if (rows.length === 0) return { distinct: 0 };
  return {
    distinct: given.filter(Boolean).length,
    requested: { distinct: asked.filter(Boolean).length, ...extremes(asked) },
    delivered: extremes(given),
    off_by: { most: Math.max(...off), total: off.reduce((sum, times) => sum + times, 0) },
  };
}

/** To four decimals, as manifests have it. */
function share(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
}
