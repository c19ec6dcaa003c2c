import type { StrategyFramework } from '../domain/strategy.js';
import { checkCombination } from './checks/combination.js';
import { checkDemandAnswered } from './checks/demand-answered.js';
import { checkIdentityFirst } from './checks/identity.js';
import { checkLabelBoundary } from './checks/label-boundary.js';
import { checkLabels } from './checks/labels.js';
import { checkNumberTracing } from './checks/number-tracing.js';
import { checkNothingAskedTwice, checkQuestionsAnswered } from './checks/questions.js';
import { checkRequiredStrategies } from './checks/required-strategies.js';
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
    checkIdentityFirst(framework, rules),
    checkDemandAnswered(framework),
    checkQuestionsAnswered(framework),
    checkNothingAskedTwice(framework),
    checkLabelBoundary(framework, rules),
    checkUtteranceLength,
    checkForbiddenSpeech(rules),
  ];
}
