import { describe, expect, it } from 'vitest';
import { aScenarioSource } from '../testing/a-scenario.js';
import { coverageOf } from './coverage.js';

describe('coverageOf', () => {
  const base = aScenarioSource();
  const none = { ...base, beats: {}, questions: {}, worries: {}, demands: {}, tangents: {}, feedback: ['好了吗？'], follow: ['随时打。'] };

  it('counts what can be said to a calm and to a heated customer', () => {
    const say = ['一。', { say: '二。', if: 'hot' }, { say: '三。', if: 'calm' }, { say: '四。', if: 'hot & fact.amount>10' }];
    const beat = { do: 'PS' as const, asks: [], after: [], until: [], upon: [], say, reply: ['嗯。'] };
    expect(coverageOf({ ...none, beats: { advise: beat } }).PS).toEqual({ calm: 2, hot: 3 });
    expect(coverageOf(none)).toMatchObject({ PS: { calm: 0, hot: 0 }, FR: { calm: 1, hot: 1 }, RC: { calm: 1, hot: 1 } });
  });

  it('files an answer, a comfort, a refusal and plainer words under the strategy that says them', () => {
    const timing = { after: [], until: [], upon: [] };
    const source = {
      ...none,
      beats: { file: { do: 'RI' as const, asks: [], ...timing, say: ['办。'], reply: ['嗯。'], clearer: ['意思是。'] } },
      questions: { when: { label: '何时', open: false, ...timing, ask: ['几时？'], answer: { ID: ['明天。', '后天。'], PS: ['等。'] } } },
      worries: { late: { label: '晚了', ...timing, voice: ['晚了。'], soothe: ['别急。'] } },
      demands: {
        pay: {
          text: '赔',
          ...timing,
          make: ['赔。'],
          refuse: ['不赔。'],
          push: ['赔！'],
          hold: { EM: ['懂。'], ID: ['规则。'] },
          yield: ['行。'],
        },
      },
      tangents: { door: { label: '门', voice: ['门响。'], return: ['您先开。'], reply: ['好了。'] } },
    };
    const { RI, ID, PS, EM, OT } = coverageOf(source);
    expect({ RI: RI.calm, ID: ID.calm, PS: PS.calm, EM: EM.calm, OT: OT.calm }).toEqual({ RI: 1, ID: 4, PS: 1, EM: 2, OT: 2 });
  });
});
