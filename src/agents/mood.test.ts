import { beforeAll, describe, expect, it } from 'vitest';
import { Outcome } from '../domain/dialogue.js';
import type { EmotionModel } from '../domain/emotion.js';
import { STRATEGY_CODES } from '../domain/strategy.js';
import type { Engine, EngineRequest, Role, Roles, SupporterView } from '../engine/port.js';
import { aSupporterTurn } from '../testing/a-dialogue-state.js';
import { createSmallWorld } from '../testing/dialogue-world.js';
import { readTunables } from '../testing/tunables.js';
import { isSatisfied, moveMood, nameEmotion } from './mood.js';

let model: EmotionModel;
beforeAll(() => {
  model = readTunables().emotions;
});

const KINDS = [
  'greet',
  'ask-identity',
  'ask-missing-identity',
  'beat',
  'ask-again',
  'hold',
  'return',
  'refuse',
  'restate-question',
  'other',
] as const;
const LEVELS = [0, 0.4, 1, 2.2, 3, 3.9, 4];

describe('one line of the supporter', () => {
  it('moves the level by maxStep at most and never out of 0 to 4, whatever it is', () => {
    for (const strategy of STRATEGY_CODES) {
      for (const kind of KINDS) {
        for (const level of LEVELS) {
          for (const outcome of [null, ...Outcome.options]) {
            const turn = aSupporterTurn(strategy, '解决', { act: { kind, id: null, asks: [] } });
            const moved = moveMood({ family: 'anxious', level }, turn, 1, outcome, model).level;
            expect(Math.abs(moved - level)).toBeLessThanOrEqual(model.maxStep + 1e-9);
            expect(moved).toBeGreaterThanOrEqual(0);
            expect(moved).toBeLessThanOrEqual(4);
          }
        }
      }
    }
  });

  it('soothes without resetting: a heated customer stays heated after one comforting line', () => {
    for (const family of Object.keys(model.families)) {
      const { level } = moveMood({ family, level: 3.5 }, aSupporterTurn('EM'), 0.5, null, model);
      expect(level).toBeLessThan(3.5);
      expect(level).toBeGreaterThan(model.hotFrom);
    }
  });

  it('annoys the volatile more, and relieves all alike', () => {
    const levelAfter = (strategy: 'OT' | 'EM', volatility: number) =>
      moveMood({ family: 'angry', level: 2 }, aSupporterTurn(strategy), volatility, null, model).level;
    expect(levelAfter('OT', 0.4)).toBeGreaterThan(levelAfter('OT', 0));
    expect(levelAfter('EM', 1)).toBe(levelAfter('EM', 0));
  });

  it('counts asking again as worse than asking', () => {
    const levelAfter = (kind: 'beat' | 'ask-again') =>
      moveMood({ family: 'angry', level: 2 }, aSupporterTurn('PR', '探索', { act: { kind, id: 'a', asks: ['b'] } }), 0.5, null, model)
        .level;
    expect(levelAfter('ask-again')).toBeGreaterThan(levelAfter('beat'));
  });

  it('keeps the family and the given mood as they were', () => {
    const mood = Object.freeze({ family: 'sad', level: 1 });
    expect(moveMood(mood, aSupporterTurn('OT'), 1, null, model).family).toBe('sad');
    expect(mood).toEqual({ family: 'sad', level: 1 });
  });
});

describe('the name of an emotion', () => {
  it('is the label of the nearest level', () => {
    for (const [family, { labels }] of Object.entries(model.families)) {
      expect([0, 0.4, 1.2, 2, 2.6, 3.6, 4].map((level) => nameEmotion({ family, level }, model))).toEqual(
        [0, 0, 1, 2, 3, 4, 4].map((level) => labels[level]),
      );
    }
  });
});

describe('satisfaction', () => {
  it('needs less calm the better the outcome is', () => {
    const limits = Outcome.options.map((outcome) => model.satisfiedBelow[outcome]);
    expect(limits).toEqual(limits.toSorted((a, b) => b - a));
    for (const outcome of Outcome.options) {
      expect(isSatisfied({ family: 'angry', level: model.satisfiedBelow[outcome] }, outcome, model)).toBe(false);
      expect(isSatisfied({ family: 'angry', level: model.satisfiedBelow[outcome] - 0.01 }, outcome, model)).toBe(true);
    }
  });
});

describe('over whole dialogues', () => {
  it('a useless supporter leaves customers more upset, and fewer satisfied, than the real one', async () => {
    const world = createSmallWorld();
    const states = Array.from({ length: 60 }, (_, index) => world.begin(index));
    const ends = async (engine: Engine) => {
      const played = (await world.play(states, { engine })).filter(({ record }) => record !== null);
      const level = played.reduce((sum, { mood }) => sum + mood.level, 0) / played.length;
      return { level, satisfied: played.filter(({ record }) => record?.satisfied).length / played.length };
    };
    const real = await ends(world.engine);
    const useless = await ends(refusingEverything(world.engine));
    expect(useless.level).toBeGreaterThan(real.level + 0.5);
    expect(useless.satisfied).toBeLessThan(real.satisfied - 0.2);
  });

  it('no customer jumps from one level to another in a line', async () => {
    const world = createSmallWorld();
    const levels = new Map<number, number[]>();
    const watching: Engine = {
      ask: (request) => {
        if (request.role === 'customer-assistant') {
          const { place, mood } = request.view as Roles['customer-assistant']['view'];
          levels.set(place.index, [...(levels.get(place.index) ?? []), mood.level]);
        }
        return world.engine.ask(request);
      },
    };
    await world.play(
      Array.from({ length: 40 }, (_, index) => world.begin(index)),
      { engine: watching },
    );
    const steps = [...levels.values()].flatMap((course) => course.slice(1).map((level, at) => Math.abs(level - (course[at] as number))));
    expect(Math.max(...steps)).toBeLessThanOrEqual(model.maxStep + 1e-9);
    expect(Math.max(...steps)).toBeGreaterThan(0);
  });
});

/** A counterfactual: the supporter only refuses and asks, where the rules let it; what it must do besides comes without help. */
function refusingEverything(engine: Engine): Engine {
  return {
    ask: <R extends Role>(request: EngineRequest<R>): Roles[R]['answer'] | Promise<Roles[R]['answer']> => {
      if (request.role === 'supporter-assistant') return { strategy: 'OT', alternatives: ['PR'] } as Roles[R]['answer'];
      if (request.role !== 'supporter') return engine.ask(request);
      const { strategy, transcript } = request.view as SupporterView;
      if (strategy !== 'OT' && strategy !== 'PR' && strategy !== 'AC') return engineOrNothing(engine, request);
      return {
        text: `这个我们办不了，第${transcript.length}遍了。`,
        mentions: [],
        act: { kind: strategy === 'AC' ? 'close' : 'other', id: null, asks: [] },
        lines: [],
      } as Roles[R]['answer'];
    },
  };
}

/** What the real engine says of a strategy that the state machine insists on, or an empty phrase. */
function engineOrNothing<R extends Role>(engine: Engine, request: EngineRequest<R>): Roles[R]['answer'] | Promise<Roles[R]['answer']> {
  try {
    return engine.ask(request);
  } catch {
    const { transcript } = request.view as SupporterView;
    return {
      text: `嗯，第${transcript.length}句。`,
      mentions: [],
      act: { kind: 'other', id: null, asks: [] },
      lines: [],
    } as Roles[R]['answer'];
  }
}
