import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RolecsError } from '../domain/errors.js';
import { loadPersonaDistribution } from './load-distribution.js';
import { createPersonaPool } from './persona-pool.js';

const directory = mkdtempSync(join(tmpdir(), 'adversarial-'));
const file = join(directory, 'mine.yaml');
afterAll(() => rmSync(directory, { recursive: true }));

const HOBBY = 'kind: list, source: s, status: inferred';

/** Each is refused with file, line and path, before or while a pool is drawn; none is taken for something else. */
describe('ten files that mean trouble', () => {
  it.each([
    ['weights that are negative', 'fields: { patience: { weights: { 低: -1 } } }', ':1: fields.patience.weights.低: Too small', 'found -1'],
    [
      'weights that are all zero',
      'fields:\n  gender:\n    weights: { 男: 0, 女: 0 }\n',
      ':3: fields.gender.weights: the weights sum to 0',
      '',
    ],
    ['a weight that is not finite', 'fields:\n  gender: { weights: { 男: .nan } }\n', ':2: fields.gender.weights.男: ', 'received NaN'],
    [
      'an unknown field in a condition',
      `fields:\n  hobby: { ${HOBBY}, options: [{ value: 钓鱼, when: { wealth: 高 } }, { value: 无 }] }\n`,
      ':2: fields.hobby.options.钓鱼.when.wealth: unknown field wealth',
      '',
    ],
    [
      'an unknown value in a condition',
      `fields:\n  hobby: { ${HOBBY}, options: [{ value: 钓鱼, when: { education: 博士 } }, { value: 无 }] }\n`,
      ':2: fields.hobby.options.钓鱼.when.education: education is never "博士"',
      '',
    ],
    [
      'fields that depend on one another',
      `fields:\n  a: { ${HOBBY}, options: [{ value: x, when: { b: y } }] }\n  b: { ${HOBBY}, options: [{ value: y, when: { a: x } }] }\n`,
      'depends on itself: ',
      ' → ',
    ],
    [
      'conditions that leave no row',
      `fields:\n  hobby: { ${HOBBY}, options: [{ value: 钓鱼, when: { age: { min: 60 } } }, { value: 跑步, when: { age: { max: 40 } } }] }\n`,
      ':2: fields.hobby: has no option for age_band',
      ', age ',
    ],
    [
      'a constraint that excludes everything',
      'never:\n  - { when: { age: { min: 18 } }, why: nobody }\n',
      ':2: never.0: this constraint excludes everybody',
      '',
    ],
    [
      'constraints that together leave a cell empty',
      'never:\n  - { when: { gender: 男, age: { max: 50 } }, why: no men }\n  - { when: { age_band: 18-29 }, why: no young }\n',
      'no persona with age_band ',
      'never.',
    ],
    [
      'targets that the tables make impossible',
      'targets:\n  age_band.60plus: 0.05\n  occupation_group.退休: 0.5\n  marital.丧偶: 0.9\n',
      ':3: targets.occupation_group.退休: 0.5: a share of 50 % cannot be reached: the tables allow ',
      '(and 1 more)',
    ],
  ])('%s', (_name, yaml, message, more) => {
    writeFileSync(file, yaml);
    let error: unknown;
    try {
      createPersonaPool(loadPersonaDistribution('data', { file, sets: [] }), { size: 100, seed: 1 });
    } catch (thrown) {
      error = thrown;
    }
    if (!(error instanceof RolecsError)) throw error ?? new Error('nothing was thrown');
    expect(error.message).toContain(message);
    expect(error.message).toContain(more);
    expect(error.message).toContain(file);
    expect(error.exitStatus).toBe(2);
  });
});

it.each([
  ['age_band.60plus: 0.45, occupation_group.自雇: 0.4, education.研究生: 0.15'],
  ['age_band.18-29: 0.5, children.成年: 0.25, income_band.2000元以下: 0.3'],
  ['patience.低: 0.5, baseline_emotion.爽朗: 0.4, risk_appetite.C5: 0.3'],
])('three targets that fight the tables are met within half a point at 1,404: %s', (targets) => {
  writeFileSync(file, `targets: { ${targets} }\n`);
  const distribution = loadPersonaDistribution('data', { file, sets: [] });
  const pool = createPersonaPool(distribution, { size: 1404, seed: 42 }) as unknown as Record<string, unknown>[];
  expect(distribution.targets).toHaveLength(3);
  for (const { field, value, share } of distribution.targets) {
    const count = pool.filter((persona) => persona[field] === value).length;
    expect(Math.abs(count / pool.length - share)).toBeLessThan(0.005);
    expect(Math.abs(count - share * pool.length)).toBeLessThanOrEqual(1);
  }
});
