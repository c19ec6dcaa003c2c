import { SPEAKERS } from '../../domain/dialogue.js';
import type { StrategyFramework } from '../../domain/strategy.js';
import type { Check } from '../gate.js';
import type { QualityRules } from '../quality-rules.js';
import { KnownFigures, strayFigure } from './known-figures.js';
import { codesByLabel } from './labels.js';

/**
 * Beyond the contract: a line does what its label says and nothing else, as far as words can tell. `data/quality.yaml` says what a line of a
 * strategy shows, what it never holds, and whether it may bring in numbers that were not said yet (a restatement may not).
 */
export function checkLabelBoundary(framework: StrategyFramework, { labels }: QualityRules): Check {
  const codes = codesByLabel(framework);
  const rules = new Map(
    Object.entries(labels).map(([code, { shows, never, newFigures }]) => [
      code as string,
      { shows: shows === undefined ? null : new RegExp(shows), never: never === undefined ? null : new RegExp(never), newFigures },
    ]),
  );
  return {
    name: 'label-boundary',
    contract: false,
    find: ({ dialogue }) => {
      const said = new KnownFigures();
      for (const [position, { speaker, strategy, text }] of dialogue.entries()) {
        const rule = speaker === SPEAKERS.supporter ? rules.get(codes.get(strategy) ?? '') : undefined;
        if (rule?.shows && !rule.shows.test(text)) return `utterance ${position} does not do what ${strategy} does: ${text}`;
        const extra = rule?.never?.exec(text)?.[0];
        if (extra) return `utterance ${position} is ${strategy} and holds "${extra}": ${text}`;
        const stray = rule && !rule.newFigures ? strayFigure(text, said) : undefined;
        // What the customer calls 上周三 may come back as a date.
        if (stray && stray.unit !== 'time' && stray.unit !== 'clock')
          return `utterance ${position} is ${strategy} and brings in ${stray.text}, which nobody said before: ${text}`;
        said.learn(text);
      }
      return null;
    },
  };
}
