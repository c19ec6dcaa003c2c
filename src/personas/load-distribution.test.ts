import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RolecsError } from '../domain/errors.js';
import { loadPersonaDistribution } from './load-distribution.js';
import { createPersonaPool } from './persona-pool.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'personas-'));
  cpSync('data/personas', join(dataDir, 'personas'), { recursive: true });
});
afterEach(() => rmSync(dataDir, { recursive: true }));

function edit(file: string, from: string, to: string): void {
  const path = join(dataDir, 'personas', file);
  const source = readFileSync(path, 'utf8');
  if (!source.includes(from)) throw new Error(`${file} does not hold ${from}`);
  writeFileSync(path, source.replace(from, to));
}

function failure(action: () => unknown): Pick<RolecsError, 'code' | 'message' | 'hint' | 'details'> {
  try {
    action();
  } catch (error) {
    if (error instanceof RolecsError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const AGE_BANDS = '{ 18-29: 18.7, 30-39: 29, 40-49: 19.5, 50-59: 15.8, 60plus: 17 }';
const GENDERS = '{ 男: 49.77, 女: 50.23 }';

describe('the default distribution', () => {
  it('loads, and its lists are as long as they are meant to be', () => {
    const { fields } = loadPersonaDistribution(dataDir);
    const sizes = [...fields].flatMap(([name, field]) => (field.kind === 'list' ? [[name, field.options.length] as const] : []));
    const least: Record<string, number> = { city: 90, surname: 120, household: 40, occupation: 90, current_pressure: 90, bank_history: 40 };
    expect(sizes.filter(([name, size]) => size < (least[name] as number))).toEqual([]);
    expect(sizes.map(([name]) => name)).toEqual(['city', 'surname', 'occupation', 'household', 'current_pressure', 'bank_history']);
  });

  it('cites a source for every table', () => {
    for (const [, field] of loadPersonaDistribution(dataDir).fields) expect(field.source.length).toBeGreaterThan(2);
  });
});

describe('a broken distribution is refused, naming place, value and remedy', () => {
  it.each([
    ['a tab', 'default.yaml', '  gender:\n', '\tgender:\n', /default\.yaml:\d+:\d+: not valid YAML/],
    [
      'a wrong type',
      'default.yaml',
      AGE_BANDS,
      'many',
      /default\.yaml:\d+: fields\.age_band\.rows\.0\.weights: .*expected record.*found "many"/,
    ],
    [
      'an unknown key',
      'default.yaml',
      'at_most: 5',
      'at_most: 5\n    at_least: 1',
      /fields\.products\.at_least: Unrecognized key: "at_least"/,
    ],
    ['a negative weight', 'default.yaml', '男: 49.77', '男: -1', /fields\.gender\.rows\.0\.weights\.男: Too small: .*found -1/],
    ['weights that sum to 0', 'default.yaml', GENDERS, '{ 男: 0, 女: 0 }', /fields\.gender\.rows\.0\.weights: the weights sum to 0/],
    ['an infinite weight', 'default.yaml', '男: 49.77', '男: .inf', /fields\.gender\.rows\.0\.weights\.男: .*Infinity/],
    [
      'a range upside down',
      'default.yaml',
      'from: 30, to: 39',
      'from: 39, to: 30',
      /fields\.age\.rows\.1\.ranges\.0: from must not exceed to/,
    ],
    ['a mean outside its limits', 'default.yaml', 'mean: 17.6', 'mean: 50', /utterance_chars: mean must lie between min and max/],
    [
      'a test that is none',
      'default.yaml',
      'when: { age: { max: 21 } }',
      'when: { age: { above: 21 } }',
      /fields\.marital\.rows\.0\.when\.age\.above: Unrecognized key: "above"/,
    ],
    [
      'an unknown key in a list',
      'cities.yaml',
      'weight: 22,',
      'wieght: 22,',
      /data\/personas\/cities\.yaml:\d+: options\.0\.wieght: Unrecognized key: "wieght"/,
    ],
    [
      'options twice',
      'default.yaml',
      'options_from: cities.yaml',
      'options_from: cities.yaml\n    options: [{ value: 北京 }]',
      /default\.yaml:\d+: fields\.city: needs either options/,
    ],
    ['no such file', 'default.yaml', 'options_from: cities.yaml', 'options_from: towns.yaml', /cannot read data\/personas\/towns\.yaml/],
  ])('%s', (_, file, from, to, message) => {
    edit(file, from, to);
    const { message: found, hint } = failure(() => loadPersonaDistribution(dataDir));
    expect(found).toMatch(message);
    expect(hint).toBeTruthy();
  });

  const meaning: [string, string, string, string, string, RegExp][] = [
    [
      'an unknown field',
      'default.yaml',
      'when: { marital: 未婚 }',
      'when: { wedding: 未婚 }',
      'default.yaml: fields.children.rows.0.when.wedding: unknown field wedding',
      /^known here: age_band, gender/,
    ],
    [
      'an unknown value',
      'default.yaml',
      'when: { marital: 未婚 }',
      'when: { marital: 单身 }',
      'default.yaml: fields.children.rows.0.when.marital: marital is never "单身"',
      /^its values: 未婚, 已婚/,
    ],
    [
      'an unknown attribute',
      'default.yaml',
      'when: { occupation.pay: 0 }',
      'when: { occupation.wage: 0 }',
      'default.yaml: fields.income_band.rows.0.when.occupation.wage: unknown field occupation.wage',
      /known here/,
    ],
    [
      'a forward reference',
      'default.yaml',
      'when: { region: 东部 }',
      'when: { city: 上海 }',
      'default.yaml: fields.city_tier.rows.0.when.city: city is drawn later',
      /earlier fields only/,
    ],
    [
      'a word for a number',
      'default.yaml',
      'when: { age: { max: 21 } }',
      'when: { age: young }',
      'default.yaml: fields.marital.rows.0.when.age: age is a number, found "young"',
      /\{min: …, max: …\}/,
    ],
    [
      'a range of words',
      'default.yaml',
      'when: { marital: 未婚 }',
      'when: { marital: { min: 2 } }',
      'default.yaml: fields.children.rows.0.when.marital: marital is no number',
      /its values/,
    ],
    [
      'a condition on free text',
      'default.yaml',
      'when: { city_tier: 县域 }, times: { 小学及以下: 1.6',
      'when: { form_of_address: 王女士 }, times: { 小学及以下: 1.6',
      'default.yaml: fields.education.adjust.2.when.form_of_address: form_of_address is free text',
      /the fields that the text depends on/,
    ],
    [
      'a value that no persona may have',
      'default.yaml',
      '未婚: 86, 已婚: 14',
      '未婚: 86, 已昏: 14',
      'default.yaml: fields.marital.已昏: "已昏" is no marital',
      /./,
    ],
    [
      'an adjusted value that is none',
      'default.yaml',
      'times: { 李: 1.4 }',
      'times: { 里: 1.4 }',
      'default.yaml: fields.surname.adjust.0.times: surname is never "里"',
      /its values/,
    ],
    [
      'a table without a last row',
      'default.yaml',
      '      - weights: { 二线: 26, 三四线: 51, 县域: 23 }',
      '',
      'default.yaml: fields.city_tier.rows.2: where no row holds, nothing is left to draw',
      /end with a row without/,
    ],
    [
      'a number to be balanced',
      'default.yaml',
      'balanced: [region,',
      'balanced: [patience.none, age, region,',
      'default.yaml: pool.balanced.0: patience.none cannot be balanced',
      /tables or lists/,
    ],
    [
      'a quota that is not first',
      'default.yaml',
      'quota: [age_band, gender]',
      'quota: [gender]',
      'default.yaml: pool.quota.0: gender cannot be a quota',
      /first fields/,
    ],
    [
      'a missing field',
      'default.yaml',
      '  patience:\n',
      '  endurance:\n',
      'default.yaml: fields.difficulty.cooperation.shifts.0.when.patience: unknown field patience',
      /./,
    ],
    ['the same city twice', 'cities.yaml', 'value: 上海', 'value: 北京', 'cities.yaml: fields.city.options: "北京" stands twice', /merge/],
    [
      'a shape that forgets a field',
      'description.yaml',
      '平时<mood>，<temper>；跟客服打交道',
      '平时<temper>；跟客服打交道',
      'description.yaml: shapes.0: this shape never mentions baseline_emotion',
      /add a clause/,
    ],
    [
      'an unknown slot',
      'description.yaml',
      '<education.words>，<occupation.does>',
      '<education.words>，<occupation.do>',
      'description.yaml: clauses.job.say.1: <occupation.do> is neither a clause nor a field',
      /clauses: who, self/,
    ],
    [
      'a silent wording',
      'language-note.yaml',
      'say: 句子短, when: { language_style.utterance_chars: { min: 10, max: 13 } }',
      'say: 句子短, when: { gender: 女 }',
      'language-note.yaml: clauses.size.say.2: "句子短" says nothing about language_style.utterance_chars, which its clause tells',
      /let it hold/,
    ],
  ];
  it.each(meaning)('%s', (_, file, from, to, message, hint) => {
    edit(file, from, to);
    const found = failure(() => loadPersonaDistribution(dataDir));
    expect(found.code).toBe('persona-distribution-invalid');
    const told = [found.message, ...found.details].map((text) => text.replace(/\.yaml:\d+:/, '.yaml:'));
    expect(told.some((text) => text.startsWith(`data/personas/${message}`))).toBe(true);
    expect(found.message).toMatch(/^data\/personas\/[a-z-]+\.yaml:\d+: /);
    expect([found.hint, ...found.details].join('\n').replaceAll('; ', '\n')).toMatch(new RegExp(hint, 'm'));
  });

  it('says which field has no option left, and for whom', () => {
    edit('default.yaml', 'weights: { 退休: 1 }', 'weights: { 学生: 1 }');
    const { code, message } = failure(() => createPersonaPool(loadPersonaDistribution(dataDir), { seed: 1 }));
    expect(code).toBe('persona-no-option');
    expect(message).toMatch(/^persona distribution: fields\.occupation has no option for age_band 60plus, .*occupation_group 学生/);
  });

  it('says which constraint excludes everybody', () => {
    edit('default.yaml', 'never:\n', 'never:\n  - { when: { gender: 女 }, why: no women, source: none, status: inferred }\n');
    const { code, message } = failure(() => createPersonaPool(loadPersonaDistribution(dataDir), { seed: 1, size: 20 }));
    expect(code).toBe('persona-excluded');
    expect(message).toMatch(/no persona with age_band .*, gender 女 after 200 draws \(data\/personas\/default\.yaml: never\.0: no women\)/);
  });
});
