import { describe, expect, it } from 'vitest';
import { createStream } from '../random/stream.js';
import { countWord, readChineseNumeral, speakDecimal, speakMoney, toChineseNumeral, writeMoney } from './numerals.js';

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
/** Values over all magnitudes to this many digits, each with many zeros and with none. */
function samples(digits: number, count: number): number[] {
  const stream = createStream(`numerals/${digits}`);
  return range(count).map(() => {
    const length = 5 + stream.int(digits - 4);
    const text = range(length).map((at) => (at === 0 ? 1 + stream.int(9) : stream.chance(0.5) ? 0 : stream.int(10)));
    return Number(text.join(''));
  });
}

describe('a numeral', () => {
  it('is read back as what was spoken, from 0 to 9999', () => {
    expect(range(10_000).filter((value) => readChineseNumeral(toChineseNumeral(value)) !== value)).toEqual([]);
  });

  it('is read back as what was spoken, up to 99,999,999', () => {
    expect(samples(8, 5000).filter((value) => readChineseNumeral(toChineseNumeral(value)) !== value)).toEqual([]);
  });

  it('is read back as what was spoken, up to 999,999,999,999', () => {
    expect(samples(12, 5000).filter((value) => readChineseNumeral(toChineseNumeral(value)) !== value)).toEqual([]);
  });

  it.each([
    [0, '零'],
    [2, '二'],
    [10, '十'],
    [12, '十二'],
    [20, '二十'],
    [105, '一百零五'],
    [110, '一百一十'],
    [112, '一百一十二'],
    [200, '两百'],
    [222, '两百二十二'],
    [1005, '一千零五'],
    [1050, '一千零五十'],
    [2600, '两千六百'],
    [10_012, '一万零一十二'],
    [20_000, '两万'],
    [22_000, '两万两千'],
    [130_000, '十三万'],
    [10_200, '一万零二百'],
    [100_000_000, '一亿'],
    [200_000_000, '两亿'],
    [100_050_003, '一亿零五万零三'],
  ])('%i is spoken %s', (value, spoken) => {
    expect(toChineseNumeral(value)).toBe(spoken);
  });

  it.each([
    ['两千六', 2600],
    ['一万三', 13_000],
    ['七千二', 7200],
    ['二百五', 250],
    ['十二', 12],
    ['一百零五', 105],
    ['一百零五十', 150],
    ['一万零三', 10_003],
    ['十三万五', 135_000],
    ['一亿三', 130_000_000],
    ['一亿零两万', 100_020_000],
    ['三千五百万', 35_000_000],
    ['三万亿', 3_000_000_000_000],
    ['一百十五', 115],
    ['〇', 0],
    ['一点四五', 1.45],
    ['零点零五', 0.05],
    ['三十点二', 30.2],
  ])('%s means %d', (text, value) => {
    expect(readChineseNumeral(text)).toBe(value);
  });

  it.each([
    '',
    '点',
    '点五',
    '三点',
    '一点二点三',
    '万',
    '亿',
    '百',
    '千五',
    '一二',
    '两两',
    '12',
    '十十',
    '二百三千',
    '一千两千',
    '一万两万',
    '一亿三亿',
    '一万x',
    '卡号',
    '三个',
    '一点十',
    ' 三',
  ])('"%s" is none', (text) => {
    expect(readChineseNumeral(text)).toBeNull();
  });

  it('cannot be made of what is no whole number in range', () => {
    for (const value of [-1, 1.5, 1e12, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => toChineseNumeral(value)).toThrow(RangeError);
  });
});

describe('money', () => {
  it.each([
    [2, '两块', '2元'],
    [12, '十二块', '12元'],
    [30, '三十块', '30元'],
    [105, '一百零五', '105元'],
    [110, '一百一', '110元'],
    [250, '两百五', '250元'],
    [486, '四百八十六', '486元'],
    [1010, '一千零一十', '1010元'],
    [2600, '两千六', '2600元'],
    [7200, '七千二', '7200元'],
    [7250, '七千二百五', '7250元'],
    [10_000, '一万', '1万元'],
    [13_000, '一万三', '13000元'],
    [13_500, '一万三千五', '13500元'],
    [13_520, '一万三千五百二', '13520元'],
    [128_000, '十二万八', '12.8万元'],
    [8.5, '八块五', '8.50元'],
    [2.5, '两块五', '2.50元'],
    [8.25, '八块二毛五', '8.25元'],
    [100.5, '一百块五', '100.50元'],
  ])('%d is spoken %s and written %s', (value, spoken, written) => {
    expect(speakMoney(value)).toBe(spoken);
    expect(writeMoney(value)).toBe(written);
  });

  it('in whole yuan is read back as what was meant, over all hundreds to a million and samples', () => {
    const values = [...range(10_000).map((n) => n * 100), ...range(10_000), ...samples(8, 2000)].filter((value) => value > 0);
    const misread = values.filter((value) => readChineseNumeral(speakMoney(value).replace(/块$/, '')) !== value);
    expect(misread).toEqual([]);
  });
});

describe('a count and a decimal', () => {
  it('are spoken before measure words and after the point', () => {
    expect([1, 2, 12, 22, 200].map(countWord)).toEqual(['一', '两', '十二', '二十二', '两百']);
    expect([3, 1.45, 0.05, 2.6, 10.25].map(speakDecimal)).toEqual(['三', '一点四五', '零点零五', '二点六', '十点二五']);
  });

  it('are read back', () => {
    const values = range(2000).map((n) => n / 100);
    expect(values.filter((value) => readChineseNumeral(speakDecimal(value)) !== value)).toEqual([]);
  });
});
