import { expect, it } from 'vitest';
import { loadPersonaDistribution } from './load-distribution.js';
import { drawPersonas } from './persona-pool.js';
import { compareWithPopulation } from './population.js';

const pool = drawPersonas(loadPersonaDistribution('data'), { seed: 42 });

it('holds shares, means and medians of a pool against published ones', () => {
  const found = compareWithPopulation('data', pool);
  const shareOf = (holds: (facts: (typeof pool)[number]['facts']) => boolean) =>
    (100 * pool.filter(({ facts }) => holds(facts)).length) / pool.length;
  const by = (of: string, source: string) => found.find((figure) => figure.of.en === of && figure.source.en.includes(source));
  expect(by('自雇', 'CNNIC')).toMatchObject({ published: 16.9, here: shareOf((facts) => facts.occupation_group === '自雇'), unit: '%' });
  const ages = pool.map(({ facts }) => Number(facts.age)).sort((left, right) => left - right);
  expect(by('mean age', '2025')?.here).toBeCloseTo(ages.reduce((sum, age) => sum + age, 0) / ages.length, 9);
  expect(by('median age', '2025')?.here).toBe(ages[Math.floor(ages.length / 2)]);
});

it('every deviation that is more than noise is explained', () => {
  const unexplained = compareWithPopulation('data', pool).filter(
    ({ here, published, noise, why }) => Math.abs(here - published) > 3 * noise && why === null,
  );
  expect(unexplained).toEqual([]);
});
