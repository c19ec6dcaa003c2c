import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RolecsError } from '../domain/errors.js';
import { loadPersonaDistribution } from './load-distribution.js';
import { createPersonaPool } from './persona-pool.js';

const directory = mkdtempSync(join(tmpdir(), 'overlay-fields-'));
const file = join(directory, 'mine.yaml');
afterAll(() => rmSync(directory, { recursive: true }));

function load(yaml: string) {
  writeFileSync(file, yaml);
  return loadPersonaDistribution('data', { file, sets: [] });
}
const draw = (yaml: string) => createPersonaPool(load(yaml), { size: 300, seed: 5 });

describe('a field that an overlay adds', () => {
  const PETS = `
fields:
  pet:
    kind: table
    source: mine
    status: inferred
    describe: [{ say: 你养了一只<pet>, when: { pet: [猫, 狗] } }, { say: 你没养宠物, when: { pet: 没养 } }]
    rows:
      - { when: { age_band: 60plus }, weights: { 猫: 1 } }
      - { weights: { 狗: 1, 没养: 1 } }
`;

  it('is drawn by its table, stands in the persona and in its description by its own sentence', () => {
    for (const { age_band, pet, description } of draw(PETS)) {
      expect(age_band === '60plus').toBe(pet === '猫');
      expect(description.endsWith(pet === '没养' ? '你没养宠物。' : `你养了一只${String(pet)}。`)).toBe(true);
    }
  });

  it('is named by its label where it brings no sentence along', () => {
    const [persona] = draw('fields: { 车: { kind: list, label: 座驾, source: s, status: inferred, options: [{ value: 电动车 }] } }');
    expect(persona?.description.endsWith('还有一点：座驾，电动车。')).toBe(true);
  });

  it('can be read by tables that are replaced, by constraints and by targets', () => {
    const personas = draw(`${PETS}
  patience: { kind: table, source: s, status: inferred, rows: [{ when: { pet: 狗 }, weights: { 高: 1 } }, { weights: { 低: 1 } }] }
never: [{ when: { pet: 狗, gender: 男 }, why: mine }]
targets: { pet.狗: 0.2 }
`);
    expect(personas.filter(({ pet, patience }) => (pet === '狗') !== (patience === '高'))).toEqual([]);
    expect(personas.filter(({ pet, gender }) => pet === '狗' && gender === '男')).toEqual([]);
    expect(personas.filter(({ pet }) => pet === '狗')).toHaveLength(60);
  });
});

describe('a field that an overlay removes', () => {
  it.each([
    ['risk_appetite', /风险测评/],
    ['city_tier', /县城|城市/],
    ['products', /储蓄卡/],
  ])('%s is gone from personas and descriptions', (name, said) => {
    for (const persona of draw(`fields: { ${name}: null }`)) {
      expect(persona).not.toHaveProperty(name);
      expect(persona.description).not.toMatch(said);
      expect(persona.description).not.toMatch(/[，；。][，；。]|^[，；]|[<>]/);
    }
  });

  it('takes those that rest on it along where they are removed too', () => {
    const personas = draw('fields: { marital: null, household: null }');
    expect(personas.every((persona) => !('marital' in persona) && !('household' in persona))).toBe(true);
  });

  it('is refused where somebody would be left without another field, naming that field', () => {
    expect(() => load('fields: { marital: null }')).toThrow(/fields\.household: has no option for age_band/);
  });
});

it('tells all that is wrong at once, from the top of the file down, each with line and path', () => {
  let error: unknown;
  try {
    load(`fields:
  gender: { weights: { 男: -3 } }
  region:
    kind: table
    source: s
    status: guessed
    rows:
      - when: { colour: red }
        weights: { 东部: .inf }
      - weights: { 东部: 0 }
  marital: { weights: { 离昏: 2 } }
  age: null
  a: { kind: table, source: s, status: inferred, rows: [{ when: { b: x }, weights: { y: 1 } }, { weights: { y: 1 } }] }
  b: { kind: table, source: s, status: inferred, rows: [{ when: { a: y }, weights: { x: 1 } }, { weights: { x: 1 } }] }
never:
  - { when: {}, why: all }
  - { when: { gender: 他 }, why: some }
`);
  } catch (thrown) {
    error = thrown;
  }
  if (!(error instanceof RolecsError)) throw error ?? new Error('nothing was thrown');
  const places = [error.message, ...error.details].map((text) => text.replace(`${file}:`, '').split(': ').slice(0, 2).join(' '));
  expect(places).toEqual([
    '2 fields.gender.weights.男',
    '6 fields.region.status',
    '8 fields.region.rows.0.when.colour',
    '9 fields.region.rows.0.weights.东部',
    '10 fields.region.rows.1.weights',
    '11 fields.marital.weights.离昏',
    '12 fields.age',
    '14 fields.b',
    '16 never.0',
    '17 never.1.when.gender',
  ]);
  expect(error.exitStatus).toBe(2);
});
