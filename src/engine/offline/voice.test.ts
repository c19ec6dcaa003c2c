import { describe, expect, it } from 'vitest';
import type { ConditionContext } from '../../language/condition.js';
import { compilePool, type LineSource } from '../../language/line.js';
import { createStream } from '../../random/stream.js';
import { versions } from '../../testing/a-scenario.js';
import { type Moment, speak, startOf, varyEnd, varyStart, withoutParticle, withParticle } from './voice.js';

const CALM: ConditionContext = { flag: (name) => name === 'calm', said: () => false, value: () => undefined };
const pool = (...lines: LineSource[]) => compilePool('pool', lines);

function momentAt(rank: number, changes: Partial<Moment> = {}): Moment {
  return {
    place: { seed: 42, index: rank, attempt: 0, rank },
    scenario: 'card-lost',
    context: CALM,
    facts: { fee: { written: '15元', spoken: '十五块', value: '15' } },
    slots: {},
    mayMention: () => true,
    usedLines: [],
    texts: [],
    ownWords: '',
    lastStarts: [],
    formulas: /换谁|很正常/g,
    stream: createStream(`voice/${rank}`),
    ...changes,
  };
}
const range = (count: number, from = 0) => Array.from({ length: count }, (_, at) => from + at);

describe('startOf', () => {
  it.each([
    ['嗯嗯，我看到了。', '嗯'],
    ['噢，这样啊。', '哦'],
    ['好的。', '好'],
    ['好像是有这么回事。', ''],
    ['对方说的。', ''],
    ['行不行啊？', ''],
  ])('%s → %s', (text, start) => {
    expect(startOf(text)).toBe(start);
  });
});

describe('the first choice of a pool', () => {
  it.each([1, 2, 3, 5, 6, 8])('is each of %i versions exactly once over a block of as many dialogues', (size) => {
    const lines = versions('一句足够长的话。', size);
    for (const block of [0, 1, 7, 400]) {
      const chosen = range(size, block * size).map((rank) => speak(pool(...lines), momentAt(rank))?.text);
      expect(chosen.toSorted()).toEqual(lines.toSorted());
    }
  });

  it('comes in another order in another block, for another seed, scenario, pool and attempt', () => {
    const lines = versions('一句足够长的话。', 8);
    const order = (changes: { block?: number; seed?: number; attempt?: number; key?: string; scenario?: string }) => {
      const { block = 0, seed = 42, attempt = 0, key = 'pool', scenario = 'card-lost' } = changes;
      const placeOf = (rank: number) => ({ seed, index: rank, attempt, rank });
      return range(8, block * 8)
        .map((rank) => speak(compilePool(key, lines), momentAt(rank, { place: placeOf(rank), scenario }))?.text?.[0])
        .join('');
    };
    const orders = [
      order({}),
      order({ block: 1 }),
      order({ seed: 43 }),
      order({ attempt: 1 }),
      order({ key: 'other' }),
      order({ scenario: 'phone-lost' }),
    ];
    expect(new Set(orders).size).toBe(orders.length);
    expect(order({})).toBe(order({}));
  });

  it('gives way to the next when its condition does not hold or its fact may not be mentioned', () => {
    const lines = pool({ say: '急死了，怎么回事？', if: 'hot' }, '收费是<fee>。', '平平常常的一句话。');
    for (const rank of range(9)) {
      expect(speak(lines, momentAt(rank, { mayMention: () => false }))?.text).toBe('平平常常的一句话。');
    }
  });

  it('leans to what suits the speaker, and leaves nothing unsaid', () => {
    const lines = ['短。', '中等长度的一句话。', '相当长的一句话，说起来没完没了。'];
    const said = range(300).map((rank) => {
      const stream = createStream(`speaker ${rank}`);
      return speak(pool(...lines), momentAt(rank, { stream }), { of: ({ text }) => text.length, leaning: 0.5, among: 3 })?.text;
    });
    const times = lines.map((line) => said.filter((text) => text === line).length);
    // One in three without a leaning; with it, half of the choices are between two.
    expect(times[2]).toBeGreaterThan(130);
    expect(Math.min(...times)).toBeGreaterThan(30);
  });
});

describe('what is said', () => {
  it('names its version, the facts it mentions and the facts that decided', () => {
    const lines = pool({ say: '收费<fee>，转自<from>。', if: 'fact.fee=15', tells: ['amount'] });
    const context: ConditionContext = { ...CALM, value: (name) => (name === 'fact.fee' ? '15' : undefined) };
    expect(speak(lines, momentAt(0, { context, slots: { from: '柜台' } }))).toEqual({
      text: '收费15元，转自柜台。',
      line: 'pool#0',
      mentions: ['fee', 'fee'],
      tells: ['amount'],
      flags: [],
    });
  });

  it('is nothing when no version is possible', () => {
    expect(speak(pool('收的是<unknown>。'), momentAt(0))).toBeNull();
    expect(speak(pool({ say: '急死了，怎么回事？', if: 'hot' }), momentAt(0))).toBeNull();
  });

  it('is never a version used before, as long as it is longer than six characters', () => {
    const lines = versions('一句足够长的话。', 4);
    const usedLines: string[] = [];
    const said: string[] = [];
    for (let turn = 0; turn < 4; turn++) {
      const spoken = speak(pool(...lines), momentAt(9, { usedLines }));
      usedLines.push(spoken?.line ?? '');
      said.push(spoken?.text ?? '');
    }
    expect(said.toSorted()).toEqual(lines.toSorted());
    expect(speak(pool(...lines), momentAt(9, { usedLines }))).toBeNull();
  });

  it('may be a short word again, but only when nothing new is left', () => {
    const lines = pool('嗯。', '知道了，你接着说吧。');
    expect(speak(lines, momentAt(0, { usedLines: ['pool#0'] }))?.text).toBe('知道了，你接着说吧。');
    expect(speak(lines, momentAt(0, { usedLines: ['pool#0', 'pool#1'] }))?.text).toBe('嗯。');
  });

  it('begins otherwise than the lines before where it can', () => {
    const lines = pool('嗯嗯，我看到了。', '我这边看到了。');
    for (const rank of range(6)) expect(speak(lines, momentAt(rank, { lastStarts: ['嗯'] }))?.text).toBe('我这边看到了。');
    expect(speak(pool('嗯，看到了。'), momentAt(0, { lastStarts: ['嗯'] }))?.text).toBe('嗯，看到了。');
  });

  it('says the same again where that is the point', () => {
    const lines = pool('手续费一笔十五块，下个月一号扣。', '扣的是手续费，一笔十五块，下个月一号从卡里走。', '跟您说点别的，先不提这个。');
    const ownWords = '手续费一笔十五块，下个月一号从卡里走。';
    const again = { of: ({ text }: { text: string }) => (text.includes('下个月一号从卡里走') ? 1 : 0), leaning: 1, among: 3 };
    for (const rank of range(6)) {
      expect(speak(lines, momentAt(rank, { ownWords }), again)?.line).toBe('pool#2');
      expect(speak(lines, momentAt(rank, { ownWords }), { ...again, repeats: true })?.line).toBe('pool#1');
    }
  });

  it('takes a turn of phrase up again only where there is no other way', () => {
    const both = pool('换谁都会着急，您别往心里去。', '等了这么久，是该说一声抱歉。');
    for (const rank of range(6))
      expect(speak(both, momentAt(rank, { ownWords: '换谁都会心疼。' }))?.text).toBe('等了这么久，是该说一声抱歉。');
    const one = pool('换谁都会着急，您别往心里去。');
    expect(speak(one, momentAt(0, { ownWords: '换谁都会心疼。' }))?.text).toBe('换谁都会着急，您别往心里去。');
  });

  it('repeats no longer text of the dialogue, whoever said it and whatever stood around it', () => {
    const lines = pool('这笔钱今天能不能到？');
    expect(speak(lines, momentAt(0, { texts: ['喂，这笔钱今天能不能到？'] }))).toBeNull();
    expect(speak(pool('对，是的。'), momentAt(0, { texts: ['对，是的。'] }))?.text).toBe('对，是的。');
  });

  it('avoids a run of eight characters that the speaker has said before, where there is another version', () => {
    const lines = pool('报手机号后四位就查得到，随时能打。', '提一句今天来过电话，同事接得上。');
    const ownWords = '好的。\n您打过来报手机号后四位就行。';
    for (const rank of range(6)) expect(speak(lines, momentAt(rank, { ownWords }))?.line).toBe('pool#1');
    expect(speak(pool('报手机号后四位就查得到，随时能打。'), momentAt(0, { ownWords }))?.line).toBe('pool#0');
    const shorter = '好的。\n您报手机号后四下就行。';
    expect(new Set(range(6).map((rank) => speak(lines, momentAt(rank, { ownWords: shorter }))?.line)).size).toBe(2);
  });

  it('is the same for the same moment, inline alternatives included', () => {
    const lines = pool('<这|那><笔|个>钱<到底|究竟|>什么时候<能到|到账>？');
    for (const rank of range(10)) expect(speak(lines, momentAt(rank))).toEqual(speak(lines, momentAt(rank)));
    expect(new Set(range(40).map((rank) => speak(lines, momentAt(rank))?.text)).size).toBeGreaterThan(8);
  });
});

describe('beginnings and endings that may stand for each other', () => {
  const rows = [
    ['您是说，', '也就是说，'],
    ['嗯，', ''],
  ];
  const last = (row: readonly string[]) => row.at(-1) as string;

  it('are exchanged within their row', () => {
    expect(varyStart('您是说，钱没到，对吗？', rows, last)).toBe('也就是说，钱没到，对吗？');
    expect(varyStart('嗯，没到。', rows, last)).toBe('没到。');
    expect(varyEnd('您是说，钱没到，对吗？', [['，对吗？', '，是吧？']], last)).toBe('您是说，钱没到，是吧？');
    expect(varyEnd('钱没到，是吧，对吗？', [['，对吗？', '，是吧？']], last)).toBe('钱没到，是吧，对吗？');
  });

  it('stay where none is known, or where little would be left', () => {
    expect(varyStart('钱没到，对吗？', rows, last)).toBe('钱没到，对吗？');
    expect(varyStart('嗯，没到。', rows, last, 5)).toBe('嗯，没到。');
    expect(varyEnd('钱没到。', [['，对吗？', '，是吧？']], last)).toBe('钱没到。');
  });
});

describe('particles at the end of a line', () => {
  const rules = {
    never: /(啊|[0-9])$/,
    rules: [
      { asking: true, after: /什么/, add: ['啊'] },
      { asking: false, after: /还没/, add: ['呢'] },
      { asking: false, after: /^我.{4,}/, add: ['嘛', '啊'] },
    ],
  };
  const first = (options: readonly string[]) => options[0] as string;

  it.each([
    ['你好，这是什么？', '你好，这是什么啊？'],
    ['等了好久，还没到账。', '等了好久，还没到账呢。'],
    ['是，我又没动过它。', '是，我又没动过它嘛。'],
    ['行啊，我又没动过它啊。', '行啊，我又没动过它啊。'],
    ['手机5851。', '手机5851。'],
    ['什么都没有。', '什么都没有。'],
    ['我想不起来……', '我想不起来……'],
    ['喂，', '喂，'],
  ])('%s → %s', (text, spoken) => {
    expect(withParticle(text, rules, first)).toBe(spoken);
  });

  it.each([
    ['我又没动过它嘛。', '我又没动过它。'],
    ['这怎么办啊？', '这怎么办？'],
    ['对啊。', '对啊。'],
    ['应该够的吧。', '应该够的吧。'],
    ['那我还留着它干嘛？', '那我还留着它干嘛？'],
  ])('taken away: %s → %s', (text, bare) => {
    expect(withoutParticle(text)).toBe(bare);
  });
});
