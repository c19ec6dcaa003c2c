import { SPEAKERS } from '../../domain/dialogue.js';
import type { Clause } from './clause.js';
import { GOODBYE } from './strategies.js';

const FEWEST = 10;
const MOST = 50;
/** The contract says "short" and no number; this is the gate's. */
const SHORT_FAREWELL_CHARACTERS = 20;

export const speakers: Clause = {
  kind: '§3.1 speakers',
  find: ({ dialogue }) => {
    if (dialogue.length < FEWEST || dialogue.length > MOST) return `${dialogue.length} utterances; ${FEWEST} to ${MOST} are allowed`;
    if (dialogue[0]?.speaker !== SPEAKERS.supporter) return `${dialogue[0]?.speaker} opens, not ${SPEAKERS.supporter}`;
    const twice = dialogue.findIndex(({ speaker }, place) => place > 0 && speaker === dialogue[place - 1]?.speaker);
    if (twice >= 0) return `${dialogue[twice]?.speaker} speaks twice in a row, utterances ${twice - 1} and ${twice}`;
    const goodbye = dialogue.findIndex(({ strategy }) => strategy === GOODBYE);
    const after = goodbye < 0 ? [] : dialogue.slice(goodbye + 1);
    if (after.length > 1) return `${after.length} utterances follow ${GOODBYE}; one is allowed`;
    const characters = [...(after[0]?.text ?? '')].length;
    return characters > SHORT_FAREWELL_CHARACTERS ? `the customer's farewell has ${characters} characters; it is to be short` : null;
  },
};
