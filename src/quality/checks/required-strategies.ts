import type { StrategyFramework } from '../../domain/strategy.js';
import type { Check } from '../gate.js';

/** Contract §3.3: greeting first and once, identity checked, goodbye once and as the supporter's last line. */
export function checkRequiredStrategies({ strategies }: StrategyFramework): Check {
  const [greeting, identity, goodbye] = [strategies.GT.label, strategies.IV.label, strategies.AC.label];
  return {
    name: 'required-strategies',
    contract: true,
    find: ({ dialogue }) => {
      const labels = dialogue.filter(({ strategy }) => strategy !== '').map(({ strategy }) => strategy);
      const count = (label: string) => labels.filter((other) => other === label).length;
      if (labels[0] !== greeting || count(greeting) !== 1)
        return `${greeting} occurs ${count(greeting)} times, first label is ${labels[0]}`;
      if (count(identity) === 0) return `${identity} does not occur`;
      if (labels.at(-1) !== goodbye || count(goodbye) !== 1)
        return `${goodbye} occurs ${count(goodbye)} times, last label is ${labels.at(-1)}`;
      return null;
    },
  };
}
