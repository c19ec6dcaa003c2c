import { describe, expect, it } from 'vitest';
import { buildRecord, withTexts } from '../../testing/build-record.js';
import { checkForbiddenSpeech, checkPrivacy, checkRepetition, checkTextHygiene, checkUtteranceLength } from './texts.js';

describe('text-hygiene', () => {
  const { find } = checkTextHygiene;

  it.each(['好的……那我等等看。', '发到[手机号码]的，对吧？', '点“转账”——再点《服务协议》！', '行。'])('passes %s', (text) => {
    expect(find(withTexts({ 5: text }))).toBeNull();
  });

  it('refuses an empty utterance', () => {
    expect(find(withTexts({ 5: '' }))).toBe('utterance 5 is empty');
  });

  it.each([
    [' 好的。', 'begins or ends with a blank'],
    ['好的。\n', 'begins or ends with a blank'],
    ['好的。　', 'begins or ends with a blank'],
    ['好的（叹气）。', 'holds a forbidden sign'],
    ['好的(叹气)。', 'holds a forbidden sign'],
    ['请报{卡号}。', 'holds a forbidden sign'],
    ['<结束>', 'holds a forbidden sign'],
    ['输入`abc`吧', 'holds a forbidden sign'],
    ['card_no是多少？', 'holds a forbidden sign'],
    ['＜结束＞', 'holds a forbidden sign'],
    ['真的？！', 'holds two punctuation marks side by side'],
    ['好的，。', 'holds two punctuation marks side by side'],
    ['客服：您好。', 'begins with a speaker'],
    ['客户 : 您好。', 'begins with a speaker'],
    ['好的。\n客服人员：您好。', 'begins with a speaker'],
    ['余额是null元', 'holds a value that is none'],
    ['余额是undefined', 'holds a value that is none'],
    ['余额是NaN元', 'holds a value that is none'],
    ['作为AI，我不能回答。', 'breaks the role'],
    ['作为一名AI助手，我没有银行卡。', 'breaks the role'],
    ['我是一个语言模型。', 'breaks the role'],
    ['接下来我用策略5。', 'breaks the role'],
  ])('refuses "%s"', (text, what) => {
    expect(find(withTexts({ 5: text }))).toBe(`utterance 5 ${what}: ${text}`);
  });

  it.each(['[4821]', '[a]', '[手机号码', '手机号码]', '[号]', '[[手机号码]]'])('refuses %s, which is no placeholder', (text) => {
    expect(find(withTexts({ 4: text }))).toBe(`utterance 4 has square brackets that are no placeholder: ${text}`);
  });
});

describe('privacy', () => {
  const { find } = checkPrivacy({ whitelist: [], companyNames: ['某某银行', '某宝'], labels: {}, forbidden: {} });

  it('passes last four digits, amounts and placeholders', () => {
    expect(find(buildRecord())).toBeNull();
    expect(find(withTexts({ 3: '单号2026111800，手机[手机号码]。' }))).toBeNull();
  });

  it.each(['手机是13800138000。', '卡号6222021234567890123。', '手机是１３８００１３８０００。', '手机是一三八零零一三八零零零。'])(
    'refuses the digits in %s',
    (text) => {
      expect(find(withTexts({ 3: text }))).toBe(`utterance 3 holds 11 or more digits in a row: ${text}`);
    },
  );

  it('refuses an e-mail address', () => {
    expect(find(withTexts({ 3: '发到deng.li@mail.example吧。' }))).toBe(
      'utterance 3 holds an e-mail address: 发到deng.li@mail.example吧。',
    );
  });

  it('refuses a real company, whoever names it', () => {
    expect(find(withTexts({ 3: '我在某宝买的。' }))).toBe('utterance 3 names 某宝: 我在某宝买的。');
    expect(find(withTexts({ 6: '那是某某银行的卡。' }))).toBe('utterance 6 names 某某银行: 那是某某银行的卡。');
  });
});

describe('repeated-utterance', () => {
  const { find } = checkRepetition;

  it('passes short ones, of either speaker', () => {
    expect(find(withTexts({ 3: '嗯，好的吧。', 5: '嗯，好的吧。' }))).toBeNull();
    expect(find(withTexts({ 3: '𠮷𠮷𠮷𠮷𠮷𠮷', 5: '𠮷𠮷𠮷𠮷𠮷𠮷' }))).toBeNull();
  });

  it('refuses more than six characters twice', () => {
    expect(find(withTexts({ 3: '嗯，我知道了。', 9: '嗯，我知道了。' }))).toBe('utterances 3 and 9 are the same: 嗯，我知道了。');
    expect(find(withTexts({ 3: '请您稍等一下。', 8: '请您稍等一下。' }))).toBe('utterances 3 and 8 are the same: 请您稍等一下。');
  });
});

describe('utterance-length', () => {
  const { find } = checkUtteranceLength;

  it('passes 100 characters of the supporter and 70 of the customer', () => {
    expect(find(withTexts({ 4: '𠮷'.repeat(100), 5: '说'.repeat(70) }))).toBeNull();
  });

  it('refuses more', () => {
    expect(find(withTexts({ 4: '说'.repeat(101) }))).toBe(`utterance 4 has 101 characters, 100 at most: ${'说'.repeat(101)}`);
    expect(find(withTexts({ 5: '说'.repeat(71) }))).toBe(`utterance 5 has 71 characters, 70 at most: ${'说'.repeat(71)}`);
  });
});

describe('forbidden-speech', () => {
  const { find } = checkForbiddenSpeech({
    whitelist: [],
    companyNames: [],
    labels: {},
    forbidden: { secret: { pattern: '报[^，]*密码', unless: '不要' }, slang: { pattern: '亲，' } },
  });

  it('passes what only the customer says, and an excused sentence', () => {
    expect(find(withTexts({ 5: '亲，要我报密码吗？', 6: '不要报密码给任何人。' }))).toBeNull();
  });

  it('names the rule; an excuse holds for its own sentence only', () => {
    expect(find(withTexts({ 6: '亲，查到了。' }))).toBe('utterance 6, slang: 亲，查到了。');
    expect(find(withTexts({ 6: '请报一下密码。不要急。' }))).toBe('utterance 6, secret: 请报一下密码。不要急。');
  });
});
