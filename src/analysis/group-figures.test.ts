import { describe, expect, it } from 'vitest';
import type { DialogueRecord } from '../domain/dialogue.js';
import { buildRecord, framework, withTexts } from '../testing/build-record.js';
import { GroupFigures, varianceRatio } from './group-figures.js';

const rowOf = (changes: Partial<DialogueRecord>, texts: Record<number, string> = {}) => ({ ...withTexts(texts), ...changes });

describe('GroupFigures', () => {
  const long = { 1: '我这卡里昨天莫名其妙少了九十八块钱，你给我查查。', 3: '我姓邓，手机尾号是四八二一，你那边能看到吧。' };

  it('compares dialogues by a field of the row', () => {
    const figures = new GroupFigures('outcome', framework);
    for (let i = 0; i < 12; i++)
      figures.add(i % 2 === 0 ? rowOf({ outcome: 'solved' }) : rowOf({ outcome: 'refused', satisfied: false }, long));
    const { groups, rows } = figures.compare(1, 199);
    expect(groups).toEqual([
      { value: 'refused', dialogues: 6 },
      { value: 'solved', dialogues: 6 },
    ]);
    const row = (metric: string) => rows.find((one) => one.metric === metric);
    expect(row('satisfied')).toMatchObject({ means: [0, 1] });
    expect(row('satisfied')?.p).toBeLessThan(0.05);
    expect(row('customer_characters')?.means[0]).toBeGreaterThan(row('customer_characters')?.means[1] ?? Number.NaN);
    expect(row('utterances')).toMatchObject({ p: 1 });
    expect(row('GT')?.means[0]).toBeCloseTo(1 / 7, 9);
  });

  it('gives the same result for the same seed', () => {
    const compared = (seed: number) => {
      const figures = new GroupFigures('persona.gender', framework);
      for (let i = 0; i < 20; i++)
        figures.add(rowOf({ persona: { ...buildRecord().persona, gender: i % 3 === 0 ? '女' : '男' } }, i % 2 === 0 ? long : {}));
      return figures.compare(seed, 99);
    };
    expect(compared(7)).toEqual(compared(7));
  });

  it.each(['persona.nothing', 'persona', 'dialogue'])('refuses --by %s', (field) => {
    expect(() => new GroupFigures(field, framework).add(buildRecord())).toThrow(expect.objectContaining({ code: 'field-unknown' }));
  });
});

describe('varianceRatio', () => {
  it('is what a one-way random effects model says', () => {
    // Means 1, 2, 3 with a variance of 1 in between; within, ±0.5: variance 0.5. (MSB − MSW) / n = (2 − 0.5) / 2.
    expect(
      varianceRatio([
        [0.5, 1.5],
        [1.5, 2.5],
        [2.5, 3.5],
      ]),
    ).toBeCloseTo(0.75 / 0.5, 9);
  });

  it('is zero where groups differ less than their members, and nothing where no group has two', () => {
    expect(
      varianceRatio([
        [0, 10],
        [1, 9],
        [2, 8],
      ]),
    ).toBe(0);
    expect(varianceRatio([[1], [2]])).toBeNull();
  });
});
