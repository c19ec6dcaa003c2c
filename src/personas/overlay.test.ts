import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RolecsError } from '../domain/errors.js';
import type { Field } from './distribution.js';
import { loadPersonaDistribution } from './load-distribution.js';
import { createPersonaPool } from './persona-pool.js';

const directory = mkdtempSync(join(tmpdir(), 'overlay-'));
const file = join(directory, 'mine.yaml');
afterAll(() => rmSync(directory, { recursive: true }));

const base = loadPersonaDistribution('data');
function load(yaml: string) {
  writeFileSync(file, yaml);
  return loadPersonaDistribution('data', { file, sets: [] });
}
function fieldOf<Kind extends Field['kind']>(kind: Kind, name: string, distribution = base): Extract<Field, { kind: Kind }> {
  const field = distribution.fields.get(name);
  if (field?.kind !== kind) throw new Error(`${name} is no ${kind}`);
  return field as Extract<Field, { kind: Kind }>;
}

describe('a file laid over the default distribution', () => {
  it('changes single weights in all rows that have the value', () => {
    const before = fieldOf('table', 'marital');
    const after = fieldOf('table', 'marital', load('fields: { marital: { weights: { 离异: 9 } } }'));
    expect(after).toEqual({
      ...before,
      rows: before.rows.map((row) => (row.weights.离异 === undefined ? row : { ...row, weights: { ...row.weights, 离异: 9 } })),
    });
    expect(after.rows.some((row) => row.weights.离异 === undefined)).toBe(true);
  });

  it('changes single weights of the row with the same condition, in whatever order that is written', () => {
    const after = fieldOf(
      'table',
      'occupation_group',
      load(`
fields:
  occupation_group:
    rows:
      - when: { education: [高中或中专, 初中, 小学及以下], gender: [女], age: { max: 54 } }
        weights: { 退休: 40, 专业: 1 }
      - weights: { 务农: 1 }
`),
    );
    const before = fieldOf('table', 'occupation_group');
    const changed = after.rows.filter((row, i) => JSON.stringify(row) !== JSON.stringify(before.rows[i]));
    expect(changed).toEqual([
      {
        when: { age: { max: 54 }, gender: '女', education: ['小学及以下', '初中', '高中或中专'] },
        weights: { 退休: 40, 务农: 19, 工人: 14, 服务: 20, 自雇: 20, 居家: 2, 专业: 1 },
      },
      { when: {}, weights: { 退休: 1, 务农: 1 } },
    ]);
  });

  it('changes weights of a list', () => {
    const cities = fieldOf('list', 'city', load('fields: { city: { weights: { 北京: 0, 上海: 50 }, source: mine, status: inferred } }'));
    expect(cities).toMatchObject({ source: 'mine', status: 'inferred' });
    expect(cities.options.slice(0, 3).map(({ value, weight }) => [value, weight])).toEqual([
      ['北京', 0],
      ['上海', 50],
      ['广州', 19],
    ]);
  });

  it('changes numeric ranges, of integers and of numbers', () => {
    const changed = load(`
fields:
  age: { rows: [{ when: { age_band: 30-39 }, ranges: [{ from: 30, to: 33, weight: 1 }] }] }
  language_style.utterance_chars: { mean: 12, max: 20 }
`);
    expect(fieldOf('number', 'language_style.utterance_chars', changed)).toEqual({
      ...fieldOf('number', 'language_style.utterance_chars'),
      mean: 12,
      max: 20,
    });
    const personas = createPersonaPool(changed, { size: 200, seed: 3 });
    expect(personas.filter(({ age }) => age > 33 && age < 40)).toEqual([]);
    expect(Math.max(...personas.map(({ language_style }) => language_style.utterance_chars))).toBeLessThanOrEqual(20);
  });

  it('replaces a table, whose values keep their attributes', () => {
    const changed = load(`
fields:
  education:
    kind: table
    source: a class of graduates
    status: design-choice
    rows: [{ when: { age: { min: 60 } }, weights: { 本科: 1 } }, { weights: { 本科: 3, 研究生: 1 } }]
    with: { 研究生: { words: 读到研究生 } }
`);
    expect(fieldOf('table', 'education', changed).with).toMatchObject({
      本科: { 'education.words': '本科毕业', 'education.alike': '本科学历' },
      研究生: { 'education.words': '读到研究生', 'education.alike': '研究生学历' },
    });
    const personas = createPersonaPool(changed, { size: 200, seed: 3 });
    expect([...new Set(personas.map(({ education }) => education))].sort()).toEqual(['本科', '研究生'].sort());
  });

  it('leaves all else as it is, and gives the same personas every time', () => {
    const overlay = 'fields: { patience: { weights: { 低: 30 } } }';
    const pools = [load(overlay), load(overlay)].map((distribution) => createPersonaPool(distribution, { size: 60, seed: 8 }));
    expect(pools[0]).toEqual(pools[1]);
    const untouched = createPersonaPool(base, { size: 60, seed: 8 });
    const same = untouched.filter(({ city, occupation }, i) => city === pools[0]?.[i]?.city && occupation === pools[0]?.[i]?.occupation);
    expect(same.length).toBeGreaterThan(55); // a draw that a constraint throws out changes the whole persona
    expect(pools[0]?.map(({ patience }) => patience)).not.toEqual(untouched.map(({ patience }) => patience));
  });

  it('never draws the values that a replaced table leaves out, though others go on naming them', () => {
    const changed = load(`
fields:
  marital: { kind: table, source: mine, status: inferred, rows: [{ weights: { 未婚: 1, 离异: 2 } }] }
  bank_history: { kind: list, source: mine, status: inferred, options: [{ value: 开户三年，没出过岔子 }] }
`);
    const personas = createPersonaPool(changed, { size: 100, seed: 3 });
    expect([...new Set(personas.map(({ marital }) => marital))].sort()).toEqual(['未婚', '离异'].sort());
    expect([...new Set(personas.map(({ bank_history }) => bank_history))]).toEqual(['开户三年，没出过岔子']);
  });

  it('goes together with set shares', () => {
    writeFileSync(file, 'fields: { risk_appetite: { weights: { C5: 30 } } }');
    const distribution = loadPersonaDistribution('data', { file, sets: [{ field: 'risk_appetite', value: 'C4', share: 0.25 }] });
    const pool = createPersonaPool(distribution, { seed: 2 });
    const countOf = (value: string) => pool.filter(({ risk_appetite }) => risk_appetite === value).length;
    expect(Math.abs(countOf('C4') - 0.25 * pool.length)).toBeLessThan(1);
    const before = createPersonaPool(base, { seed: 2 }).filter(({ risk_appetite }) => risk_appetite === 'C5').length;
    expect(countOf('C5')).toBeGreaterThan(2 * before);
  });
});

describe('a file that does not fit is refused, naming file, place, value and remedy', () => {
  const TABLE = 'kind: table, source: mine, status: inferred';
  it.each([
    ['a tab', 'fields:\n\tmarital: 1\n', /mine\.yaml:2:1: not valid YAML/, /indent with spaces/],
    ['nothing in it', '', /mine\.yaml:1: the file: .*expected object/, /./],
    ['no fields', 'fields: {}', /mine\.yaml:1: fields: changes nothing/, /./],
    [
      'an unknown field',
      'fields: { hobby: { weights: { 钓鱼: 1 } } }',
      /mine\.yaml:1: fields\.hobby: there is no field hobby/,
      /^to add it, give a whole table/,
    ],
    [
      'a field taken away that the simulator reads',
      'fields: { patience: null }',
      /mine\.yaml:1: fields\.patience: cannot be removed: the simulator reads it/,
      /change its table/,
    ],
    [
      'another part of the format',
      'fields: { marital: { weights: { 离异: 9 } } }\ndescription_from: mine.txt',
      /mine\.yaml:2: description_from: an overlay cannot change the description/,
      /./,
    ],
    [
      'the pool',
      'pool: { size: 3 }\nfields: { marital: { weights: { 离异: 9 } } }',
      /mine\.yaml:1: pool: an overlay cannot change the pool/,
      /./,
    ],
    ['an unknown part', 'field: {}', /Unrecognized key: "field"|fields: /, /./],
    ['a change of nothing', 'fields: { marital: { source: mine } }', /fields\.marital: changes nothing: give weights/, /./],
    [
      'an unknown key',
      'fields: { marital: { weights: { 离异: 9 }, adjust: [] } }',
      /fields\.marital\.adjust: Unrecognized key: "adjust"/,
      /./,
    ],
    [
      'a negative weight',
      'fields: { marital: { weights: { 离异: -2 } } }',
      /mine\.yaml:1: fields\.marital\.weights\.离异: Too small.*found -2/,
      /./,
    ],
    [
      'a weight that is no number',
      'fields: { marital: { weights: { 离异: viel } } }',
      /fields\.marital\.weights\.离异: .*found "viel"/,
      /./,
    ],
    ['an infinite weight', 'fields: { marital: { weights: { 离异: .inf } } }', /fields\.marital\.weights\.离异: /, /./],
    [
      'an unknown value',
      'fields: { marital: { weights: { 离昏: 2 } } }',
      /mine\.yaml:1: fields\.marital\.weights\.离昏: marital has no value "离昏"/,
      /^its values: 未婚, 已婚, 离异, 丧偶; to add one/,
    ],
    [
      'an unknown value of a list',
      'fields: { city: { weights: { 巴黎: 2 } } }',
      /fields\.city\.weights\.巴黎: city has no value "巴黎"/,
      /北京, 上海/,
    ],
    [
      'a condition that no row has',
      'fields: { city_tier: { rows: [{ when: { region: 南部 }, weights: { 一线: 2 } }] } }',
      /fields\.city_tier\.rows\.0\.when: city_tier has no row with the condition \{region:南部\}/,
      /^its rows: \{region:东部\} \{region:中部\} \{region:西部\} \(without a condition\)$/,
    ],
    [
      'a row twice',
      'fields: { city_tier: { rows: [{ weights: { 二线: 2 } }, { weights: { 县域: 2 } }] } }',
      /fields\.city_tier\.rows\.1\.when: the row \(without a condition\) stands twice/,
      /merge/,
    ],
    [
      'weights that sum to 0',
      'fields: { gender: { weights: { 男: 0, 女: 0 } } }',
      /fields\.gender\.weights: the weights sum to 0 in the row/,
      /at least one/,
    ],
    [
      'list weights that sum to 0',
      `fields: { surname: { kind: list, source: s, status: inferred, options: [{ value: 王, weight: 0 }] } }`,
      /fields\.surname\.options: the weights sum to 0/,
      /./,
    ],
    [
      'a set changed in part',
      'fields: { products: { weights: { 房贷: 2 } } }',
      /fields\.products: products is a set: single values of it cannot be changed, only the whole/,
      /./,
    ],
    [
      'a grammar',
      'fields: { language_style.note: { kind: grammar, source: s, status: inferred, grammar_from: x.yaml } }',
      /language_style\.note\.kind: language_style\.note is a grammar: an overlay cannot replace it/,
      /./,
    ],
    [
      'another kind',
      `fields: { age: { ${TABLE}, rows: [{ weights: { 41: 1 } }] } }`,
      /fields\.age\.kind: age must be of kind ranges, found "table"/,
      /./,
    ],
    [
      'options in a third file',
      'fields: { city: { kind: list, source: s, status: inferred, options_from: towns.yaml } }',
      /fields\.city\.options_from: an overlay is one file/,
      /./,
    ],
    ['a list without options', 'fields: { city: { kind: list, source: s, status: inferred } }', /fields\.city: needs either options/, /./],
    [
      'a table without a source',
      'fields: { region: { kind: table, status: inferred, rows: [{ weights: { 东部: 1 } }] } }',
      /fields\.region\.source: /,
      /./,
    ],
    [
      'an empty range',
      'fields: { age: { rows: [{ when: { age_band: 30-39 }, ranges: [{ from: 39, to: 30, weight: 1 }] }] } }',
      /fields\.age\.rows\.0\.ranges\.0: from must not exceed to/,
      /./,
    ],
    [
      'ages outside their band',
      'fields: { age: { rows: [{ when: { age_band: 30-39 }, ranges: [{ from: 28, to: 39, weight: 1 }] }] } }',
      /mine\.yaml:1: fields\.age\.rows\.1\.ranges\.0: ages 28 to 39 are not all within the age band 30-39/,
      /^30-39 holds ages 30 to 39/,
    ],
    [
      'ages that no persona can have',
      'fields: { age: { rows: [{ ranges: [{ from: 60, to: 120, weight: 1 }] }] } }',
      /fields\.age\.rows\.4\.ranges\.0\.to: "120" is no age/,
      /90/,
    ],
    [
      'a number beyond its limits',
      'fields: { language_style.utterance_chars: { max: 400 } }',
      /fields\.language_style\.utterance_chars\.max: "400" is no language_style\.utterance_chars/,
      /40/,
    ],
    [
      'a mean outside',
      'fields: { language_style.utterance_chars: { mean: 39 } }',
      /utterance_chars\.mean: 39 does not lie between min 6 and max 34/,
      /together/,
    ],
    [
      'a replaced table with an unknown value',
      `fields: { patience: { ${TABLE}, rows: [{ weights: { 低: 1, 无限: 1 } }] } }`,
      /mine\.yaml:1: fields\.patience\.无限: "无限" is no patience/,
      /./,
    ],
    [
      'a replaced table that looks ahead',
      `fields: { region: { ${TABLE}, rows: [{ when: { patience: 低 }, weights: { 东部: 1 } }, { weights: { 西部: 1 } }] } }`,
      /fields\.region: depends on itself: region → patience → .* → region/,
      /earlier ones only/,
    ],
    [
      'a replaced table without a last row',
      `fields: { patience: { ${TABLE}, rows: [{ when: { gender: 女 }, weights: { 低: 1 } }] } }`,
      /fields\.patience\.rows\.0: where no row holds, nothing is left to draw/,
      /./,
    ],
    [
      'a field that the pool cannot use any more',
      'fields: { gender: { kind: list, source: s, status: inferred, options: [{ value: 男 }, { value: 女 }] } }',
      /mine\.yaml: with this laid over it, data\/personas\/default\.yaml: pool\.quota\.1: gender cannot be a quota/,
      /quota fields are tables/,
    ],
    [
      'a value without the words that texts need',
      `fields: { income_band: { ${TABLE}, rows: [{ weights: { 2000元以下: 1, 2000-5000元: 1, 5000-8000元: 1, 8000-12000元: 1, 12000-20000元: 1, 20000元以上: 1, 百万: 1 } }] } }`,
      /fields\.income_band\.with\.百万: "百万" has no attribute words, which texts name as <income_band\.words>/,
      /with: \{ words/,
    ],
  ])('%s', (_, yaml, message, hint) => {
    let error: unknown;
    try {
      load(yaml);
    } catch (thrown) {
      error = thrown;
    }
    if (!(error instanceof RolecsError)) throw error ?? new Error('nothing was thrown');
    expect(error.message).toMatch(message);
    expect(error.message.startsWith(file)).toBe(true);
    expect(error.hint).toMatch(hint);
    expect(error.exitStatus).toBe(2);
  });

  it('a file that is not there', () => {
    expect(() => loadPersonaDistribution('data', { file: '/nowhere/mine.yaml', sets: [] })).toThrow(/cannot read \/nowhere\/mine\.yaml/);
  });
});
