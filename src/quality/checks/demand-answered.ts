import { SPEAKERS } from '../../domain/dialogue.js';
import type { StrategyFramework } from '../../domain/strategy.js';
import type { Check } from '../gate.js';

/** Beyond the contract: an unreasonable demand is pointed out in one of the next two supporter lines. */
export function checkDemandAnswered({ strategies }: StrategyFramework): Check {
  return {
    name: 'demand-answered',
    contract: false,
    find: ({ dialogue, unreasonable_demand: demand }) => {
      if (demand === null) return null;
      const answers = dialogue.slice(demand + 1, demand + 5).filter(({ speaker }) => speaker === SPEAKERS.supporter);
      return answers.some(({ strategy }) => strategy === strategies.OT.label)
        ? null
        : `the demand in utterance ${demand} is not pointed out`;
    },
  };
}
