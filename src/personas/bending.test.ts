import { expect, it } from 'vitest';
import { setShares } from './bend-tables.js';
import { measureBending } from './bending.js';
import { loadPersonaDistribution } from './load-distribution.js';
import { drawPersonas } from './persona-pool.js';

const base = loadPersonaDistribution('data');
const bendingOf = (field: string, value: string, share: number) => {
  const distribution = setShares(base, [{ field, value, share }]);
  return measureBending(distribution, drawPersonas(distribution, { size: 1000, seed: 3 }));
};

it('the effective sample size is that of a weighted two-way split, which can be worked out by hand', () => {
  const { effectiveSize, fields } = bendingOf('gender', '男', 0.8);
  // Kish: n / Σ q² / p, q the shares asked for, p those of the tables.
  expect(effectiveSize).toBeCloseTo(1000 / (0.8 ** 2 / 0.4977 + 0.2 ** 2 / 0.5023), 3);
  expect(fields).toEqual([
    {
      field: 'gender',
      targets: [expect.objectContaining({ value: '男', asked: 0.8 })],
      meanShift: expect.any(Number),
      largestShift: expect.any(Number),
    },
  ]);
  expect(fields[0]?.targets[0]?.before).toBeCloseTo(0.4977, 9);
  expect(fields[0]?.meanShift).toBeCloseTo(0.8 - 0.4977, 5);
});

it('a conditional table bends further in some rows than in others', () => {
  const [bend] = bendingOf('risk_appetite', 'C5', 0.3).fields;
  expect(bend?.targets[0]?.factor).toBeGreaterThan(3);
  expect(bend?.largestShift).toBeGreaterThan((bend?.meanShift as number) + 0.05);
});
