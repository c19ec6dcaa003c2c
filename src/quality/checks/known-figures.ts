import type { DialogueRecord } from '../../domain/dialogue.js';
import { type Figure, figuresIn, type Unit } from './figures.js';

const NOON = 12;

/**
 * Values that texts hold, with what they were said to count. A value is compared, not its spelling (1.3万元 = 13000元 = 一万三), and with it
 * what it counts, where both sides say so: 30日 supports 30天 and 30, but not 30元.
 */
export class KnownFigures {
  readonly #units = new Map<number, Set<Unit>>();

  /** Takes in every number that a text can be understood to hold: generous, as it is a source. */
  learn(...texts: readonly string[]): void {
    for (const { values, unit } of texts.flatMap(figuresIn)) {
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

/** What anybody may be told about a case without the bank's records: the rules, and what the customer knows itself. */
export function openSources({ scenario }: DialogueRecord): string[] {
  return [scenario.description, ...scenario.customer_knows, ...scenario.bank_side.policy_card];
}

/** The first number that a text surely states and nothing of these supports. */
export function strayFigure(text: string, ...sources: readonly KnownFigures[]): Figure | undefined {
  return figuresIn(text).find((figure) => figure.stated && !sources.some((known) => known.supports(figure)));
}
