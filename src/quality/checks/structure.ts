import { SPEAKERS } from '../../domain/dialogue.js';
import type { StrategyFramework } from '../../domain/strategy.js';
import type { Check } from '../gate.js';

const MIN_UTTERANCES = 10;
const MAX_UTTERANCES = 50;
/** Characters of the customer's farewell after the goodbye. */
const LONGEST_FAREWELL = 20;

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
      const [farewell, ...further] = goodbye < 0 ? [] : dialogue.slice(goodbye + 1);
      if (further.length > 0) return `${further.length + 1} utterances follow the goodbye`;
      const characters = [...(farewell?.text ?? '')].length;
      return characters > LONGEST_FAREWELL
        ? `a farewell has ${characters} characters, ${LONGEST_FAREWELL} at most: ${farewell?.text}`
        : null;
    },
  };
}
