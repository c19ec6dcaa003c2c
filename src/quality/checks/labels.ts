import { SPEAKERS } from '../../domain/dialogue.js';
import { STRATEGY_CODES, type StrategyCode, type StrategyFramework } from '../../domain/strategy.js';
import type { Check } from '../gate.js';

/** Contract §3.2: every supporter line carries one of the twelve labels, every customer line none. */
export function checkLabels(framework: StrategyFramework): Check {
  const codes = codesByLabel(framework);
  return {
    name: 'labels',
    contract: true,
    find: ({ dialogue }) => {
      for (const [position, { speaker, strategy }] of dialogue.entries()) {
        const right = speaker === SPEAKERS.supporter ? codes.has(strategy) : strategy === '';
        if (!right) return `utterance ${position} of ${speaker} carries the label "${strategy}"`;
      }
      return null;
    },
  };
}

/** Codes by label (策略1 礼貌问候 → GT). */
export function codesByLabel({ strategies }: StrategyFramework): ReadonlyMap<string, StrategyCode> {
  return new Map(STRATEGY_CODES.map((code) => [strategies[code].label, code]));
}
