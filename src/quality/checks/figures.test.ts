import { describe, expect, it } from 'vitest';
import { figuresIn } from './figures.js';

const stated = (text: string) =>
  figuresIn(text)
    .filter((figure) => figure.stated)
    .map(({ values, unit }) => [values[0], unit]);

describe('figuresIn', () => {
  it.each([
    ['1.3万元', 13000, 'money'],
    ['13000元', 13000, 'money'],
    ['13,000元', 13000, 'money'],
    ['１３０００元', 13000, 'money'],
    ['一万三', 13000, null],
    ['1.35万元', 13500, 'money'],
    ['两千六', 2600, null],
    ['三千四百多块', 3400, 'money'],
    ['一百零五元', 105, 'money'],
    ['3千万元', 30_000_000, 'money'],
    ['10w', 100_000, null],
    ['8.50元', 8.5, 'money'],
    ['八块五', 8.5, 'money'],
    ['八块二毛五', 8.25, 'money'],
    ['8块5', 8.5, 'money'],
    ['手续费两块，', 2, 'money'],
    ['1.60%', 1.6, 'share'],
    ['百分之二点六', 2.6, 'share'],
    ['千分之五', 5, 'share'],
    ['0.5个百分点', 0.5, 'share'],
    ['三成', 3, 'share'],
    ['年利率一点四五', 1.45, null],
    ['三天', 3, 'time'],
    ['2个工作日', 2, 'time'],
    ['两个工作日', 2, 'time'],
    ['十五日内', 15, 'time'],
    ['十分钟', 10, 'time'],
    ['九月', 9, 'time'],
    ['下午三点', 3, 'clock'],
    ['六点前', 6, 'clock'],
    ['尾号0428', 428, null],
    ['尾号七零八二', 7082, null],
    ['5次', 5, 'count'],
    ['三笔', 3, 'count'],
    ['分12期', 12, null],
    ['R2', 2, null],
    ['12378', 12378, null],
  ] as const)('reads %s', (text, value, unit) => {
    expect(stated(text)).toEqual([[value, unit]]);
  });

  it.each([
    ['11月16日', [11, 16]],
    ['下午6点21分', [6, 21]],
    ['6点半', [6, 30]],
    ['六点二十', [6, 20]],
    ['六点零五分', [6, 5]],
    ['下午三点五十', [3, 50]],
    ['八点半', [8, 30]],
    ['17:30', [17, 30]],
    ['五六天', [5, 6]],
    ['一千二的卡存三十万', [1200, 300000]],
  ])('reads every number of %s', (text, values) => {
    expect(stated(text).map(([value]) => value)).toEqual(values);
  });

  it.each([
    '一天到晚都在忙',
    '有两个办法',
    '两样都要带上',
    '第二天就能用',
    '这两天有点忙',
    '过两天再打来',
    '十分抱歉',
    '千万别点',
    '万一没收到',
    '三天两头来问',
    '三番五次',
    '切得七零八碎',
    '有三点要跟您说清',
    '早一点到',
    '一点一点来',
    '一步一步',
    '一百个放心',
    '多放几十块',
    '双十一活动',
    '5G信号',
    '两块是分开的',
    '刷一块两块都算',
    '钱一笔一笔查',
  ])('takes nothing in %s for a figure', (text) => {
    expect(stated(text)).toEqual([]);
  });

  it('gives a source the readings that nobody states', () => {
    expect(figuresIn('有两个办法').map(({ values, stated }) => ({ values, stated }))).toEqual([{ values: [2], stated: false }]);
    expect(figuresIn('万分之五')[0]?.values).toEqual([5, 0.05]);
    expect(figuresIn('三点').map(({ values }) => values)).toEqual([[3]]);
  });

  it('says where a figure stands, with its unit', () => {
    expect(figuresIn('再等3个工作日，扣1.3万元').map(({ text }) => text)).toEqual(['3个工作日', '1.3万元']);
  });
});
