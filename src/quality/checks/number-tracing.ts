import { SPEAKERS } from '../../domain/dialogue.js';
import type { Check } from '../gate.js';
import type { QualityRules } from '../quality-rules.js';
import { KnownFigures, openSources, strayFigure } from './known-figures.js';

/** Contract §3.9: every number a supporter states is the scenario's, the policy card's, the whitelist's, or was said by the customer before. */
export function checkNumberTracing({ whitelist }: QualityRules): Check {
  const always = new KnownFigures();
  always.learn(...whitelist);
  return {
    name: 'number-tracing',
    contract: true,
    find: (record) => {
      const known = new KnownFigures();
      known.learn(...openSources(record), ...record.scenario.bank_side.records);
      for (const [position, { speaker, text }] of record.dialogue.entries()) {
        if (speaker === SPEAKERS.customer) {
          known.learn(text);
          continue;
        }
        const stray = strayFigure(text, known, always);
        if (stray) return `utterance ${position} states ${stray.text}, which nothing supports: ${text}`;
      }
      return null;
    },
  };
}
