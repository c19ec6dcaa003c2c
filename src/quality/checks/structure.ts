import { SPEAKERS } from '../../domain/dialogue.js';
import type { StrategyFramework } from '../../domain/strategy.js';
import type { Check } from '../gate.js';

const MIN_UTTERANCES = 10;
const MAX_UTTERANCES = 50;

/** Contract §3.1: the supporter opens, speakers alternate, 10 to 50 utterances; after the goodbye one short farewell at most. */
export function checkStructure({ strategies }: StrategyFramework): Check {
  return {
    name: 'structure',
    contract: true,
    find: ({ dialogue }) => {
      if (dialogue.length < MIN_UTTERANCES || dialogue.length > MAX_UTTERANCES) {
        return `${dialogue.length} utterances, ${MIN_UTTERANCES} to ${MAX_UTTERANCES} are allowed`;
      }
      for (const [position, { speaker }] of dialogue.entries()) {
        const expected = position % 2 === 0 ? SPEAKERS.supporter : SPEAKERS.customer;
        if (speaker !== expected) return `utterance ${position} is spoken by ${speaker}, expected ${expected}`;
      }
      const goodbye = dialogue.findIndex(({ strategy }) => strategy === strategies.AC.label);
      if (goodbye >= 0 && dialogue.length - 1 - goodbye > 1) return `${dialogue.length - 1 - goodbye} utterances follow the goodbye`;
      return null;
    },
  };
}
