import { JUDGE_CRITERIA, type JudgeCriterion } from '../domain/judgement.js';
import type { JudgedFacts } from './dialogue-facts.js';
import { ratio } from './share-tables.js';

interface Tally {
  judged: number;
  passed: number;
  held: Record<JudgeCriterion, number>;
}

/** What the judge said of all candidates it saw, rejected ones included; counted from the rows, so a resume counts what went before. */
export class JudgeStatistics {
  readonly #all = emptyTally();
  readonly #byTopic = new Map<string, Tally>();

  add(facts: JudgedFacts | null): void {
    if (facts === null) return;
    const ofTopic = this.#byTopic.get(facts.topic) ?? emptyTally();
    this.#byTopic.set(facts.topic, ofTopic);
    for (const tally of [this.#all, ofTopic]) {
      tally.judged++;
      if (facts.passed) tally.passed++;
      for (const criterion of JUDGE_CRITERIA) if (facts.criteria[criterion]) tally.held[criterion]++;
    }
  }

  /** Numbers judged and passed, and shares of the judged; null where nothing was judged. */
  figures() {
    if (this.#all.judged === 0) return null;
    const topics = [...this.#byTopic].sort(([a], [b]) => (a < b ? -1 : 1));
    return { ...figuresOf(this.#all), by_topic: Object.fromEntries(topics.map(([topic, tally]) => [topic, figuresOf(tally)])) };
  }
}

function figuresOf({ judged, passed, held }: Tally) {
  const rates = JUDGE_CRITERIA.map((criterion) => [criterion, ratio(held[criterion], judged)] as const);
  return { judged, passed, pass_rate: ratio(passed, judged), criteria: Object.fromEntries(rates) };
}

function emptyTally(): Tally {
  const held = Object.fromEntries(JUDGE_CRITERIA.map((criterion) => [criterion, 0])) as Tally['held'];
  return { judged: 0, passed: 0, held };
}
