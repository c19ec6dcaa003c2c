import { describe, expect, it } from 'vitest';
import { buildRecord, framework, withChanges, withTexts } from '../../testing/build-record.js';
import { checkDemandAnswered, checkIdentityFirst, checkStrategyEvidence } from './strategy-evidence.js';

describe('strategy-evidence', () => {
  const { find } = checkStrategyEvidence(framework);

  it('passes lines that show what their labels say', () => {
    expect(find(buildRecord())).toBeNull();
    for (const greeting of ['你好，请讲。', '早上好，这里是[公司名称]。', '晚上好，请问有什么事？'])
      expect(find(withTexts({ 0: greeting }))).toBeNull();
  });

  it.each([
    [0, '请讲。', '策略1 礼貌问候'],
    [2, '您什么时候开的户？', '策略2 确认身份'],
    [4, '卡里昨天少了钱。', '策略3 重述或转述'],
    [10, '这笔钱已经在路上。', '策略9 反馈请求'],
    [12, '好，就这样。', '策略11 感谢与告别'],
  ])('refuses utterance %d saying %s', (position, text, label) => {
    expect(find(withTexts({ [position]: text }))).toBe(`utterance ${position} is labelled ${label}: ${text}`);
  });

  it('wants a question where something is to be refined', () => {
    const asking = (text: string) => withChanges({ 6: { strategy: framework.strategies.PR.label, text } });
    expect(find(asking('您是在哪儿开通的？'))).toBeNull();
    expect(find(asking('您在网上开通的。'))).toBe('utterance 6 is labelled 策略4 细化问题: 您在网上开通的。');
  });
});

describe('identity-first', () => {
  const { find } = checkIdentityFirst(framework);
  const label = (code: 'IV' | 'RI' | 'EM') => ({ strategy: framework.strategies[code].label });

  it('passes an operation after the identity check, and none at all', () => {
    expect(find(buildRecord())).toBeNull();
    expect(find(withChanges({ 2: label('EM'), 8: label('EM') }))).toBeNull();
  });

  it('refuses an operation before it or without it', () => {
    expect(find(withChanges({ 2: label('RI'), 4: label('IV') }))).toBe('utterance 2 operates before identity is checked');
    expect(find(withChanges({ 2: label('EM') }))).toBe('utterance 8 operates before identity is checked');
  });
});

describe('demand-answered', () => {
  const { find } = checkDemandAnswered(framework);
  const answeredAt = (position: number) =>
    withChanges({ [position]: { strategy: framework.strategies.OT.label } }, buildRecord({ unreasonable_demand: 5 }));

  it('passes without a demand, and where one of the next two supporter lines points it out', () => {
    expect(find(buildRecord())).toBeNull();
    expect(find(answeredAt(6))).toBeNull();
    expect(find(answeredAt(8))).toBeNull();
  });

  it('refuses a demand that is pointed out earlier, later or never', () => {
    const detail = 'the demand in utterance 5 is not pointed out';
    expect([answeredAt(4), answeredAt(10), buildRecord({ unreasonable_demand: 5 })].map(find)).toEqual([detail, detail, detail]);
  });
});
