import { describe, expect, it } from 'vitest';
import { Persona } from '../domain/persona.js';
import { createStream } from '../random/stream.js';
import { holds } from './condition.js';
import { describePersona } from './describe-persona.js';
import { type Choice, weigh } from './draw-field.js';
import { expectedCounts } from './expected-counts.js';
import { loadPersonaDistribution } from './load-distribution.js';
import { cosine, GramWeights } from './near-equal.js';
import { createPersonaPool, type DrawnPersona, drawFacts, drawPersonas } from './persona-pool.js';
import { quotaSlots } from './quota.js';

const distribution = loadPersonaDistribution('data');
const SEEDS = [1, 42, 2026];
const pools = SEEDS.map((seed) => drawPersonas(distribution, { seed }));
const everybody = pools.flat();

/** Largest deviation of a count of independent events that one in some 100,000 tests would exceed. */
const withinNoise = (variance: number) => 4.5 * Math.sqrt(variance) + 1;

describe('createPersonaPool', () => {
  it('gives the default size, numbered from p-0001', () => {
    const pool = createPersonaPool(distribution, { seed: 42 });
    expect(pool).toHaveLength(1404);
    expect(pool.map(({ id }) => id)).toEqual(pool.map((_, i) => `p-${String(i + 1).padStart(4, '0')}`));
    expect(pool).toEqual(pools[1]?.map(({ persona }) => persona));
  });

  it('has fields in the order of the schema and satisfies it', () => {
    for (const { persona } of everybody) {
      expect(Persona.strict().parse(persona)).toEqual(persona);
      expect(Object.keys(persona)).toEqual(Object.keys(Persona.shape));
    }
  });

  it('gives the same personas for seed 42 as ever', () => {
    const [first, last] = [pools[1]?.at(0), pools[1]?.at(-1)].map((drawn) => drawn?.persona);
    expect(first).toEqual({
      id: 'p-0001',
      surname: '王',
      gender: '女',
      form_of_address: '王女士',
      age: 40,
      age_band: '40-49',
      city: '桐庐',
      city_tier: '县域',
      region: '东部',
      education: '高中或中专',
      occupation_group: '服务',
      occupation: '月嫂',
      income_band: '8000-12000元',
      marital: '已婚',
      children: '上学',
      household: '丈夫在外地干活，家里靠自己张罗',
      products: ['储蓄卡', '信用卡', '房贷', '定期存款'],
      risk_appetite: 'C2',
      financial_literacy: '中等',
      digital_literacy: '较高',
      language_style: {
        utterance_chars: 10,
        particle_rate: 0.21,
        filler_rate: 0.23,
        formality: 0.58,
        address: '你',
        note: '一次只说半句，口头禅多，语气词也有一些，平平和和地说“你”',
      },
      patience: '中等',
      difficulty: { cooperation: 0.7, disclosure: 0.26, volatility: 0.33 },
      baseline_emotion: '紧张',
      current_pressure: '房贷刚背上，每月一发工资就去掉一半',
      bank_history: '用了七年，账单每月都细看',
      description:
        '你姓王，女，40岁，大家叫你王女士，高中文化，做月嫂，住在东部的县城桐庐。成了家，孩子正念书，丈夫在外地干活，家里靠自己张罗，每月到手八千到一万二。最放不下的是房贷刚背上，每月一发工资就去掉一半。手里有储蓄卡、信用卡、房贷和定期存款；用了七年，账单每月都细看。说到打理钱，金融知识够用，风险测评是C2，求个稳当；手机操作比较熟练。你遇事容易紧张，耐心一般，不轻易动气。打起电话来还算配合，自己的情况能不说就不说，一次只说半句，口头禅多，语气词也有一些，平平和和地说“你”。',
    });
    expect(last).toMatchObject({
      id: 'p-1404',
      form_of_address: '马女士',
      age: 48,
      city: '重庆',
      occupation: '网店店主',
      risk_appetite: 'C3',
    });
  });

  it('depends on the seed', () => {
    const [first, second] = SEEDS.map((seed) => createPersonaPool(distribution, { seed, size: 50 }));
    expect(first).not.toEqual(second);
  });

  it('repeats no persona and describes no two nearly alike', () => {
    for (const pool of pools) {
      const structured = pool.map(({ persona: { id, description, ...fields } }) => JSON.stringify(fields));
      expect(new Set(structured).size).toBe(pool.length);
      const texts = pool.map(({ persona }) => persona.description);
      const weights = new GramWeights(texts);
      const vectors = texts.slice(0, 100).map((text) => weights.vectorOf(text));
      const similarities = vectors.flatMap((vector, i) => vectors.slice(0, i).map((other) => cosine(vector, other)));
      expect(Math.max(...similarities)).toBeLessThanOrEqual(0.85);
    }
  });
});

describe('the tables', () => {
  it('leave nobody without an option or a wording', () => {
    const slots = quotaSlots(distribution, 8000, 9);
    for (const [i, slot] of slots.entries()) {
      const stream = createStream(`gaps/${i}`);
      const facts = drawFacts(distribution, slot, stream);
      if (!distribution.never.some(({ when }) => holds(when, facts))) describePersona(facts, distribution, stream.fork('description'));
    }
  });
});

type WholePersona = { [Name in keyof Persona]-?: NonNullable<Persona[Name]> };

describe('no impossible persona', () => {
  const impossible: [string, (persona: WholePersona) => boolean][] = [
    ['an old student', ({ occupation, age }) => /在校|高职学生|师范生|医学生|在读/.test(occupation) && age > 31],
    ['a young pensioner', ({ occupation, age, gender }) => /^退休/.test(occupation) && age < (gender === '女' ? 50 : 55)],
    ['a married teenager', ({ marital, age }) => marital !== '未婚' && age < 22],
    ['a young widow', ({ marital, age }) => marital === '丧偶' && age < 35],
    ['children of the unmarried', ({ marital, children }) => marital === '未婚' && children !== '无'],
    ['grown children before 45', ({ children, age }) => children === '成年' && age < 45],
    ['schoolchildren after 60', ({ children, age }) => /学/.test(children) && age >= 60],
    ['a spouse of the single', ({ marital, household }) => marital !== '已婚' && /两口|夫妻|丈夫|妻子|公婆|婆婆|岳/.test(household)],
    ['a husband of a man', ({ gender, household }) => gender === '男' && /丈夫|公婆|婆婆/.test(household)],
    ['a wife of a woman', ({ gender, household }) => gender === '女' && /妻子|岳/.test(household)],
    ['children of the childless', ({ children, household }) => children === '无' && /带着?孩子|孩子一家|一家[三四]口/.test(household)],
    ['a mortgage on a rented room', ({ products, household }) => products.includes('房贷') && /租|宿舍/.test(household)],
    ['odd jobs with a high income', ({ occupation, income_band }) => /打零工/.test(occupation) && /^(8000|12000|20000)/.test(income_band)],
    ['a student with a high income', ({ occupation, income_band }) => /在校|在读/.test(occupation) && income_band !== '2000元以下'],
    ['您 in blunt speech', ({ language_style }) => language_style.address === '您' && language_style.formality < 0.4],
    [
      'a band that the age is not in',
      ({ age, age_band }) => (age >= 60 ? '60plus' : `${age < 30 ? 18 : age - (age % 10)}-`) !== age_band.slice(0, age >= 60 ? 6 : 3),
    ],
    [
      'rent without renting',
      ({ current_pressure, household }) => /^房租/.test(current_pressure) && !/租|分居|老家带孩子|老家给老人|单住/.test(household),
    ],
    ['a pressure of another life', ({ current_pressure, marital }) => /老伴住院|爱人查出/.test(current_pressure) && marital !== '已婚'],
  ];
  it.each(impossible)('%s', (_, isImpossible) => {
    expect(everybody.filter(({ persona }) => isImpossible(persona as WholePersona)).map(({ persona }) => persona)).toEqual([]);
  });

  it('a city is where it is', () => {
    const cities = distribution.fields.get('city');
    if (cities?.kind !== 'list') throw new Error('city is a list');
    const known = new Set(cities.options.map(({ value, when }) => `${value} ${String(when.region)} ${String(when.city_tier)}`));
    for (const { persona } of everybody) expect(known).toContain(`${persona.city} ${persona.region} ${persona.city_tier}`);
  });
});

describe('shares', () => {
  const choices = [...distribution.fields].filter(([, field]) => field.kind === 'table' || field.kind === 'list');

  it.each(choices)('%s follows its table given what it depends on', (name, field) => {
    if (field.kind !== 'table' && field.kind !== 'list') throw new Error('unreachable');
    const expected = new Map<string, { mean: number; variance: number }>();
    for (const { facts } of everybody) {
      const offered = weigh(name, field, facts);
      const total = offered.reduce((sum, { weight }) => sum + weight, 0);
      for (const { value, weight } of offered) {
        const share = weight / total;
        const { mean, variance } = expected.get(value) ?? { mean: 0, variance: 0 };
        expected.set(value, { mean: mean + share, variance: variance + share * (1 - share) });
      }
    }
    for (const [value, { mean, variance }] of expected) {
      const count = everybody.filter(({ facts }) => facts[name] === value).length;
      // About one draw in fifty is thrown away by `never`, which may shift a share by as much.
      expect(Math.abs(count - mean), `${value}: ${count} instead of ${mean.toFixed(1)}`).toBeLessThan(withinNoise(variance) + 0.02 * mean);
    }
  });

  it.each([10, 200, 1404])('of balanced fields leave no noise of sampling at %i personas', (size) => {
    const { balanced } = distribution.pool;
    expect(balanced).toEqual(expect.arrayContaining(['region', 'city_tier', 'education']));
    const misses = (pool: readonly DrawnPersona[]) =>
      balanced.map((name) => {
        const counts = [...expectedCounts(name, distribution.fields.get(name) as Choice, pool)];
        return counts.reduce((sum, [value, count]) => {
          const off = Math.abs(count - pool.filter(({ facts }) => facts[name] === value).length);
          return sum + Math.max(0, off - 1);
        }, 0);
      });
    const [with_, without] = [distribution, { ...distribution, pool: { ...distribution.pool, balanced: [] } }].map((each) =>
      misses(drawPersonas(each, { seed: 11, size })),
    ) as [number[], number[]];
    // Over all values of a field, beyond one persona more or fewer of each.
    for (const [i, name] of balanced.entries()) expect(with_[i], name).toBeLessThan(['city', 'surname'].includes(name) ? 6 : 1);
    const sum = (list: readonly number[]) => list.reduce((left, right) => left + right, 0);
    if (size > 10) expect(sum(with_)).toBeLessThan(0.15 * sum(without));
  });

  const shareOf = (isCounted: (drawn: (typeof everybody)[number]) => boolean) => everybody.filter(isCounted).length / everybody.length;
  const sources: [string, number, number, (drawn: (typeof everybody)[number]) => boolean][] = [
    ['self-employed 16.9 % (CNNIC 47)', 0.169, 0.01, ({ facts }) => facts.occupation_group === '自雇'],
    ['farming 8.0 % (CNNIC 47)', 0.08, 0.01, ({ facts }) => facts.occupation_group === '务农'],
    ['risk C2 about 36 %', 0.36, 0.02, ({ persona }) => persona.risk_appetite === 'C2'],
    ['您 about 7 %', 0.07, 0.015, ({ persona }) => persona.language_style.address === '您'],
    ['bachelor about 20 %', 0.2, 0.015, ({ persona }) => persona.education === '本科'],
    ['junior high about 26 %', 0.26, 0.015, ({ persona }) => persona.education === '初中'],
    ['married about 73 %', 0.727, 0.02, ({ persona }) => persona.marital === '已婚'],
    ['East 39.93 %', 0.3993, 0, ({ persona }) => persona.region === '东部'],
    ['counties 23 %', 0.23, 0.01, ({ persona }) => persona.city_tier === '县域'],
  ];
  it.each(sources)('%s', (_, target, slack, isCounted) => {
    // Independent draws but for the quota: the binomial deviation bounds the noise; `slack` is how far the tables are meant to be off.
    const noise = 4 * Math.sqrt((target * (1 - target)) / everybody.length);
    expect(Math.abs(shareOf(isCounted) - target)).toBeLessThan(noise + slack);
  });

  const means: [string, number, number, (persona: Persona) => number][] = [
    ['utterance_chars', 17, 0.6, ({ language_style }) => language_style.utterance_chars],
    ['particle_rate', 0.35, 0.02, ({ language_style }) => language_style.particle_rate],
    ['filler_rate', 0.12, 0.01, ({ language_style }) => language_style.filler_rate],
    ['cooperation', 0.7, 0.02, ({ difficulty }) => difficulty.cooperation],
    ['disclosure', 0.6, 0.03, ({ difficulty }) => difficulty.disclosure],
    ['volatility', 0.35, 0.02, ({ difficulty }) => difficulty.volatility],
    ['age', 43.04, 0.8, ({ age }) => age],
  ];
  it.each(means)('mean %s', (_, target, tolerance, measure) => {
    const values = everybody.map(({ persona }) => measure(persona));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean - target)).toBeLessThan(tolerance);
  });

  it('a prefix of the pool keeps the age bands', () => {
    for (const pool of pools) {
      for (const length of [100, 300, 700]) {
        const share = (band: string, drawn: typeof pool) => drawn.filter(({ persona }) => persona.age_band === band).length / drawn.length;
        for (const band of ['18-29', '30-39', '40-49', '50-59', '60plus']) {
          const target = share(band, pool);
          // Drawn without replacement from the whole pool.
          const deviation = Math.sqrt(((target * (1 - target)) / length) * (1 - length / pool.length));
          expect(Math.abs(share(band, pool.slice(0, length)) - target)).toBeLessThan(4.5 * deviation);
        }
      }
    }
  });
});
