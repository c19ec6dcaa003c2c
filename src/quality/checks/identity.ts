import { SPEAKERS } from '../../domain/dialogue.js';
import type { StrategyFramework } from '../../domain/strategy.js';
import type { Check } from '../gate.js';
import type { QualityRules } from '../quality-rules.js';
import { KnownFigures, openSources, strayFigure } from './known-figures.js';

/**
 * Beyond the contract: before the customer has answered an identity check, nothing is operated and nothing is told that only the bank's records
 * hold. What a record says shows in its numbers: amounts, dates, counts.
 */
export function checkIdentityFirst({ strategies }: StrategyFramework, { whitelist }: QualityRules): Check {
  const always = new KnownFigures();
  always.learn(...whitelist);
  return {
    name: 'identity-first',
    contract: false,
    find: (record) => {
      const { dialogue } = record;
      const check = dialogue.findIndex(({ strategy }) => strategy === strategies.IV.label);
      const unchecked = check < 0 ? dialogue : dialogue.slice(0, check);
      const operation = unchecked.findIndex(({ strategy }) => strategy === strategies.RI.label);
      if (operation >= 0) return `utterance ${operation} operates before identity is checked`;
      const records = new KnownFigures();
      records.learn(...record.scenario.bank_side.records);
      const open = new KnownFigures();
      open.learn(...openSources(record));
      for (const [position, { speaker, text }] of unchecked.entries()) {
        if (speaker === SPEAKERS.customer) {
          open.learn(text);
          continue;
        }
        const stray = strayFigure(text, open, always);
        if (stray && records.supports(stray)) return `utterance ${position} discloses ${stray.text} before identity is checked: ${text}`;
      }
      return null;
    },
  };
}
