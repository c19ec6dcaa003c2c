import { type DialogueRecord, SPEAKERS } from '../../domain/dialogue.js';
import type { Check } from '../gate.js';
import type { QualityRules } from '../quality-rules.js';
import { type Figure, figuresIn, type Unit } from './figures.js';

const NOON = 12;

/**
 * Contract §3.9: every number a supporter states is the scenario's, the policy card's, the whitelist's, or was said by the customer before.
 * A value is compared, not its spelling (1.3万元 = 13000元 = 一万三), and with it what it counts, where both sides say so: 30日 supports
 * 30天 and 30, but not 30元.
 */
export function checkNumberTracing({ whitelist }: QualityRules): Check {
  const always = new KnownFigures();
  for (const text of whitelist) always.learn(text);
  return {
    name: 'number-tracing',
    contract: true,
    find: (record) => {
      const known = new KnownFigures();
      for (const text of sourcesOf(record)) known.learn(text);
      for (const [position, { speaker, text }] of record.dialogue.entries()) {
        if (speaker === SPEAKERS.customer) {
          known.learn(text);
          continue;
        }
        const stray = figuresIn(text).find((figure) => figure.stated && !known.supports(figure) && !always.supports(figure));
        if (stray) return `utterance ${position} states ${stray.text}, which nothing supports: ${text}`;
      }
      return null;
    },
  };
}

function sourcesOf({ scenario }: DialogueRecord): string[] {
  const { description, customer_knows: knows, bank_side: bank } = scenario;
  return [description, ...knows, ...bank.records, ...bank.policy_card];
}

/** Values with what they were said to count. */
class KnownFigures {
  readonly #units = new Map<number, Set<Unit>>();

  /** Takes in every number that a text can be understood to hold: generous, as it is a source. */
  learn(text: string): void {
    for (const { values, unit } of figuresIn(text)) {
      for (const value of values) {
        this.#add(value, unit);
        // 17:00 is 下午5点 and the other way round.
        if (unit === 'clock') this.#add(value > NOON ? value - NOON : value + NOON, unit);
      }
    }
  }

  supports({ values, unit }: Figure): boolean {
    return values.some((value) => {
      const units = this.#units.get(value);
      return units !== undefined && (unit === null || units.has(unit) || units.has(null));
    });
  }

  #add(value: number, unit: Unit): void {
    const units = this.#units.get(value);
    if (units) units.add(unit);
    else this.#units.set(value, new Set([unit]));
  }
}
