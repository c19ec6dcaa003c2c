import type { DialogueRecord } from '../domain/dialogue.js';
import { hashString } from '../random/stream.js';

/** Share of the dialogues by split name, in the order of the command line; they sum to 1. */
export type SplitShares = Readonly<Record<string, number>>;

export const SPLIT_UNITS = ['dialogue', 'persona'] as const;
/** What is never divided between two splits. */
export type SplitUnit = (typeof SPLIT_UNITS)[number];

/** No split strays further than this from its share of a stratum, in units, by surplus; nor is it left short by more before it is served. */
const TOLERANCE = 1;

/** How many units of one stratum went where. */
interface Stratum {
  units: number;
  readonly taken: number[];
}

/**
 * Assigns splits, asked once for every dialogue in file order. A unit goes where the hash of its id says, unless that would leave its stratum
 * (topic × outcome, of its first dialogue) out of proportion; then to the split that is shortest there. So it depends on the unit and on those
 * before it alone: appending dialogues never moves an earlier one, and every prefix of the file is stratified. See docs/decisions/0010.
 */
export function createSplitter(shares: SplitShares, unit: SplitUnit): (record: DialogueRecord) => string {
  const names = Object.keys(shares);
  const weights = Object.values(shares);
  const strata = new Map<string, Stratum>();
  const personas = new Map<string, string>();
  const assign = (id: string, { topic, outcome }: DialogueRecord): string => {
    const key = `${topic}/${outcome}`;
    const stratum = strata.get(key) ?? { units: 0, taken: weights.map(() => 0) };
    strata.set(key, stratum);
    stratum.units++;
    const place = choose(stratum, weights, hashString(`split/${id}`) / 2 ** 32);
    stratum.taken[place] = (stratum.taken[place] ?? 0) + 1;
    return names[place] as string;
  };
  if (unit === 'dialogue') return (record) => assign(record.id, record);
  return (record) => {
    const { id } = record.persona;
    const split = personas.get(id) ?? assign(id, record);
    personas.set(id, split);
    return split;
  };
}

/** @param position uniform in [0, 1) */
function choose({ units, taken }: Stratum, weights: readonly number[], position: number): number {
  const shortfalls = weights.map((weight, place) => weight * units - (taken[place] ?? 0));
  const shortest = shortfalls.indexOf(Math.max(...shortfalls));
  const wanted = placeAt(weights, position);
  const fits = (shortfalls[wanted] as number) >= 1 - TOLERANCE && (shortfalls[shortest] as number) <= TOLERANCE;
  return wanted === shortest || fits ? wanted : shortest;
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
