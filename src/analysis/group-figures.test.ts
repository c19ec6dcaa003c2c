import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DATA_DIR } from '../config/project.js';
import type { DialogueRecord } from '../domain/dialogue.js';
import { EmotionModel } from '../domain/emotion.js';
import { readYaml } from '../resources/read-yaml.js';
import { buildRecord, framework, withChanges, withTexts } from '../testing/build-record.js';
import { GroupFigures } from './group-figures.js';
import { DirectionTexts } from './group-measures.js';

const resources = {
  framework,
  emotions: readYaml(join(DATA_DIR, 'emotions.yaml'), EmotionModel, 'data/emotions.yaml'),
  directions: readYaml(join(DATA_DIR, 'directions.yaml'), DirectionTexts, 'data/directions.yaml'),
};
const LONG = { 1: '我这卡里昨天莫名其妙少了九十八块钱，你给我查查。', 3: '我姓邓，手机尾号是四八二一，你那边能看到吧。' };

const rowOf = (changes: Partial<DialogueRecord>, texts: Record<number, string> = {}) => ({ ...withTexts(texts), ...changes });
const personaOf = (id: number, fields: object = {}) => ({ ...buildRecord().persona, id: `p-${String(id).padStart(4, '0')}`, ...fields });

function compare(field: string, rows: readonly DialogueRecord[], seed = 1, permutations = 199) {
  const figures = new GroupFigures(field, resources);
  for (const row of rows) figures.add(row);
  const { rows: measured, ...comparison } = figures.compare(seed, permutations);
  const row = (id: string) => {
    const found = measured.find((one) => one.id === id);
    if (!found) throw new Error(`no measure ${id}`);
    return found;
  };
  return { ...comparison, row };
}
const many = (count: number, rowAt: (place: number) => DialogueRecord) => Array.from({ length: count }, (_, place) => rowAt(place));

describe('GroupFigures', () => {
  it('compares dialogues by a field of the row', () => {
    const { groups, row } = compare(
      'outcome',
      many(12, (i) => (i % 2 === 0 ? rowOf({ outcome: 'solved' }) : rowOf({ outcome: 'refused', satisfied: false }, LONG))),
    );
    expect(groups).toEqual([
      { value: 'refused', dialogues: 6 },
      { value: 'solved', dialogues: 6 },
    ]);
    expect(row('satisfied')).toMatchObject({ unit: '%', means: [0, 1], explained: 1 });
    expect(row('satisfied').p).toBeLessThan(0.05);
    expect(row('customer_characters').means[0]).toBeGreaterThan(row('customer_characters').means[1] ?? Number.NaN);
    expect(row('utterances')).toMatchObject({ p: 1, explained: 0 });
    expect(row('GT').means[0]).toBeCloseTo(1 / 7, 9);
  });

  it('follows emotions from start to end as levels, and tells how readily a customer answers', () => {
    const heated = withChanges({ 1: { emotion: '不快' }, 5: { emotion: '愤怒' }, 13: { emotion: '不满' } });
    const holding = withChanges({
      3: { direction: '只先报出姓氏，其余等客服再问' },
      5: { direction: '补上刚才没报的那一项' },
      7: { direction: '照自己记得的情况作答' },
    });
    const { row } = compare('satisfied', [
      { ...heated, satisfied: false },
      { ...holding, satisfied: true },
    ]);
    expect(['emotion_start', 'emotion_peak', 'emotion_end'].map((id) => row(id).means)).toEqual([
      [1, 0],
      [4, 0],
      [2, 0],
    ]);
    expect(row('cooperation').means).toEqual([null, 0.5]);
  });

  it('gives the same result for the same seed', () => {
    const rows = many(20, (i) => rowOf({ topic: i % 3 === 0 ? 'other' : 'risk-security' }, i % 2 === 0 ? LONG : {}));
    const p = (seed: number) => compare('topic', rows, seed).row('customer_characters').p;
    expect(p(7)).toBe(p(7));
  });
});

describe('the permutation test', () => {
  it('permutes whole personas by a field of theirs: twenty dialogues of one persona are one draw, not twenty', () => {
    // Two talkative women, two terse men: one of three ways to pair four personas, however many dialogues each has.
    const rows = many(80, (i) => rowOf({ persona: personaOf(i % 4, { gender: i % 4 < 2 ? '女' : '男' }) }, i % 4 < 2 ? LONG : {}));
    const { unit, personas, row } = compare('persona.gender', rows);
    expect({ unit, personas }).toEqual({ unit: 'personas', personas: 4 });
    expect(row('customer_characters').explained).toBeCloseTo(1, 9);
    expect(row('customer_characters').p).toBeGreaterThan(0.2);
  });

  it('permutes within personas by a field that differs between their dialogues: how personas differ is no evidence', () => {
    const rows = many(40, (i) => {
      const topic = i % 2 === 0 ? 'other' : 'risk-security';
      return rowOf({ persona: personaOf(i >> 2), topic, satisfied: topic === 'other' }, i % 8 < 4 ? LONG : {});
    });
    const { unit, row } = compare('topic', rows);
    expect(unit).toBe('dialogues');
    expect(row('satisfied').p).toBeLessThan(0.05);
    expect(row('customer_characters').p).toBe(1);
  });

  it('takes personas of one id for as many people as they have seeds: parts of a dataset number theirs anew', () => {
    const rows = [1, 2].flatMap((seed) =>
      many(4, () => rowOf({ persona: personaOf(1), provenance: { ...buildRecord().provenance, seed } })),
    );
    expect(compare('persona.age_band', rows).personas).toBe(2);
  });

  it('says nothing of a single group', () => {
    expect(compare('topic', [buildRecord(), buildRecord()]).row('utterances').p).toBeNull();
  });
});

describe('fields', () => {
  it('a field that an overlay added', () => {
    const rows = many(4, (i) => rowOf({ persona: personaOf(i, { dialect: i < 2 ? '普通话' : '粤语' }) }));
    expect(
      compare('persona.dialect', rows)
        .groups.map(({ value }) => value)
        .sort(),
    ).toEqual(['普通话', '粤语'].sort());
  });

  it('a list has a member or has it not', () => {
    const rows = many(4, (i) => rowOf({ persona: personaOf(i, { products: i === 0 ? ['储蓄卡', '理财'] : ['储蓄卡'] }) }));
    expect(compare('persona.products.理财', rows).groups).toEqual([
      { value: 'with 理财', dialogues: 1 },
      { value: 'without 理财', dialogues: 3 },
    ]);
  });

  it('many numbers are cut into quarters, few are not', () => {
    const aged = (ages: number) => many(40, (i) => rowOf({ persona: personaOf(i, { age: 20 + (i % ages) }) }));
    expect(compare('persona.age', aged(40)).groups).toEqual([
      { value: '20 to 29', dialogues: 10 },
      { value: '30 to 39', dialogues: 10 },
      { value: '40 to 49', dialogues: 10 },
      { value: '50 to 59', dialogues: 10 },
    ]);
    expect(compare('persona.age', aged(3)).groups.map(({ value }) => value)).toEqual(['20', '21', '22']);
  });

  it.each([
    ['persona.nothing', 'field-unknown', 'persona has id, surname'],
    ['nothing', 'field-unknown', 'a row has id, index'],
    ['persona', 'field-unknown', 'persona has id, surname'],
    ['topic.nothing', 'field-unknown', 'topic is a single value'],
    ['persona.products', 'field-unknown', 'compare by a member of it: persona.products.'],
    ['dialogue', 'field-unknown', 'name a field with one value'],
  ])('refuses --by %s', (field, code, hint) => {
    expect(() => compare(field, [buildRecord()])).toThrow(expect.objectContaining({ code, hint: expect.stringContaining(hint) }));
  });

  it('refuses a field that nearly every dialogue has another value of, and a dataset without rows', () => {
    const rows = many(101, (i) => rowOf({ id: `rcs-42-${i}` }));
    expect(() => compare('id', rows)).toThrow(expect.objectContaining({ code: 'field-too-fine' }));
    expect(() => compare('topic', [])).toThrow(expect.objectContaining({ code: 'dataset-empty' }));
  });
});
