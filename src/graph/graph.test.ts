import { beforeAll, describe, expect, it } from 'vitest';
import { RolecsError } from '../domain/errors.js';
import { createSmallWorld, type DialogueWorld } from '../testing/dialogue-world.js';
import { createScriptedEngine, NO_ACT } from '../testing/scripted-engine.js';
import type { DialogueState } from './dialogue-state.js';

let small: DialogueWorld;

beforeAll(() => {
  small = createSmallWorld();
});

const begin = (world: DialogueWorld, indices: readonly number[]) => indices.map((index) => world.begin(index));
const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const spokenTo = (view: unknown) => (view as { place: { index: number } }).place.index;

describe('a cohort', () => {
  it('gives the same records as each of its dialogues alone, in any order', async () => {
    const indices = range(32);
    const together = await small.play(begin(small, indices));
    const backwards = await small.play(begin(small, indices.toReversed()));
    const alone: DialogueState[] = [];
    for (const index of indices) alone.push(...(await small.play(begin(small, [index]))));

    const results = (states: readonly DialogueState[]) =>
      states.map(({ record, rejection, overrides, finishReason }) => ({ record, rejection, overrides, finishReason }));
    expect(results(together)).toEqual(results(alone));
    expect(results(backwards.toReversed())).toEqual(results(alone));
    expect(together.filter(({ record }) => record !== null).length).toBeGreaterThan(24);
  });

  it('does not depend on when agents answer', async () => {
    const late = {
      ask: async (request: Parameters<typeof small.engine.ask>[0]) => {
        for (let wait = spokenTo({ place: { index: 0 }, ...request.view }) % 5; wait > 0; wait--) await Promise.resolve();
        return await small.engine.ask(request);
      },
    } as typeof small.engine;
    const states = begin(small, range(12));
    expect(await small.play(states, { engine: late })).toEqual(await small.play(states));
  });

  it('leaves the states it was given as they were', async () => {
    const states = begin(small, range(6));
    const before = structuredClone(states.map(({ transcript, ledger, overrides, mood }) => ({ transcript, ledger, overrides, mood })));
    await small.play(states);
    expect(states.map(({ transcript, ledger, overrides, mood }) => ({ transcript, ledger, overrides, mood }))).toEqual(before);
  });
});

describe('an agent that fails', () => {
  it.each(['supporter-assistant', 'supporter', 'customer-assistant', 'customer'] as const)(
    'rejects its own dialogue with its code and no other: %s',
    async (role) => {
      const healthy = await small.play(begin(small, range(8)), { engine: createScriptedEngine() });
      const engine = createScriptedEngine({
        [role]: (view: unknown, turn: number) => {
          if (spokenTo(view) === 3 && turn === 2) throw new RolecsError('engine-no-line', 'nothing to say');
          return undefined;
        },
      });
      const played = await small.play(begin(small, range(8)), { engine });
      const failed = played[3] as DialogueState;
      expect(failed.record).toBeNull();
      expect(failed.rejection).toEqual({ reason: 'engine-no-line', detail: 'nothing to say' });
      expect(played.toSpliced(3, 1)).toEqual(healthy.toSpliced(3, 1));
    },
  );

  it('rejects its dialogue when the planner fails, and when all fail the cohort still comes back', async () => {
    const engine = createScriptedEngine({
      planner: () => {
        throw new RolecsError('engine-unsure', 'no plan');
      },
    });
    const played = await small.play(begin(small, range(3)), { engine });
    expect(played.map(({ rejection, record, transcript }) => ({ rejection, record, transcript }))).toEqual(
      range(3).map(() => ({ rejection: { reason: 'engine-unsure', detail: 'no plan' }, record: null, transcript: [] })),
    );
  });

  it.each([
    ['utterance-empty', { supporter: () => ({ text: ' \n' }) }],
    ['utterance-prefixed', { supporter: () => ({ text: '客服：您好。' }) }],
    ['utterance-empty', { customer: () => ({ text: '' }) }],
    ['utterance-prefixed', { customer: () => ({ text: '客户: 喂。' }) }],
    ['plan-incomplete', { planner: () => ({ goal: ' ' }) }],
  ])('rejects what no transcript may hold: %s', async (reason, scripts) => {
    const [played] = await small.play(begin(small, [0]), { engine: createScriptedEngine(scripts) });
    expect(played?.rejection?.reason).toBe(reason);
  });

  it('keeps words that merely begin like a speaker', async () => {
    const engine = createScriptedEngine({ customer: (_, turn) => ({ text: `客户经理没说第${turn}回。 ` }) });
    const [played] = await small.play(begin(small, [0]), { engine });
    expect(played?.transcript[1]?.text).toBe('客户经理没说第0回。');
  });

  it('ends the run when the failure is a bug', async () => {
    const engine = createScriptedEngine({
      customer: () => {
        throw new TypeError('x is not a function');
      },
    });
    await expect(small.play(begin(small, range(4)), { engine })).rejects.toThrow(TypeError);
  });
});

describe('the end of a dialogue', () => {
  const endless = { 'supporter-assistant': () => ({ strategy: 'EM', alternatives: ['ID', 'PR', 'RP'] }) as const };

  it.each([16, 17, 31, 50])('comes under a cap of %i, with the reason', async (maxUtterances) => {
    const limits = { ...small.steps.limits, maxUtterances };
    const world = createSmallWorld({ maxUtterances });
    const played = await world.play(begin(world, range(10)), { engine: createScriptedEngine(endless), limits });
    for (const { transcript, finishReason, combination } of played) {
      const used = transcript.flatMap((turn) => (turn.speaker === 'supporter' ? [turn.strategy] : []));
      expect(finishReason).toBe('max_utterances');
      expect(transcript.length).toBeLessThanOrEqual(maxUtterances);
      expect(transcript.length).toBeGreaterThanOrEqual(maxUtterances - 2);
      expect(used.at(-1)).toBe('AC');
      expect(combination.strategies.filter((code) => !used.includes(code))).toEqual([]);
    }
  });

  it('leaves room for a farewell under the cap, if there is to be one', async () => {
    const limits = { ...small.steps.limits, maxUtterances: 16 };
    const world = createSmallWorld({ maxUtterances: 16 });
    const [played] = await world.play(begin(world, [0]), { engine: createScriptedEngine(endless), limits, farewellShare: 1 });
    expect(played?.transcript.map(({ speaker }) => speaker).length).toBe(16);
    expect(played?.transcript.at(-1)?.speaker).toBe('customer');
  });

  it('is the goodbye when nobody wants a farewell, and one customer line after it when all do', async () => {
    for (const [farewellShare, last] of [
      [0, 'supporter'],
      [1, 'customer'],
    ] as const) {
      const played = await small.play(begin(small, range(6)), { engine: createScriptedEngine(), farewellShare });
      for (const { transcript, finishReason } of played) {
        expect(finishReason).toBe('closed_by_supporter');
        expect(transcript.at(-1)?.speaker).toBe(last);
        const goodbye = transcript.findIndex((turn) => turn.speaker === 'supporter' && turn.strategy === 'AC');
        expect(transcript.length - goodbye).toBe(last === 'customer' ? 2 : 1);
      }
    }
  });

  it('is put down to a customer who breaks off', async () => {
    const engine = createScriptedEngine({ customer: (_, turn) => (turn >= 6 ? { act: { ...NO_ACT, ends: true } } : undefined) });
    const played = await small.play(begin(small, range(6)), { engine });
    expect(played.map(({ finishReason }) => finishReason)).toEqual(range(6).map(() => 'closed_by_customer'));
  });
});

describe('what is advised', () => {
  it('stands in the record as proposed, beside what was decided', async () => {
    const engine = createScriptedEngine({
      'supporter-assistant': (_, turn) => (turn === 0 ? { strategy: 'AC', alternatives: [] } : undefined),
    });
    const [played] = await small.play(begin(small, [0]), { engine });
    const greeting = small.space.framework.strategies.GT.label;
    expect(played?.record?.dialogue[0]).toMatchObject({ strategy: greeting, advised_strategy: 'AC', stage: '连接' });
    expect(played?.overrides).toEqual({ 'greeting-first': 1 });
    expect(played?.record?.provenance.overrides).toEqual({ 'greeting-first': 1 });
  });

  it('the direction travels with the utterance it led to', async () => {
    const engine = createScriptedEngine({ 'customer-assistant': (_, turn) => ({ text: `第${turn}步` }) });
    const [played] = await small.play(begin(small, [0]), { engine });
    const directions = played?.record?.dialogue.flatMap((line) => (line.speaker === '客户' ? [line.direction] : []));
    expect(directions).toEqual(range(directions?.length ?? 0).map((turn) => `第${turn}步`));
  });
});
