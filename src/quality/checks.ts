import type { StrategyFramework } from '../domain/strategy.js';
import { checkCombination } from './checks/combination.js';
import { checkLabels } from './checks/labels.js';
import { checkNumberTracing } from './checks/number-tracing.js';
import { checkRequiredStrategies } from './checks/required-strategies.js';
import { checkDemandAnswered, checkIdentityFirst, checkStrategyEvidence } from './checks/strategy-evidence.js';
import { checkStrategyRun } from './checks/strategy-run.js';
import { checkStructure } from './checks/structure.js';
import { checkForbiddenSpeech, checkPrivacy, checkRepetition, checkTextHygiene, checkUtteranceLength } from './checks/texts.js';
import type { Check } from './gate.js';
import type { QualityRules } from './quality-rules.js';

/** All checks on a single dialogue in the order in which they run: those of the contract first. Duplicates are judged at the commit. */
export function allChecks(framework: StrategyFramework, rules: QualityRules): Check[] {
  return [
    checkStructure(framework),
    checkLabels(framework),
    checkRequiredStrategies(framework),
    checkStrategyRun(framework),
    checkCombination(framework),
    checkTextHygiene,
    checkPrivacy(rules),
    checkRepetition,
    checkNumberTracing(rules),
    checkIdentityFirst(framework),
    checkDemandAnswered(framework),
    checkStrategyEvidence(framework),
    checkUtteranceLength,
    checkForbiddenSpeech(rules),
  ];
}
