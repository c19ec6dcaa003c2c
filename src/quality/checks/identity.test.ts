import { describe, expect, it } from 'vitest';
import { buildRecord, framework, qualityRules, withChanges, withTexts } from '../../testing/build-record.js';
import { checkIdentityFirst } from './identity.js';

describe('identity-first', () => {
  const { find } = checkIdentityFirst(framework, qualityRules);
  const label = (code: 'IV' | 'RI' | 'EM') => ({ strategy: framework.strategies[code].label });

  it('passes an operation after the identity check, and none at all', () => {
    expect(find(buildRecord())).toBeNull();
    expect(find(withChanges({ 8: label('EM') }))).toBeNull();
  });

  it('refuses an operation before it or without it', () => {
    expect(find(withChanges({ 2: label('RI'), 4: label('IV') }))).toBe('utterance 2 operates before identity is checked');
    expect(find(withChanges({ 2: label('EM') }))).toBe('utterance 8 operates before identity is checked');
  });

  describe('what only the records hold', () => {
    const base = buildRecord();
    const record = {
      ...base,
      scenario: {
        ...base.scenario,
        customer_knows: ['卡里少了钱'],
        bank_side: { records: ['11月16日扣款98元'], policy_card: ['工本费5元'] },
      },
    };
    const saying = (text: string, opening = '我卡里少了钱。') => withTexts({ 0: `您好，${text}`, 1: opening }, record);

    it('is not told before the check', () => {
      expect(find(saying('您那笔是98元。'))).toBe('utterance 0 discloses 98元 before identity is checked: 您好，您那笔是98元。');
    });

    it('may be said back once the customer said it; rules may be told to anybody', () => {
      expect(find(withTexts({ 1: '少了九十八块。', 2: '98元我记下了，麻烦报一下姓氏和手机后四位。' }, record))).toBeNull();
      expect(find(saying('补卡收5元。'))).toBeNull();
    });
  });
});
