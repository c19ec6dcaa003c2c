import type { Baselines } from '../analysis/baselines.js';
import type { StrategyCode, StrategyFramework } from '../domain/strategy.js';
import type { DatasetFacts } from './dataset-facts.js';
import type { Term, Words } from './terms.js';

/** All that the sections of the page are made of. */
export interface ReportContext {
  words: Words;
  framework: StrategyFramework;
  baselines: Baselines;
  now: DatasetFacts;
  /** The dataset that `now` is held against. */
  before: DatasetFacts | null;
}

export function strategyTerm({ framework }: ReportContext, code: StrategyCode): Term {
  const { name, english } = framework.strategies[code];
  return { zh: name, en: english };
}

/** A CSS colour. */
export function strategyColor(code: StrategyCode): string {
  return `var(--${code})`;
}
