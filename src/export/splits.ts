import type { DialogueRecord } from '../domain/dialogue.js';
import { hashString } from '../random/stream.js';

/** Share of the dialogues by split name, in the order of the command line; they sum to 1. */
export type SplitShares = Readonly<Record<string, number>>;

export const SPLIT_UNITS = ['dialogue', 'persona'] as const;
/** What is never divided between two splits. */
export type SplitUnit = (typeof SPLIT_UNITS)[number];

/** How many units went where: of one stratum, or of all. */
interface Tally {
  units: number;
  readonly taken: number[];
}

/**
 * Assigns splits, asked once for every dialogue in file order. A unit goes where the hash of its id says, unless its stratum (topic × outcome of
 * its first dialogue) or the whole would get out of proportion by that; then to the split that is shortest. So it depends on the unit and on
 * those before it alone: appending dialogues never moves an earlier one, and every beginning of the file is stratified (docs/decisions/0010).
 */
export function createSplitter(shares: SplitShares, unit: SplitUnit): (record: DialogueRecord) => string {
  const names = Object.keys(shares);
  const weights = Object.values(shares);
  const emptyTally = (): Tally => ({ units: 0, taken: weights.map(() => 0) });
  const whole = emptyTally();
  const strata = new Map<string, Tally>();
  const assign = (id: string, { topic, outcome }: DialogueRecord): string => {
    const key = `${topic}/${outcome}`;
    const stratum = strata.get(key) ?? emptyTally();
    strata.set(key, stratum);
    const place = choose([whole, stratum], weights, hashString(`split/${id}`) / 2 ** 32);
    for (const tally of [whole, stratum]) {
      tally.units++;
      tally.taken[place] = (tally.taken[place] ?? 0) + 1;
    }
    return names[place] as string;
  };
  if (unit === 'dialogue') return (record) => assign(record.id, record);
  const personas = new Map<string, string>();
  return (record) => {
    const { id } = record.persona;
    const split = personas.get(id) ?? assign(id, record);
    personas.set(id, split);
    return split;
  };
}

/**
 * The split of the next unit.
 * @param position uniform in [0, 1): which split chance wants
 */
function choose(tallies: readonly Tally[], weights: readonly number[], position: number): number {
  // Units that a split lacks once the next one is counted, in each tally: within ±1 it is left to chance.
  const lacks = tallies.map(({ units, taken }) => weights.map((weight, place) => weight * (units + 1) - (taken[place] ?? 0)));
  const wanted = placeAt(weights, position);
  if (lacks.every((lack) => (lack[wanted] ?? 0) >= 0 && Math.max(...lack) <= 1)) return wanted;
  const together = weights.map((_, place) => lacks.reduce((sum, lack) => sum + (lack[place] ?? 0), 0));
  return together.indexOf(Math.max(...together));
}

/** The split whose stretch of [0, 1) holds the position. */
function placeAt(weights: readonly number[], position: number): number {
  let end = 0;
  for (const [place, weight] of weights.entries()) {
    end += weight;
    if (position < end) return place;
  }
  return weights.length - 1;
}
