import type { StrategyFramework } from '../../domain/strategy.js';
import type { Check } from '../gate.js';

/** Contract §3.4: no strategy more than twice in a row. */
export function checkStrategyRun({ maxRun }: StrategyFramework): Check {
  return {
    name: 'strategy-run',
    contract: true,
    find: ({ dialogue }) => {
      let run = 0;
      let previous = '';
      for (const { strategy } of dialogue) {
        if (strategy === '') continue;
        run = strategy === previous ? run + 1 : 1;
        previous = strategy;
        if (run > maxRun) return `${strategy} stands ${run} times in a row`;
      }
      return null;
    },
  };
}
