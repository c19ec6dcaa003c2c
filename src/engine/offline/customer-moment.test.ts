import { describe, expect, it } from 'vitest';
import { buildRecord } from '../../testing/build-record.js';
import { expectsAnswer, type HeardSupporter, isHeated } from './customer-moment.js';

describe('isHeated', () => {
  const at = (level: number, patience: '低' | '中等' | '高') =>
    isHeated({ mood: { family: 'angry', level }, persona: { ...buildRecord().persona, patience } } as Parameters<typeof isHeated>[0], 2.5);

  it('needs more of the patient than of others', () => {
    expect([at(2.4, '中等'), at(2.6, '中等'), at(2.6, '低'), at(2.6, '高'), at(3.6, '高')]).toEqual([false, true, true, false, true]);
  });
});

describe('expectsAnswer', () => {
  const heard = (text: string, act: Partial<HeardSupporter['act']> = {}): HeardSupporter =>
    ({ text, act: { kind: 'beat', id: 'offer', asks: [], ...act } }) as HeardSupporter;

  it.each([
    '卡现在可以先停，您看行吗？',
    '转人工要等，您点个头，我这就给您办。',
    '补的话今天就能登记，您说一声就行。',
    '要用的话，我给您开。',
  ])('%s', (text) => {
    expect(expectsAnswer(heard(text))).toBe(true);
  });

  it.each(['要的东西都齐了。', '钱按您说的时间到账。', '您点头以后才会停。再等一天就好。'])('nothing is wanted by %s', (text) => {
    expect(expectsAnswer(heard(text))).toBe(false);
  });

  it('is asked by facts, not by checking in', () => {
    expect(expectsAnswer(heard('您说说经过。', { asks: ['when'] }))).toBe(true);
    expect(expectsAnswer(heard('到这儿您都听明白了吗？', { kind: 'check-in' }))).toBe(false);
  });
});
