import { describe, expect, it } from 'vitest';
import { buildRecord, framework, qualityRules, withChanges, withTexts } from '../../testing/build-record.js';
import { checkLabelBoundary } from './label-boundary.js';

describe('label-boundary', () => {
  const { find } = checkLabelBoundary(framework, qualityRules);

  it('passes lines that show what their labels say', () => {
    expect(find(buildRecord())).toBeNull();
    for (const greeting of ['你好，请讲。', '早上好，这里是[公司名称]。', '晚上好，请问有什么事？'])
      expect(find(withTexts({ 0: greeting }))).toBeNull();
  });

  it.each([
    [0, '请讲。', '策略1 礼貌问候'],
    [2, '您什么时候开的户？', '策略2 确认身份'],
    [4, '卡里昨天少了钱。', '策略3 重述或转述'],
    [8, '这张卡是普通储蓄卡', '策略8 解决实施'],
    [10, '这笔钱已经在路上。', '策略9 反馈请求'],
    [12, '好，就这样。', '策略11 感谢与告别'],
  ])('refuses utterance %d saying %s', (position, text, label) => {
    expect(find(withTexts({ [position]: text }))).toBe(`utterance ${position} does not do what ${label} does: ${text}`);
  });

  it('wants a question where something is to be refined', () => {
    const asking = (text: string) => withChanges({ 6: { strategy: framework.strategies.PR.label, text } });
    expect(find(asking('您是在哪儿开通的？'))).toBeNull();
    expect(find(asking('您在网上开通的。'))).toBe('utterance 6 does not do what 策略4 细化问题 does: 您在网上开通的。');
  });

  it('refuses advice in a goodbye and in a comfort', () => {
    expect(find(withTexts({ 12: '谢谢来电，记得早点去，再见。' }))).toBe(
      'utterance 12 is 策略11 感谢与告别 and holds "记得": 谢谢来电，记得早点去，再见。',
    );
    const comfort = '您别着急，不妨先歇歇。';
    expect(find(withChanges({ 4: { strategy: framework.strategies.EM.label, text: comfort } }))).toBe(
      `utterance 4 is 策略5 情感管理 and holds "不妨": ${comfort}`,
    );
  });

  it('refuses a restatement with an amount that nobody has said, whatever the spelling of those that were', () => {
    expect(find(withTexts({ 1: '我卡里少了一千三。', 4: '您是说少了1300元，对吗？' }))).toBeNull();
    const text = '您是说昨天少了98元，对吗？';
    expect(find(withTexts({ 4: text }))).toBe(`utterance 4 is 策略3 重述或转述 and brings in 98元, which nobody said before: ${text}`);
  });

  it('lets a restatement turn a spoken day into a date', () => {
    expect(find(withTexts({ 4: '您是说11月17日少了钱，对吗？' }))).toBeNull();
  });
});
