import { describe, expect, it } from 'vitest';
import type { DialogueRecord } from '../../domain/dialogue.js';
import { buildRecord, withTexts } from '../../testing/build-record.js';
import { checkNumberTracing } from './number-tracing.js';

const WHITELIST = ['投诉15日内答复', '存款保险最高偿付50万元', '热线12378', '每年免费查询2次'];
const { find } = checkNumberTracing({ whitelist: WHITELIST, companyNames: [], labels: {}, forbidden: {} });

/** The supporter says something at utterance 6; the scenario holds these records besides its own. */
function saying(text: string, ...records: string[]): DialogueRecord {
  const record = buildRecord();
  const { scenario } = record;
  const bank_side = { ...scenario.bank_side, records: [...scenario.bank_side.records, ...records] };
  return withTexts({ 6: text }, { ...record, scenario: { ...scenario, bank_side } });
}
const untraced = (figure: string, text: string) => `utterance 6 states ${figure}, which nothing supports: ${text}`;

describe('number-tracing', () => {
  it.each([
    ['学费1.3万元。', '学费13000元'],
    ['学费13000元。', '学费一万三'],
    ['学费一万三。', '学费1.3万元'],
    ['学费13,000元。', '学费1.3万元'],
    ['手续费八块五。', '手续费8.50元'],
    ['利率百分之一点六。', '年利率1.60%'],
    ['利率1.6%。', '年利率百分之一点六'],
    ['日息0.05%。', '日利率万分之五'],
    ['扣款在11月16号。', '没有别的'],
    ['下午6点21分那笔退回了。', '18:21转账失败'],
    ['约在今晚8点半。', '预约今晚八点半'],
    ['约在20点30分。', '预约今晚八点半'],
    ['您尾号0428的卡。', '尾号0428'],
    ['您尾号零四二八的卡。', '尾号0428'],
    ['六点零五分退回的。', '下午6:05退回'],
    ['两三天就到。', '2至3天'],
    ['一天到晚都能打，有两个办法。', '没有别的'],
  ])('passes "%s" where the bank holds "%s"', (text, record) => {
    expect(find(saying(text, record))).toBeNull();
  });

  it.each([
    ['退您99元。', '99元'],
    ['退您九十九块。', '九十九块'],
    ['退您1.3万元。', '1.3万元'],
    ['退您９９元。', '99元'],
    ['11月17日扣的。', '17日'],
    ['下午5点前办好。', '5点'],
    ['下午五点前办好。', '五点'],
    ['8点半给您回电。', '8点'],
    ['十五点前给您回电。', '十五点'],
    ['您尾号4822的卡。', '4822'],
    ['您尾号四八二二的卡。', '四八二二'],
    ['利率2.5%。', '2.5%'],
    ['利率百分之四。', '百分之四'],
    ['五六天就到。', '五六天'],
    ['四天就到。', '四天'],
    ['利率一点六%。', '一点六%'],
    ['给您减了三成。', '三成'],
    ['已经扣过五次。', '五次'],
  ])('refuses "%s"', (text, figure) => {
    expect(find(saying(text))).toBe(untraced(figure, text));
  });

  it('takes what the customer said before, in whatever spelling, and not what he says later', () => {
    const early = { 3: '姓邓，4821，扣了两百六，六点二十的事。' };
    expect(find(withTexts({ ...early, 6: '260元，6点20分那笔，查到了。' }))).toBeNull();
    expect(find(withTexts({ 6: '260元那笔查到了。', 7: '对，就是两百六。' }))).toBe(untraced('260元', '260元那笔查到了。'));
  });

  it('does not take what the supporter said before', () => {
    expect(find(withTexts({ 6: '一共70元。', 8: '70元退您。' }))).toBe(untraced('70元', '一共70元。'));
  });

  it('lets the customer say any number', () => {
    expect(find(withTexts({ 5: '我在别处存了77万，利息3.2%。' }))).toBeNull();
  });

  it('takes the whitelist', () => {
    expect(find(saying('存款保险最高赔50万元，15日内答复您，也可以打12378。'))).toBeNull();
  });

  it('compares what a number counts, where both sides say it', () => {
    expect(find(saying('手续费15元。'))).toBe(untraced('15元', '手续费15元。'));
    expect(find(saying('手续费16元。'))).toBe(untraced('16元', '手续费16元。'));
    expect(find(saying('扣了98天。'))).toBe(untraced('98天', '扣了98天。'));
    expect(find(saying('总共98，没有别的。'))).toBeNull();
    expect(find(saying('15天内答复。'))).toBeNull();
  });

  it('takes description, customer knowledge, records and policy card, and not the goal or what nobody on the line knows', () => {
    const record = buildRecord();
    const scenario = {
      ...record.scenario,
      description: '少了11元',
      customer_knows: ['少了12元'],
      bank_side: { records: ['13元'], policy_card: ['14元'] },
      customer_goal: '要回21元',
      cause: '多扣22元',
      title: '23元去哪了',
    };
    const texts = (amount: number) => withTexts({ 6: `一共${amount}元。`, 8: '能退。' }, { ...record, scenario });
    for (const amount of [11, 12, 13, 14]) expect(find(texts(amount))).toBeNull();
    for (const amount of [21, 22, 23]) expect(find(texts(amount))).toBe(untraced(`${amount}元`, `一共${amount}元。`));
  });
});
