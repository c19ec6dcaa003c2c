import { describe, expect, it } from 'vitest';
import type { StrategyCode } from '../../domain/strategy.js';
import { buildRecord, framework, withChanges } from '../../testing/build-record.js';
import { checkNothingAskedTwice, checkQuestionsAnswered } from './questions.js';

const label = (code: StrategyCode) => ({ strategy: framework.strategies[code].label });

describe('unanswered-question', () => {
  const { find } = checkQuestionsAnswered(framework);
  /** The customer says this at utterance 5; the supporter's next lines carry these labels. */
  const asking = (text: string, ...codes: StrategyCode[]) =>
    withChanges({ 5: { text }, 7: { text: '嗯。' }, ...Object.fromEntries(codes.map((code, place) => [6 + 2 * place, label(code)])) });
  const refused = (text: string) => `the question in utterance 5 is not answered within 2 supporter lines: ${text}`;

  it('passes a question that is answered in the next line or the one after', () => {
    expect(find(buildRecord())).toBeNull();
    for (const code of ['ID', 'PS', 'RI', 'OT', 'RC'] as const) {
      expect(find(asking('那能退吗？', code, 'EM'))).toBeNull();
      expect(find(asking('那能退吗？', 'EM', code))).toBeNull();
    }
  });

  it.each(['那能退吗？', '要等多久啊？', '这钱去哪儿了？', '要收钱不？', '能不能快点？我赶时间。'])(
    'refuses %s met with comfort only',
    (text) => {
      expect(find(asking(text, 'EM', 'RP'))).toBe(refused(text));
    },
  );

  it('does not count the identity check as a line', () => {
    expect(find(asking('那能退吗？', 'IV', 'EM', 'ID'))).toBeNull();
    expect(find(asking('那能退吗？', 'IV', 'EM', 'EM'))).toBe(refused('那能退吗？'));
  });

  it.each(['都三回了？', '凭什么啊？', '怎么能这样？', '你们怎么这么慢？'])('does not wait for an answer to %s', (text) => {
    expect(find(asking(text, 'EM', 'RP'))).toBeNull();
  });

  it('leaves the opening to the talk as a whole, and what comes before the goodbye', () => {
    expect(find(withChanges({ 1: { text: '我的钱去哪儿了？' }, 2: label('EM'), 4: label('IV') }))).toBeNull();
    expect(find(withChanges({ 13: { text: '再见，是吧？' } }))).toBeNull();
  });
});

describe('repeated-question', () => {
  const { find } = checkNothingAskedTwice(framework);
  const refine = (text: string) => ({ ...label('PR'), text });

  it('passes different questions', () => {
    expect(find(buildRecord())).toBeNull();
    expect(find(withChanges({ 6: refine('您是几点转的？'), 8: refine('对方的卡是哪家银行的？') }))).toBeNull();
  });

  it('refuses a question in much the same words', () => {
    const again = '您还记得大概是几点钟转的账吗？';
    expect(find(withChanges({ 6: refine('您记得大概是几点钟转的账吗？'), 8: refine(again) }))).toBe(
      `utterances 6 and 8 ask the same: ${again}`,
    );
  });

  it('refuses an identity item that was given, not one that was missing', () => {
    const ask = { ...label('IV'), text: '麻烦报一下预留手机号后四位。' };
    expect(find(withChanges({ 2: ask, 3: { text: '手机4821。' }, 6: ask }))).toBe(
      `utterance 6 asks for 手机号, which was given: ${ask.text}`,
    );
    expect(find(withChanges({ 2: ask, 3: { text: '等下，我找找。' }, 6: ask }))).toBeNull();
  });
});
