import { describe, expect, it } from 'vitest';
import { createStream } from '../random/stream.js';
import { describeDay, describeTime, drawCallDate, parseClock } from './calendar.js';

const day = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;
const range = (count: number, from = 0) => Array.from({ length: count }, (_, at) => from + at);
/** 2026-11-18 is a Wednesday. */
const WEDNESDAY = day('2026-11-18');

describe('a day', () => {
  it.each([
    [0, '11月18日', '今天'],
    [-1, '11月17日', '昨天'],
    [-2, '11月16日', '前天'],
    [-3, '11月15日', '大前天'],
    [1, '11月19日', '明天'],
    [3, '11月21日', '大后天'],
    [-4, '11月14日', '上周六'],
    [-9, '11月9日', '上周一'],
    [-10, '11月8日', '这个月八号'],
    [4, '11月22日', '这周日'],
    [5, '11月23日', '下周一'],
    [9, '11月27日', '下周五'],
    [12, '11月30日', '这个月三十号'],
    [13, '12月1日', '下个月一号'],
    [-18, '10月31日', '上个月三十一号'],
    [-60, '9月19日', '九月十九号'],
  ])('%i days from a Wednesday is written %s and spoken %s', (offset, written, spoken) => {
    expect(describeDay(WEDNESDAY, offset)).toEqual({ written, spoken, value: String(offset) });
  });

  it.each([
    ['2026-11-16', -4, '上周四'], // a Monday
    ['2026-11-16', 6, '这周日'],
    ['2026-11-22', -6, '这周一'], // a Sunday still belongs to the week that ends
    ['2026-11-22', 4, '下周四'],
    ['2026-11-22', -7, '上周日'],
  ])('weeks begin on Monday: %s, %i days on, is %s', (iso, offset, spoken) => {
    expect(describeDay(day(iso), offset).spoken).toBe(spoken);
  });

  it('names the right weekday for every call date and every offset', () => {
    for (const call of range(300, day('2026-02-02'))) {
      for (const offset of range(19, -9)) {
        const { spoken } = describeDay(call, offset);
        const weekday = /周(.)$/.exec(spoken ?? '')?.[1];
        if (weekday) expect(weekday).toBe('日一二三四五六'[new Date((call + offset) * 86_400_000).getUTCDay()]);
      }
    }
  });

  it('goes over month and year boundaries, and through leap days', () => {
    expect(describeDay(day('2026-03-02'), -10).written).toBe('2月20日');
    expect(describeDay(day('2026-12-25'), 10)).toEqual({ written: '2027年1月4日', spoken: '下个月四号', value: '10' });
    expect(describeDay(day('2026-02-03'), -40)).toEqual({ written: '2025年12月25日', spoken: '去年十二月二十五号', value: '-40' });
    expect(describeDay(day('2026-12-01'), 80)).toMatchObject({ written: '2027年2月19日', spoken: '明年二月十九号' });
    expect(describeDay(day('2028-03-01'), -1).written).toBe('2月29日');
  });

  it('tells different days apart within a month around the call', () => {
    for (const call of range(40, WEDNESDAY)) {
      const forms = range(41, -20).map((offset) => describeDay(call, offset));
      expect(new Set(forms.map(({ written }) => written)).size).toBe(41);
      expect(new Set(forms.map(({ spoken }) => spoken)).size).toBe(41);
    }
  });
});

describe('a time of day', () => {
  it.each([
    ['00:00', '凌晨0点', '凌晨零点'],
    ['05:59', '凌晨5点59分', '凌晨五点五十左右'],
    ['06:05', '上午6点5分', '上午六点多'],
    ['12:30', '中午12点30分', '中午十二点半左右'],
    ['14:20', '下午2点20分', '下午两点二十左右'],
    ['18:21', '晚上6点21分', '晚上六点二十左右'],
    ['23:59', '晚上11点59分', '晚上十一点五十左右'],
  ])('%s is written %s and begins, spoken, like %s', (clock, written, spoken) => {
    const forms = describeTime(parseClock(clock));
    expect(forms.written).toBe(written);
    expect(forms.value).toBe(String(parseClock(clock)));
    expect(forms.spoken?.slice(0, spoken.length)).toBe(spoken);
  });

  it('speaks no minute more than a quarter of an hour off', () => {
    const roughly: Readonly<Record<string, number>> = { 多: 5, 一刻左右: 15, 二十左右: 20, 半左右: 30, 四十左右: 40, 五十左右: 50 };
    for (const minutes of range(24 * 60)) {
      const rough = roughly[describeTime(minutes).spoken?.replace(/^.*点/, '') ?? ''];
      expect(rough).toBeDefined();
      expect(Math.abs((rough ?? 0) - (minutes % 60))).toBeLessThan(15);
    }
  });

  it('is told apart by its written form for every minute of a day', () => {
    expect(new Set(range(24 * 60).map((minutes) => describeTime(minutes).written)).size).toBe(24 * 60);
  });
});

describe('the day of a call', () => {
  it('is drawn between February and November 2026, evenly over the months', () => {
    const dates = range(6000).map((index) => drawCallDate(createStream(`call/${index}`)));
    expect(Math.min(...dates)).toBeGreaterThanOrEqual(day('2026-02-02'));
    expect(Math.max(...dates)).toBeLessThanOrEqual(day('2026-11-28'));
    const halves = dates.filter((date) => date < day('2026-02-02') + 150).length;
    expect(Math.abs(halves - 3000)).toBeLessThan(150);
  });
});
