import { describe, expect, it } from 'vitest';
import type { DialogueRecord } from '../domain/dialogue.js';
import { exportRecords } from '../testing/an-export.js';
import { createSplitter, type SplitShares, type SplitUnit } from './splits.js';

const SHARES: SplitShares = { train: 0.9, dev: 0.05, test: 0.05 };

function assign(records: readonly DialogueRecord[], unit: SplitUnit, shares = SHARES): Map<string, string> {
  const splitOf = createSplitter(shares, unit);
  return new Map(records.map((record) => [record.id, splitOf(record)]));
}

function groupBy(records: readonly DialogueRecord[], keyOf: (record: DialogueRecord) => string): Map<string, DialogueRecord[]> {
  const groups = new Map<string, DialogueRecord[]>();
  for (const record of records) groups.set(keyOf(record), [...(groups.get(keyOf(record)) ?? []), record]);
  return groups;
}

/** Furthest that a split is from its share, in dialogues, over the groups that a key makes. */
function worstDeviation(
  records: readonly DialogueRecord[],
  splits: Map<string, string>,
  keyOf: (record: DialogueRecord) => string,
): number {
  const groups = groupBy(records, keyOf);
  return Math.max(
    ...[...groups.values()].flatMap((group) =>
      Object.entries(SHARES).map(([name, share]) =>
        Math.abs(group.filter(({ id }) => splits.get(id) === name).length - share * group.length),
      ),
    ),
  );
}

const RECORDS = exportRecords(4_000);

describe.each([100, 400, 4_000])('of %d dialogues', (count) => {
  const records = RECORDS.slice(0, count);
  const splits = assign(records, 'dialogue');

  it('every topic × outcome, every topic, every outcome and the whole are in proportion, within two dialogues a stratum', () => {
    expect(worstDeviation(records, splits, ({ topic, outcome }) => `${topic}/${outcome}`)).toBeLessThan(2);
    expect(worstDeviation(records, splits, () => 'all')).toBeLessThan(2);
    expect(worstDeviation(records, splits, ({ topic }) => topic)).toBeLessThan(4);
    expect(worstDeviation(records, splits, ({ outcome }) => outcome)).toBeLessThan(8);
  });

  it.each(['dialogue', 'persona'] as const)('none changes its split when dialogues are added (by %s)', (unit) => {
    const grown = assign([...records, ...exportRecords(500, 43)], unit);
    const before = assign(records, unit);
    expect(records.filter(({ id }) => grown.get(id) !== before.get(id))).toEqual([]);
  });
});

it('a persona is in one split only, and personas are in proportion', () => {
  const splits = assign(RECORDS, 'persona');
  const byPersona = groupBy(RECORDS, ({ persona }) => persona.id);
  const homes = [...byPersona.values()].map((records) => new Set(records.map(({ id }) => splits.get(id))));
  expect(homes.filter((home) => home.size !== 1)).toEqual([]);
  const test = homes.filter((home) => home.has('test')).length;
  expect(Math.abs(test - 0.05 * byPersona.size)).toBeLessThan(2);
});

it('which dialogues go to a split is left to chance, not to their place in the file', () => {
  const splits = assign(RECORDS, 'dialogue');
  const places = RECORDS.flatMap(({ id, index }) => (splits.get(id) === 'test' ? [index] : []));
  const gaps = new Set(places.slice(1).map((place, before) => place - (places[before] as number)));
  expect(gaps.size).toBeGreaterThan(20);
});

it('a single split takes all', () => {
  expect([...new Set(assign(RECORDS, 'dialogue', { train: 1 }).values())]).toEqual(['train']);
});
