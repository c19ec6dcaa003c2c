import { type Facts, type FactValue, holds } from './condition.js';
import type { PersonaDistribution } from './distribution.js';
import { type Choice, isChoice } from './draw-field.js';
import { expectedCounts } from './expected-counts.js';
import type { DrawnPersona } from './persona-pool.js';

/** One value of a field: its share as the tables have it, and among the personas. */
export interface ValueShare {
  value: string;
  /** Mean over the personas of the chance that the tables give the value, given what was drawn before it. */
  expected: number;
  realised: number;
}

export interface FieldShares {
  field: string;
  latent: boolean;
  values: ValueShare[];
  /** Half the sum of absolute differences, 0 to 1. */
  totalVariation: number;
  /** Pearson's statistic against the expected shares; not a test where personas are drawn by quota. */
  chiSquare: number;
}

/** Shares of every field whose value is one of several words, in the order of the distribution. */
export function fieldShares({ fields }: PersonaDistribution, pool: readonly DrawnPersona[]): FieldShares[] {
  return [...fields].flatMap(([name, field]) => (isChoice(field) ? [sharesOf(name, field, pool)] : []));
}

/** Shares of the personas who hold each item of a set field; they need not sum to 1. The limit of items (`at_most`) is left out of `expected`. */
export function itemShares({ fields }: PersonaDistribution, pool: readonly DrawnPersona[]): FieldShares[] {
  return [...fields].flatMap(([name, field]) => {
    if (field.kind !== 'set') return [];
    const values = field.items.map(({ value, chances }): ValueShare => {
      const chanceFor = (facts: Facts) => chances.find(({ when }) => holds(when, facts))?.share ?? 0;
      const held = pool.filter(({ facts }) => (facts[name] as readonly string[]).includes(value)).length;
      return { value, expected: pool.reduce((sum, { facts }) => sum + chanceFor(facts), 0) / pool.length, realised: held / pool.length };
    });
    return [summed(name, field.latent, values, pool.length)];
  });
}

function sharesOf(name: string, field: Choice, pool: readonly DrawnPersona[]): FieldShares {
  const expected = expectedCounts(name, field, pool);
  const realised = new Map<string, number>();
  for (const { facts } of pool) countIn(realised, String(facts[name]));
  const values = [...new Set([...expected.keys(), ...realised.keys()])].map((value) => ({
    value,
    expected: (expected.get(value) ?? 0) / pool.length,
    realised: (realised.get(value) ?? 0) / pool.length,
  }));
  return summed(
    name,
    field.latent,
    values.filter((share) => share.expected > 0 || share.realised > 0),
    pool.length,
  );
}

function countIn(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function summed(field: string, latent: boolean, values: ValueShare[], size: number): FieldShares {
  return {
    field,
    latent,
    values,
    totalVariation: values.reduce((sum, share) => sum + Math.abs(share.expected - share.realised), 0) / 2,
    chiSquare: values.reduce(
      (sum, share) => sum + (share.expected > 0 ? (size * (share.realised - share.expected) ** 2) / share.expected : 0),
      0,
    ),
  };
}

export interface NumberFigures {
  field: string;
  mean: number;
  /** Standard deviation. */
  deviation: number;
  min: number;
  max: number;
}

/** Mean, spread and range of every field that is a number. */
export function numberFigures({ fields }: PersonaDistribution, pool: readonly DrawnPersona[]): NumberFigures[] {
  return [...fields].flatMap(([name, { kind }]) => {
    if (kind !== 'ranges' && kind !== 'number') return [];
    const values = pool.map(({ facts }) => Number(facts[name]));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    return [{ field: name, mean, deviation, min: Math.min(...values), max: Math.max(...values) }];
  });
}

export interface Association {
  fields: [string, string];
  /** Cramér's V with the bias correction of Bergsma (2013), 0 to 1. */
  cramersV: number;
}

/** The pairs of fields that hang together most, strongest first. Fields with more than `mostValues` values (city, surname) are left out. */
export function associations({ fields }: PersonaDistribution, pool: readonly DrawnPersona[], mostValues = 40): Association[] {
  const columns = [...fields].flatMap(([name, field]) => {
    if (!isChoice(field)) return [];
    const column = pool.map(({ facts }) => String(facts[name]));
    const distinct = new Set(column).size;
    return distinct > 1 && distinct <= mostValues ? [{ name, column }] : [];
  });
  const found = columns.flatMap((left, place) =>
    columns
      .slice(place + 1)
      .map((right): Association => ({ fields: [left.name, right.name], cramersV: cramersV(left.column, right.column) })),
  );
  return found.sort((a, b) => b.cramersV - a.cramersV);
}

export function cramersV(left: readonly string[], right: readonly string[]): number {
  const all = left.length;
  const rows = new Map<string, number>();
  const columns = new Map<string, number>();
  const cells = new Map<string, number>();
  for (const [place, value] of left.entries()) {
    countIn(rows, value);
    countIn(columns, right[place] as string);
    countIn(cells, `${value}\n${right[place]}`);
  }
  let phiSquare = -1;
  for (const [cell, count] of cells) {
    const [row, column] = cell.split('\n') as [string, string];
    phiSquare += count ** 2 / ((rows.get(row) as number) * (columns.get(column) as number));
  }
  const [r, k] = [rows.size, columns.size];
  if (all < 2 || r < 2 || k < 2) return 0;
  const corrected = Math.max(0, phiSquare - ((r - 1) * (k - 1)) / (all - 1));
  const shrink = (size: number) => size - (size - 1) ** 2 / (all - 1);
  return Math.sqrt(corrected / Math.min(shrink(r) - 1, shrink(k) - 1));
}

export interface Shift {
  field: string;
  value: string;
  before: number;
  after: number;
}

/** What moved between two pools in their numbers, most (in standard deviations of the first) first. */
export function numberShifts(before: readonly NumberFigures[], after: readonly NumberFigures[]): NumberShift[] {
  const found = before.flatMap((was) => {
    const is = after.find(({ field }) => field === was.field);
    if (is === undefined || (is.mean === was.mean && is.deviation === was.deviation)) return [];
    return [{ field: was.field, before: was, after: is, inDeviations: (is.mean - was.mean) / (was.deviation || 1) }];
  });
  return found.sort((left, right) => Math.abs(right.inDeviations) - Math.abs(left.inDeviations));
}

export interface NumberShift {
  field: string;
  before: NumberFigures;
  after: NumberFigures;
  inDeviations: number;
}

/** What moved between two pools, most first: shares of values, in the fields that both have. */
export function shifts(before: readonly FieldShares[], after: readonly FieldShares[]): Shift[] {
  const found = before.flatMap(({ field, values }) => {
    const other = after.find((shares) => shares.field === field);
    if (!other) return [];
    const names = new Set([...values, ...other.values].map(({ value }) => value));
    const shareOf = (list: readonly ValueShare[], value: string) => list.find((share) => share.value === value)?.realised ?? 0;
    return [...names].map((value): Shift => ({ field, value, before: shareOf(values, value), after: shareOf(other.values, value) }));
  });
  return found.filter((shift) => shift.before !== shift.after).sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
}

/** One persona as a flat row: `language_style.address`, lists joined by 、. */
export function flatten(value: Readonly<Record<string, unknown>>, prefix = ''): Record<string, FactValue> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]): [string, FactValue][] => {
      const name = `${prefix}${key}`;
      if (Array.isArray(part)) return [[name, part.join('、')]];
      if (typeof part === 'object' && part !== null) return Object.entries(flatten(part as Record<string, unknown>, `${name}.`));
      return [[name, part as FactValue]];
    }),
  );
}
