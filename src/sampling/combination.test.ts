import { beforeAll, describe, expect, it } from 'vitest';
import type { RolecsError } from '../domain/errors.js';
import { STRATEGY_CODES, type StrategyCode } from '../domain/strategy.js';
import { largestRemainder } from '../random/largest-remainder.js';
import { permute } from '../random/permutation.js';
import { aScenario, aScenarioSource } from '../testing/a-scenario.js';
import { createSmallWorld, loadRealWorld } from '../testing/dialogue-world.js';
import { syntheticPersona } from '../testing/synthetic-persona.js';
import type { Topic } from '../topics/load-topics.js';
import { type Combination, type CombinationSpace, checkEveryPersonaFits, drawCombination, personaContext } from './combination.js';

const DEFAULT_COUNT = 11_232;
let space: CombinationSpace;
/** First attempts of a whole run over the real data. */
let run: Combination[];

beforeAll(() => {
  ({ space } = loadRealWorld({ seed: 42, count: DEFAULT_COUNT }));
  run = Array.from({ length: DEFAULT_COUNT }, (_, index) => drawCombination(space, index, 0));
});

const countBy = <T>(items: readonly T[], keyOf: (item: T) => string) => {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
};

const smallSpace = createSmallWorld().space;
/** Three topics with unequal weights and scenarios, everybody fits everything; drawn quickly. */
function evenSpace(count: number, changes: Partial<CombinationSpace> = {}): CombinationSpace {
  const topics: Topic[] = [
    {
      id: 'product-inquiry',
      label: '产品咨询',
      weight: 1,
      scenarios: [aScenario({ id: 'a', weight: 1 }), aScenario({ id: 'b', weight: 2 })],
    },
    { id: 'risk-security', label: '风险管理与安全', weight: 2, scenarios: [aScenario({ id: 'c' })] },
    {
      id: 'other',
      label: '其他',
      weight: 1.5,
      scenarios: [aScenario({ id: 'd', weight: 0.3 }), aScenario({ id: 'e', weight: 5 }), aScenario({ id: 'f' })],
    },
  ];
  const personas = Array.from({ length: 60 }, (_, number) => syntheticPersona(number + 1));
  return { ...smallSpace, topics, personas, count, ...changes };
}
const drawAll = (of: CombinationSpace) => Array.from({ length: of.count }, (_, index) => drawCombination(of, index, 0));

describe('a run of the default size over the real data', () => {
  it('lets every persona meet every topic exactly once', () => {
    const meetings = countBy(run, ({ persona, topic }) => `${persona.id} ${topic}`);
    expect(Object.keys(meetings).length).toBe(space.personas.length * space.topics.length);
    expect(Object.entries(meetings).filter(([, times]) => times !== 1)).toEqual([]);
  });

  it('plans the strategy mix within 1.5 points of the target', () => {
    const lines = run.reduce((sum, { path }) => sum + path.lines, 0);
    const shares = STRATEGY_CODES.map((code) => {
      const planned = (100 * run.reduce((sum, { path }) => sum + path.budget[code], 0)) / lines;
      return { code, off: Math.abs(planned - space.framework.strategies[code].targetShare) };
    });
    expect(shares.filter(({ off }) => off > 1.5)).toEqual([]);
  });

  it('plans a length that leaves the mean at 27 ± 1.5 utterances, within bounds', () => {
    const lines = run.map(({ path }) => path.lines);
    const mean = lines.reduce((a, b) => a + b, 0) / lines.length;
    expect(Math.abs(2 * mean - 1 - 27)).toBeLessThan(2.5);
    expect(lines.filter((count) => count < 6 || 2 * count - 1 > space.maxUtterances)).toEqual([]);
  });

  it('plans strategies in code order, the required ones always, all of them with a budget', () => {
    const order = (codes: readonly StrategyCode[]) => codes.map((code) => STRATEGY_CODES.indexOf(code));
    const faults = run.filter(({ strategies, path }) => {
      const places = order(strategies);
      return (
        places.some((place, at) => at > 0 && place <= (places[at - 1] as number)) ||
        space.framework.required.some((code) => !strategies.includes(code)) ||
        STRATEGY_CODES.some((code) => path.budget[code] > 0 !== strategies.includes(code)) ||
        strategies.join() !== path.strategies.join()
      );
    });
    expect(faults.map(({ index }) => index)).toEqual([]);
  });

  it('plans at least four primary stages', () => {
    const { strategies: definitions, minPrimaryStages } = space.framework;
    const few = run.filter(({ strategies }) => {
      const stages = new Set(strategies.flatMap((code) => definitions[code].primaryStage ?? []));
      return stages.size < minPrimaryStages;
    });
    expect(few.map(({ index, scenario, strategies }) => `${index} ${scenario} ${strategies}`)).toEqual([]);
  });

  it('gives every scenario its share of its topic, where it fits everybody', () => {
    const delivered = countBy(run, ({ scenario }) => scenario);
    const off = space.topics.flatMap(({ scenarios }) => {
      if (scenarios.some(({ truth }) => truth.fits !== null)) return [];
      const quotas = largestRemainder(
        scenarios.map(({ truth }) => truth.weight),
        DEFAULT_COUNT / space.topics.length,
      );
      return scenarios.flatMap(({ truth }, at) => (delivered[truth.id] === quotas[at] ? [] : [`${truth.id}: ${delivered[truth.id]}`]));
    });
    expect(off).toEqual([]);
  });

  it('gives no persona a cause that does not hold for it', () => {
    const truths = new Map(space.topics.flatMap(({ scenarios }) => scenarios).map(({ truth }) => [truth.id, truth]));
    const misfits = run.filter(({ scenario, cause, persona }) => {
      const condition = truths.get(scenario)?.causes.find(({ id }) => id === cause)?.condition;
      return condition && !condition.holds(personaContext(persona));
    });
    expect(misfits.map(({ index, scenario, cause }) => `${index} ${scenario}/${cause}`)).toEqual([]);
  });

  it('gives no persona a scenario that does not fit', () => {
    const misfits = run.filter(({ scenario, persona }) => {
      const fits = space.topics.flatMap(({ scenarios }) => scenarios).find(({ truth }) => truth.id === scenario)?.truth.fits;
      return fits && !fits.holds(personaContext(persona));
    });
    expect(misfits.map(({ index, scenario }) => `${index} ${scenario}`)).toEqual([]);
  });
});

describe('a combination', () => {
  it('is pure: the same twice, in any order', () => {
    const indices = [5, 11_000, 77, 5000, 0];
    const again = indices.toReversed().map((index) => drawCombination(space, index, 0));
    expect(again.toReversed()).toEqual(indices.map((index) => run[index]));
  });

  it('changes with the attempt in strategies or facts, but neither in persona nor in topic, nor at first in scenario', () => {
    for (let index = 0; index < 60; index++) {
      const attempts = [0, 1, 2, 3, 4].map((attempt) => drawCombination(space, index, attempt));
      expect(new Set(attempts.map(({ persona }) => persona.id)).size).toBe(1);
      expect(new Set(attempts.map(({ topic }) => topic)).size).toBe(1);
      expect(new Set(attempts.map(({ scenario }) => scenario)).size).toBe(1);
      expect(new Set(attempts.map(({ facts, path }) => JSON.stringify([facts, path]))).size).toBe(5);
    }
    const drawn = Array.from({ length: 300 }, (_, index) => [0, 1].map((attempt) => drawCombination(space, index, attempt)));
    const moved = drawn.filter(([first, second]) => first?.strategies.join() !== second?.strategies.join());
    expect(moved.length).toBeGreaterThan(100);
  });

  it('takes another scenario of the topic from attempt five on, where another one fits', () => {
    let moved = 0;
    for (let index = 0; index < 100; index++) {
      const first = drawCombination(space, index, 0);
      const other = drawCombination(space, index, 5);
      expect([other.topic, other.persona.id]).toEqual([first.topic, first.persona.id]);
      const { scenarios } = space.topics.find(({ id }) => id === first.topic) as Topic;
      const fitting = scenarios.filter(({ truth }) => truth.fits === null || truth.fits.holds(personaContext(first.persona)));
      expect(other.scenario !== first.scenario).toBe(fitting.length > 1);
      if (fitting.length > 1) moved++;
    }
    expect(moved).toBeGreaterThan(50);
  });

  it('stays with the only scenario there is, whatever the attempt', () => {
    const lone = evenSpace(30, { topics: [{ id: 'other', label: '其他', weight: 1, scenarios: [aScenario({ id: 'lone' })] }] });
    expect([0, 4, 5, 19].map((attempt) => drawCombination(lone, 3, attempt).scenario)).toEqual(['lone', 'lone', 'lone', 'lone']);
  });

  it('gives a scenario that does not fit away; that none fits is found before a run', () => {
    const young = aScenario({ id: 'young', fits: 'persona.age<30' });
    const anyone = aScenario({ id: 'anyone' });
    const topicOf = (scenarios: Topic['scenarios']): Topic[] => [{ id: 'other', label: '其他', weight: 1, scenarios }];
    expect(new Set(drawAll(evenSpace(40, { topics: topicOf([young, anyone]) })).map(({ scenario }) => scenario))).toEqual(
      new Set(['anyone']),
    );
    expect(() => checkEveryPersonaFits(evenSpace(40, { topics: topicOf([young, anyone]) }))).not.toThrow();
    expect(() => checkEveryPersonaFits(evenSpace(40, { topics: topicOf([young]) }))).toThrow(
      expect.objectContaining({ code: 'scenario-none-fits' }) as RolecsError,
    );
  });

  it('holds no more strategies and lines than fit under the cap', () => {
    for (const maxUtterances of [16, 17, 20, 33]) {
      const most = Math.floor((maxUtterances + 1) / 2);
      for (const combination of drawAll(evenSpace(200, { maxUtterances }))) {
        expect(combination.path.lines).toBeLessThanOrEqual(most);
        expect(combination.strategies.length).toBeLessThanOrEqual(most);
      }
    }
  });

  it('tells who knows what: facts of the records, of the customer, and what follows from which', () => {
    const [combination] = drawAll(evenSpace(1));
    expect(combination?.recordedFacts).toEqual(['sent', 'amount', 'fee']);
    expect(combination?.knownFacts).toEqual(expect.arrayContaining(['sent', 'channel', 'amount', 'purpose']));
    expect(combination?.knownFacts).not.toContain('fee');
    expect(combination?.derivedFacts).toEqual({ doubled: ['fee'] });
  });
});

describe('the cause of a combination', () => {
  const { late, lost } = aScenarioSource().causes;
  const drawWith = (condition: string | undefined) => {
    const scenarios = [aScenario({ causes: { late: { ...late, if: condition }, lost } })];
    const personas = evenSpace(1).personas.map((persona, at) => ({ ...persona, gender: at % 2 === 0 ? ('女' as const) : ('男' as const) }));
    return drawAll(evenSpace(600, { topics: [{ id: 'other', label: '其他', weight: 1, scenarios }], personas }));
  };

  it('keeps to the weights within one, where none asks for a persona', () => {
    const { late: drawn = 0 } = countBy(drawWith(undefined), ({ cause }) => cause);
    expect(Math.abs(drawn - 400)).toBeLessThanOrEqual(1);
  });

  it('is one that holds for the persona, by weight among those', () => {
    const drawn = drawWith('persona.gender=女');
    const [women, men] = ['女', '男'].map((gender) => drawn.filter(({ persona }) => persona.gender === gender));
    expect(women?.length).toBeGreaterThan(100);
    expect(new Set(men?.map(({ cause }) => cause))).toEqual(new Set(['lost']));
    const { late: theirs = 0 } = countBy(women ?? [], ({ cause }) => cause);
    expect(Math.abs(theirs / (women?.length ?? 1) - 2 / 3)).toBeLessThan(0.05);
  });
});

describe('the quotas of a run of any size', () => {
  it.each([1, 7, 100, 1404, 5000, 11_233])('%i dialogues keep topics, scenarios and personas within one of their share', (count) => {
    const even = evenSpace(count);
    const drawn = drawAll(even);
    const weights = even.topics.reduce((sum, { weight }) => sum + weight, 0);
    const topics = countBy(drawn, ({ topic }) => topic);
    const scenarios = countBy(drawn, ({ scenario }) => scenario);
    for (const topic of even.topics) {
      const share = (count * topic.weight) / weights;
      expect(Math.abs((topics[topic.id] ?? 0) - share)).toBeLessThan(1);
      const inTopic = topic.scenarios.reduce((sum, { truth }) => sum + truth.weight, 0);
      for (const { truth } of topic.scenarios) {
        expect(Math.abs((scenarios[truth.id] ?? 0) - ((topics[topic.id] ?? 0) * truth.weight) / inTopic)).toBeLessThan(1);
      }
    }
    const meetings = Object.values(countBy(drawn, ({ persona }) => persona.id));
    const share = count / even.personas.length;
    const quotas = [...meetings, ...Array.from({ length: even.personas.length - meetings.length }, () => 0)];
    expect(quotas.filter((times) => Math.abs(times - share) >= 1)).toEqual([]);
  });

  it('let every persona meet a topic as often as another, within one', () => {
    const even = evenSpace(3000);
    const times = countBy(drawAll(even), ({ persona, topic }) => `${topic} ${persona.id}`);
    for (const { id } of even.topics) {
      const met = even.personas.map((persona) => times[`${id} ${persona.id}`] ?? 0);
      expect(Math.max(...met) - Math.min(...met)).toBeLessThanOrEqual(1);
    }
  });

  it('deal the ranks of a scenario once each', () => {
    const even = evenSpace(500);
    const ranks = drawAll(even)
      .filter(({ scenario }) => scenario === 'e')
      .map(({ rank }) => rank);
    expect(ranks.toSorted((a, b) => a - b)).toEqual(ranks.map((_, at) => at));
  });

  it('deal positions by a permutation that the seed keys', () => {
    const dealt = (seed: number) => drawAll(evenSpace(60, { seed })).map(({ persona }) => persona.id);
    expect(new Set(dealt(1)).size).toBe(60);
    expect(dealt(1)).not.toEqual(dealt(2));
    expect(dealt(1)[7]).toBe(syntheticPersona(permute('1/positions', 60, 7) + 1).id);
  });
});
