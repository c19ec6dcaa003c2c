import type { StrategyFramework } from '../../domain/strategy.js';
import type { QualityRules } from '../../quality/quality-rules.js';
import type { Clause } from './clause.js';
import { combinationAndStages } from './combination.js';
import { numbers } from './numbers.js';
import { speakers } from './speakers.js';
import { labels, requiredStrategies, strategyRuns } from './strategies.js';
import { cleanText, privacy, repetition } from './texts.js';

/** Clauses 1 to 9 of the contract's section 3, as far as a row tells; the tenth is about two rows. */
export function allClauses(framework: StrategyFramework, rules: QualityRules): Clause[] {
  return [
    speakers,
    labels,
    requiredStrategies,
    strategyRuns,
    combinationAndStages(framework),
    cleanText,
    privacy(rules.companyNames),
    repetition,
    numbers(rules),
  ];
}
