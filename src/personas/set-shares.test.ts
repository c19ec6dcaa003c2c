import { describe, expect, it } from 'vitest';
import { RolecsError } from '../domain/errors.js';
import { createStream } from '../random/stream.js';
import { setShares } from './bend-tables.js';
import type { MarginalTarget, PersonaDistribution } from './distribution.js';
import { type Choice, weigh } from './draw-field.js';
import { loadPersonaDistribution } from './load-distribution.js';
import { createPersonaPool, drawFacts, drawPersonas } from './persona-pool.js';
import { quotaSlots } from './quota.js';

/** `risk_appetite.C5=0.3` … */
const setsOf = (text: string): MarginalTarget[] =>
  text.split(' ').map((part) => {
    const [, field = '', value = '', share] = /^(\w+)\.(.+)=(.+)$/.exec(part) ?? [];
    return { field, value, share: Number(share) };
  });
const base = loadPersonaDistribution('data');
/** What the loader does with sets, without reading the files again. */
const load = (text: string) => setShares(base, setsOf(text));

/** By how many personas each share is missed. */
function missedBy(text: string, distribution: PersonaDistribution, options: { size: number; seed: number }): number[] {
  const pool = drawPersonas(distribution, options);
  return setsOf(text).map(({ field, value, share }) => {
    const [name, wanted] = value.includes('.') ? [`${field}.${value.split('.')[0]}`, value.split('.')[1]] : [field, value];
    return Math.abs(pool.filter(({ facts }) => facts[name] === wanted).length - share * options.size);
  });
}

function failure(text: string): { code: string; message: string; hint: string | undefined; exitStatus: number } {
  try {
    load(text);
  } catch (error) {
    if (error instanceof RolecsError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('set shares are kept within one persona', () => {
  it.each([
    'age_band.60plus=0.4',
    'age_band.60plus=0',
    'age_band.18-29=1',
    'gender.男=0.3',
    'gender.女=1',
    'age_band.60plus=0.4 age_band.18-29=0.05 gender.男=0.615',
    'risk_appetite.C5=0.3',
    'risk_appetite.C5=0',
    'risk_appetite.C1=1',
    'education.本科=0.5',
    'occupation_group.自雇=0.4',
    'occupation.外卖骑手=0.05',
    'city.北京=0.08',
    'language_style.address.您=0.4',
    'baseline_emotion.烦躁=0.5',
    'age_band.60plus=0.3 gender.男=0.5 risk_appetite.C5=0.1',
    'marital.离异=0.3 marital.未婚=0.3',
    'patience.低=0.5 patience.高=0.5',
    'occupation_group.退休=0.15 occupation_group.自雇=0.8',
    'education.本科=0.5 occupation_group.自雇=0.4 marital.未婚=0.4 patience.低=0.3',
  ])('%s, of 100', (text) => {
    for (const missed of missedBy(text, load(text), { size: 100, seed: 1 })) expect(missed).toBeLessThan(1);
  });

  it.each([
    'age_band.60plus=0.4',
    'gender.男=0.3',
    'risk_appetite.C5=0.3',
    'marital.离异=0.3 marital.未婚=0.3',
    'age_band.60plus=0.3 gender.男=0.5 risk_appetite.C5=0.1',
    'education.本科=0.5 occupation_group.自雇=0.4 marital.未婚=0.4 patience.低=0.3',
  ])('%s, of 1,404', (text) => {
    for (const missed of missedBy(text, load(text), { size: 1404, seed: 42 })) expect(missed).toBeLessThan(1);
  });

  it('with every seed and at odd sizes', () => {
    const text = 'gender.男=0.37 risk_appetite.C5=0.21';
    const distribution = load(text);
    for (const [size, seed] of [
      [1, 3],
      [7, 4],
      [333, 5],
      [800, 6],
    ] as const) {
      for (const missed of missedBy(text, distribution, { size, seed })) expect(missed).toBeLessThan(1);
    }
  });
});

describe('set shares', () => {
  it('let the other values keep their ratios: the bands exactly, elsewhere wherever the field is drawn', () => {
    const [before, after] = [base, load('age_band.60plus=0.4 risk_appetite.C5=0.3')];
    const bands = (distribution: typeof before) => weigh('age_band', distribution.fields.get('age_band') as Choice, {}).slice(0, 4);
    const factors = bands(after).map(({ weight }, i) => weight / (bands(before)[i]?.weight as number));
    for (const factor of factors) expect(factor).toBeCloseTo(factors[0] as number, 12);

    for (const [i, slot] of quotaSlots(before, 200, 1).entries()) {
      const facts = drawFacts(before, slot, createStream(`ratios/${i}`));
      const [old, bent] = [before, after].map((distribution) =>
        weigh('risk_appetite', distribution.fields.get('risk_appetite') as Choice, facts),
      );
      for (const value of ['C1', 'C2', 'C3', 'C4']) {
        const weightIn = (offered: typeof old) => offered?.find((one) => one.value === value)?.weight;
        expect(weightIn(bent)).toBe(weightIn(old));
      }
    }
  });

  it('are met by the tables, not only by drawing again: what the tables expect is within a point', () => {
    const text = 'education.本科=0.5 risk_appetite.C5=0.3 patience.低=0.3';
    const { fields, ...distribution } = load(text);
    const slots = quotaSlots({ fields, ...distribution }, 4000, 77);
    const everybody = slots.map((slot, i) => drawFacts({ fields, ...distribution }, slot, createStream(`expected/${i}`)));
    for (const { field, value, share } of setsOf(text)) {
      const expected = everybody.map((facts) => {
        const offered = weigh(field, fields.get(field) as Choice, facts);
        return (offered.find((one) => one.value === value)?.weight ?? 0) / offered.reduce((sum, { weight }) => sum + weight, 0);
      });
      expect(Math.abs(expected.reduce((sum, one) => sum + one, 0) / expected.length - share)).toBeLessThan(0.01);
    }
  });

  it('give the same personas every time, and leave those without sets as they were', () => {
    const text = 'gender.男=0.4 risk_appetite.C5=0.2';
    const overlay = { file: null, sets: setsOf(text) };
    const [first, again] = [load(text), loadPersonaDistribution('data', overlay)].map((distribution) =>
      createPersonaPool(distribution, { size: 150, seed: 9 }),
    );
    expect(first).toEqual(again);
    const none = loadPersonaDistribution('data', { file: null, sets: [] });
    expect(none.targets).toEqual([]);
    expect(createPersonaPool(none, { size: 50, seed: 9 })).toEqual(createPersonaPool(base, { size: 50, seed: 9 }));
  });

  it('keep what makes a persona possible', () => {
    const pool = createPersonaPool(load('age_band.60plus=0.6 occupation_group.务农=0.25 digital_literacy.低=0.5'), { seed: 11 });
    expect(pool.filter(({ age_band, age }) => (age_band === '60plus') !== age >= 60)).toEqual([]);
    expect(pool.filter(({ age, children }) => age >= 60 && /学/.test(children ?? ''))).toEqual([]);
    expect(new Set(pool.map(({ description }) => description)).size).toBe(pool.length);
  });
});

describe('a share that cannot be is refused', () => {
  const CHOICES = /age_band, gender, region, city_tier, city, .*language_style\.address/;
  it.each([
    [
      'occupation_group.退休=0.9',
      /^--set occupation_group\.退休=0\.9: a share of 90 % cannot be reached: the tables allow 3\.\d % to 2\d(\.\d)? %$/,
      /age, education/,
    ],
    ['occupation_group.学生=0', /a share of 0 % cannot be reached: the tables allow 2\.\d % to 6\.\d %/, /./],
    ['marital.丧偶=1', /a share of 100 % cannot be reached/, /./],
    [
      'age_band.60plus=1 occupation_group.学生=0.1',
      /a share of 10 % cannot be reached: the tables allow 0 % to 0 % beside the other shares/,
      /./,
    ],
    [
      'age_band.18-29=0.5 children.成年=0.6',
      /children\.成年=0\.6: a share of 60 % cannot be reached: the tables allow 0 % to 3\d(\.\d)? %/,
      /./,
    ],
    [
      'marital.已婚=0.2 marital.离异=0.2 marital.丧偶=0.6',
      /a share of 60 % cannot be reached: the tables allow .* beside the other shares/,
      /./,
    ],
    ['risk_appetite.C1=0.7 risk_appetite.C2=0.5', /C2=0\.5: the shares of risk_appetite sum to more than 1 \(C1=0\.7, C2=0\.5\)/, /lower/],
    ['gender.男=0.5 gender.女=0.4', /every value of gender is set, but the shares sum to 0\.9/, /sum to 1/],
    ['gender.男=0.5 gender.男=0.5', /gender\.男 is set twice/, /./],
    ['gender.男=1.5', /the share must lie between 0 and 1/, /./],
    ['gender.男=many', /the share must lie between 0 and 1/, /./],
    ['colour.red=0.1', /there is no field "colour"/, CHOICES],
    ['risk_appetite.C9=0.1', /risk_appetite has no value "C9"/, /^its values: C1, C2, C3, C4, C5$/],
    ['city.巴黎=0.1', /city has no value "巴黎"/, /北京, 上海.*… \(\d+\)$/],
    ['age.41=0.1', /age is a number \(ranges\), no table/, CHOICES],
    ['difficulty.cooperation.0.7=0.1', /difficulty\.cooperation is a number, no table/, CHOICES],
    ['form_of_address.王女士=0.1', /form_of_address is a text made of other fields, no table/, CHOICES],
    ['products.房贷=0.1', /products is a set of several values at once, no table/, CHOICES],
  ])('%s', (text, message, hint) => {
    const { code, message: found, hint: remedy, exitStatus } = failure(text);
    expect({ code, exitStatus }).toEqual({ code: 'set-invalid', exitStatus: 2 });
    expect(found).toMatch(message);
    expect(remedy).toMatch(hint);
  });

  it('also where a constraint stands against it: the pool says so', () => {
    const distribution = {
      ...load('risk_appetite.C5=0.3'),
      never: [
        { when: { risk_appetite: 'C5' }, why: 'no gamblers', source: 'ours', status: 'inferred' as const, where: 'mine.yaml:1: never.0' },
      ],
    };
    expect(() => createPersonaPool(distribution, { size: 100, seed: 1 })).toThrow(
      /^--set risk_appetite\.C5=0\.3: of 100 personas 0 could be given C5, not 30$/,
    );
  });
});
