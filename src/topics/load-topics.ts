import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { RolecsError } from '../domain/errors.js';
import { TOPIC_IDS, TOPIC_LABELS, type TopicId } from '../domain/topic.js';
import { readYaml } from '../resources/read-yaml.js';
import { findFaults } from './check-scenario.js';
import { compileScenario } from './compile-scenario.js';
import { type PersonaValues, readPersonaValues } from './persona-values.js';
import type { Scenario } from './scenario.js';
import { ScenarioSource } from './scenario-file.js';

export interface Topic {
  id: TopicId;
  /** The Chinese name that stands as `source` in a row. */
  label: string;
  weight: number;
  scenarios: readonly Scenario[];
}

const TopicWeights = z.record(z.enum(TOPIC_IDS), z.number().positive());
const Policies = z.record(z.string(), z.string());

/**
 * Loads topics with their scenarios, checked and compiled. Topic order is canonical, scenario order is by file name.
 * @throws RolecsError that names file, place and value of the first fault
 */
export function loadTopics(dataDir: string, wanted: (topic: TopicId) => boolean = () => true): Topic[] {
  const common = readCommonRules(dataDir);
  const personaValues = readPersonaValues(dataDir);
  const weights = readYaml(join(dataDir, 'topics/topics.yaml'), TopicWeights, 'data/topics/topics.yaml');
  return TOPIC_IDS.filter(wanted).map((id) => {
    const scenarios = readScenarioSources(dataDir, id).map(({ source, shownPath }) =>
      compileChecked(source, shownPath, id, { common, personaValues }),
    );
    if (scenarios.length === 0) {
      throw new RolecsError('topic-empty', `data/topics/${id}: no scenario in this topic`, {
        hint: 'add a scenario file, see docs/authoring.md',
      });
    }
    return { id, label: TOPIC_LABELS[id], weight: weights[id], scenarios };
  });
}

/** Rules of the fictional bank that scenarios quote by id. */
export function readCommonRules(dataDir: string): Record<string, string> {
  return readYaml(join(dataDir, 'policies/common.yaml'), Policies, 'data/policies/common.yaml');
}

/** The authored scenarios of a topic, parsed but not yet compiled. */
export function readScenarioSources(dataDir: string, topic: string): { source: ScenarioSource; shownPath: string }[] {
  return scenarioFiles(dataDir, topic).map((name) => {
    const shownPath = `data/topics/${topic}/${name}`;
    return { source: readYaml(join(dataDir, 'topics', topic, name), ScenarioSource, shownPath), shownPath };
  });
}

export function scenarioFiles(dataDir: string, topic: string): string[] {
  try {
    return readdirSync(join(dataDir, 'topics', topic))
      .filter((name) => name.endsWith('.yaml'))
      .sort();
  } catch (cause) {
    throw new RolecsError('topic-unreadable', `data/topics/${topic}: ${(cause as Error).message}`, {
      cause,
      hint: 'every topic of data/topics/topics.yaml needs a folder of its name',
    });
  }
}

function compileChecked(
  source: ScenarioSource,
  shownPath: string,
  topic: string,
  { common, personaValues }: { common: Record<string, string>; personaValues: PersonaValues },
): Scenario {
  const [fault] = findFaults(source, topic, shownPath.replace(/^.*\/|\.yaml$/g, ''), Object.keys(common), personaValues);
  if (fault)
    throw new RolecsError('scenario-invalid', `${shownPath}: ${fault}`, {
      hint: 'see docs/authoring.md; npm run check-data lists all faults',
    });
  return compileScenario(source, common);
}
