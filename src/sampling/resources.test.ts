import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { StrategyFramework } from '../domain/strategy.js';
import { loadPersonaDistribution } from '../personas/load-distribution.js';
import { createPersonaPool } from '../personas/persona-pool.js';
import { createStream } from '../random/stream.js';
import { readYaml } from '../resources/read-yaml.js';
import { drawFacts } from '../topics/facts.js';
import { loadTopics, type Topic } from '../topics/load-topics.js';
import { type CombinationSpace, drawCombination, personaContext } from './combination.js';
import { SamplingSettings } from './settings.js';

const DATA = join(import.meta.dirname, '../../data');
let topics: Topic[];
let space: CombinationSpace;

beforeAll(() => {
  topics = loadTopics(DATA);
  const personas = createPersonaPool(loadPersonaDistribution(DATA), { seed: 7 });
  space = {
    seed: 7,
    count: 11232,
    maxUtterances: 50,
    topics,
    personas,
    framework: readYaml(join(DATA, 'strategies.yaml'), StrategyFramework, 'data/strategies.yaml'),
    settings: readYaml(join(DATA, 'sampling.yaml'), SamplingSettings, 'data/sampling.yaml'),
  };
});

describe('the resources as they are', () => {
  it('let every persona meet every topic', () => {
    const lonely = topics.flatMap((topic) =>
      space.personas
        .filter((persona) => topic.scenarios.every(({ truth }) => truth.fits !== null && !truth.fits.holds(personaContext(persona))))
        .map((persona) => `${topic.id}: ${persona.id}, ${persona.age}, ${persona.occupation}`),
    );
    expect(lonely).toEqual([]);
  });

  it('let the facts of every cause be drawn for every persona that fits', () => {
    const faults = new Set<string>();
    for (const { scenarios } of topics) {
      for (const { truth } of scenarios) {
        // Only a choice whose options all have conditions can fail for one persona and not for another.
        const risky = [truth, ...truth.causes].some(({ facts }) =>
          facts.some(({ options }) => options.length > 0 && options.every(({ condition }) => condition !== null)),
        );
        for (const persona of space.personas.filter((_, at) => risky || at % 16 === 0)) {
          if (truth.fits !== null && !truth.fits.holds(personaContext(persona))) continue;
          for (const cause of truth.causes) {
            if (cause.condition !== null && !cause.condition.holds(personaContext(persona))) continue;
            try {
              drawFacts(
                [...truth.facts, ...cause.facts],
                20600,
                personaContext(persona, cause.id),
                createStream(`${truth.id}/${persona.id}`),
              );
            } catch (error) {
              faults.add(`${truth.id}/${cause.id}: ${(error as Error).message}`);
            }
          }
        }
      }
    }
    expect([...faults]).toEqual([]);
  });

  it('give every index a combination that its scenario supports, with the required strategies', () => {
    for (let index = 0; index < 400; index++) {
      const { path, strategies, scenario } = drawCombination(space, index, index % 7);
      const supplies = topics.flatMap((topic) => topic.scenarios).find(({ truth }) => truth.id === scenario)?.supplies ?? [];
      const known = new Set(supplies.map(({ id }) => id));
      const ids = [...path.spine, ...path.extras, ...path.questions, ...path.worries, ...(path.demand ? [path.demand.id] : [])];
      expect(ids.filter((id) => !known.has(id))).toEqual([]);
      expect(strategies).toEqual(expect.arrayContaining(['GT', 'IV', 'AC']));
    }
  });

  it('leave no essential step of a backbone out', () => {
    const scenarioOf = new Map(topics.flatMap((topic) => topic.scenarios).map((scenario) => [scenario.truth.id, scenario]));
    const counts = { played: 0, missing: 0 };
    for (let index = 0; index < 2000; index++) {
      const { path, scenario: id, cause } = drawCombination(space, index, 0);
      const scenario = scenarioOf.get(id);
      const essential = (scenario?.spines.get(cause) ?? []).filter((beat) => scenario?.bank.beats.get(beat)?.essential);
      counts.played += essential.length;
      counts.missing += essential.filter((beat) => !path.spine.includes(beat)).length;
    }
    expect(counts.played).toBeGreaterThan(20);
    expect(counts.missing).toBe(0);
  });
});
