import { SPEAKERS } from '../../domain/dialogue.js';
import { STAGES, type StrategyCode, type StrategyFramework, toCombination } from '../../domain/strategy.js';
import type { Check } from '../gate.js';
import { codesByLabel } from './labels.js';

/** Contract §3.5: the combination is realised, enough primary stages occur, stages are allowed and first appear in order. */
export function checkCombination(framework: StrategyFramework): Check {
  const codes = codesByLabel(framework);
  return {
    name: 'combination',
    contract: true,
    find: ({ dialogue, strategy_combination: combination }) => {
      if (toCombination(combination).join() !== combination.join()) return `${combination.join('-')} is no set in code order`;
      const used = new Set(dialogue.map(({ strategy }) => codes.get(strategy)).filter((code): code is StrategyCode => code !== undefined));
      const missing = combination.filter((code) => !used.has(code));
      if (missing.length > 0) return `${missing.join(', ')} of the combination does not occur`;
      const primary = new Set([...used].map((code) => framework.strategies[code].primaryStage).filter((stage) => stage !== null));
      if (primary.size < framework.minPrimaryStages)
        return `${primary.size} primary stages occur, ${framework.minPrimaryStages} are needed`;
      let furthest = -1;
      const seen = new Set<string>();
      for (const [position, utterance] of dialogue.entries()) {
        if (utterance.speaker === SPEAKERS.customer) continue;
        const { strategy, stage } = utterance;
        const code = codes.get(strategy);
        if (code && !framework.strategies[code].allowedStages.includes(stage))
          return `utterance ${position}: ${strategy} is not allowed in ${stage}`;
        if (!seen.has(stage) && STAGES.indexOf(stage) < furthest)
          return `utterance ${position}: ${stage} first appears after a later stage`;
        seen.add(stage);
        furthest = Math.max(furthest, STAGES.indexOf(stage));
      }
      return null;
    },
  };
}
