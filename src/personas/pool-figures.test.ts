import { beforeAll, describe, expect, it } from 'vitest';
import { DATA_DIR } from '../config/project.js';
import type { PersonaDistribution } from './distribution.js';
import { loadPersonaDistribution } from './load-distribution.js';
import { type DrawnPersona, drawPersonas } from './persona-pool.js';
import { associations, cramersV, fieldShares, flatten, numberFigures, shifts } from './pool-figures.js';

let distribution: PersonaDistribution;
let pool: DrawnPersona[];
beforeAll(() => {
  distribution = loadPersonaDistribution(DATA_DIR);
  pool = drawPersonas(distribution, { size: 400, seed: 3 });
});
const sharesOf = (field: string, shares = fieldShares(distribution, pool)) => shares.find((one) => one.field === field);

describe('fieldShares', () => {
  it('holds the shares of the tables against those of the personas', () => {
    const gender = sharesOf('gender');
    expect(gender?.values.map(({ value }) => value).sort()).toEqual(['女', '男']);
    expect(gender?.values.find(({ value }) => value === '女')?.expected).toBeCloseTo(0.5023, 6);
    const counted = pool.filter(({ persona }) => persona.gender === '女').length / pool.length;
    expect(gender?.values.find(({ value }) => value === '女')?.realised).toBe(counted);
  });

  it('sums to one on both sides, for fields that depend on others too', () => {
    for (const { field, values, totalVariation } of fieldShares(distribution, pool)) {
      expect(
        values.reduce((sum, { expected }) => sum + expected, 0),
        field,
      ).toBeCloseTo(1, 9);
      expect(
        values.reduce((sum, { realised }) => sum + realised, 0),
        field,
      ).toBeCloseTo(1, 9);
      expect(totalVariation).toBeLessThan(0.5);
    }
  });

  it('shows a target where one is set', () => {
    const bent = loadPersonaDistribution(DATA_DIR, { file: null, sets: [{ field: 'age_band', value: '60plus', share: 0.4 }] });
    const shares = fieldShares(bent, drawPersonas(bent, { size: 400, seed: 3 }));
    const old = sharesOf('age_band', shares)?.values.find(({ value }) => value === '60plus');
    expect(old?.expected).toBeCloseTo(0.4, 6);
    expect(old?.realised).toBeCloseTo(0.4, 2);
  });
});

describe('numberFigures', () => {
  it('are those of the drawn ages', () => {
    const ages = pool.map(({ persona }) => persona.age);
    const age = numberFigures(distribution, pool).find(({ field }) => field === 'age');
    expect(age).toMatchObject({ min: Math.min(...ages), max: Math.max(...ages) });
    expect(age?.mean).toBeCloseTo(ages.reduce((sum, value) => sum + value, 0) / ages.length, 9);
  });
});

describe("Cramér's V", () => {
  const alternating = (length: number, ...values: string[]) =>
    Array.from({ length }, (_, place) => values[place % values.length] as string);

  it('is one where one field tells the other, and near zero where it tells nothing', () => {
    const left = alternating(400, 'a', 'b');
    expect(cramersV(left, left)).toBeCloseTo(1, 2);
    expect(cramersV(left, alternating(400, 'x', 'x', 'y', 'y'))).toBe(0);
  });

  it('is zero for a field of one value', () => {
    expect(cramersV(alternating(10, 'a'), alternating(10, 'a', 'b'))).toBe(0);
  });

  it('finds that age and occupation hang together', () => {
    const strongest = associations(distribution, pool)
      .slice(0, 12)
      .map(({ fields }) => fields.join());
    expect(strongest.some((fields) => fields.includes('age_band') || fields.includes('occupation_group'))).toBe(true);
  });
});

describe('shifts', () => {
  it('are none between equals, and lead with what moved most', () => {
    const before = fieldShares(distribution, pool);
    expect(shifts(before, before)).toEqual([]);
    const bent = loadPersonaDistribution(DATA_DIR, { file: null, sets: [{ field: 'gender', value: '女', share: 0.9 }] });
    const moved = shifts(before, fieldShares(bent, drawPersonas(bent, { size: 400, seed: 3 })));
    expect(moved.slice(0, 2).map(({ field }) => field)).toEqual(['gender', 'gender']);
    expect(moved[0]?.after).toBeCloseTo(moved[0]?.value === '女' ? 0.9 : 0.1, 2);
  });
});

it('flatten names members by their path and joins lists', () => {
  expect(flatten({ id: 'p', style: { address: '你', rate: 0.2 }, products: ['储蓄卡', '理财'] })).toEqual({
    id: 'p',
    'style.address': '你',
    'style.rate': 0.2,
    products: '储蓄卡、理财',
  });
});
