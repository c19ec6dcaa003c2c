import { SPEAKERS } from '../../domain/dialogue.js';
import { STAGES, STRATEGY_CODES, type StrategyFramework } from '../../domain/strategy.js';
import type { Clause } from './clause.js';
import { codeOf } from './strategies.js';

const FEWEST_PRIMARY_STAGES = 4;

/** @param framework primary and allowed stages are its, as the contract has no table of them; all else is written from the contract */
export function combinationAndStages({ strategies }: StrategyFramework): Clause {
  return {
    kind: '§3.5 combination and stages',
    find: ({ dialogue, strategy_combination: combination }) => {
      const places = combination.map((code) => STRATEGY_CODES.indexOf(code));
      if (places.some((place, at) => at > 0 && place <= (places[at - 1] as number)))
        return `the combination ${combination.join('-')} is no set in code order`;
      const used = new Set(dialogue.map(({ strategy }) => codeOf(strategy)).filter((code) => code !== undefined));
      const missing = combination.filter((code) => !used.has(code));
      if (missing.length > 0) return `${missing.join(', ')} of the combination does not occur`;
      const primary = new Set([...used].map((code) => strategies[code].primaryStage).filter((stage) => stage !== null));
      if (primary.size < FEWEST_PRIMARY_STAGES) return `${primary.size} primary stages occur; ${FEWEST_PRIMARY_STAGES} are needed`;
      const lines = dialogue.filter((utterance) => utterance.speaker === SPEAKERS.supporter);
      for (const { strategy, stage } of lines) {
        const code = codeOf(strategy);
        if (code && !strategies[code].allowedStages.includes(stage)) return `${strategy} does not belong in the stage ${stage}`;
      }
      const appearance = [...new Set(lines.map(({ stage }) => stage))];
      const inOrder = STAGES.filter((stage) => appearance.includes(stage));
      return appearance.join() === inOrder.join() ? null : `stages first appear as ${appearance.join(' ')}`;
    },
  };
}
