import { join } from 'node:path';
import { DATA_DIR } from '../config/project.js';
import { EmotionModel } from '../domain/emotion.js';
import { EXIT, RolecsError } from '../domain/errors.js';
import { StrategyFramework } from '../domain/strategy.js';
import { TOPIC_IDS } from '../domain/topic.js';
import { loadPhraseBook } from '../engine/offline/phrase-book.js';
import { loadPersonaDistribution } from '../personas/load-distribution.js';
import { QualityRules } from '../quality/quality-rules.js';
import { readYaml } from '../resources/read-yaml.js';
import { SamplingSettings } from '../sampling/settings.js';
import { findFaults } from '../topics/check-scenario.js';
import { loadTopics, readCommonRules, readOccupations, scenarioFiles } from '../topics/load-topics.js';
import { ScenarioSource } from '../topics/scenario-file.js';

/**
 * Validates everything under data/ and lists all faults, one a line, on stdout. Exit 2 when there is any.
 * Arguments restrict the scenario files to those whose path ends so: `npm run check-data -- card-lost.yaml`.
 */
const wanted = process.argv.slice(2);
const faults: string[] = [];
let scenarios = 0;
const attempt = (check: () => void): void => {
  try {
    check();
  } catch (error) {
    if (!(error instanceof RolecsError)) throw error;
    faults.push(error.message);
  }
};

for (const [name, schema] of [
  ['strategies.yaml', StrategyFramework],
  ['emotions.yaml', EmotionModel],
  ['sampling.yaml', SamplingSettings],
  ['quality.yaml', QualityRules],
] as const) {
  attempt(() => void readYaml<unknown>(join(DATA_DIR, name), schema, `data/${name}`));
}
attempt(() => void loadPhraseBook(DATA_DIR));
attempt(() => void loadPersonaDistribution(DATA_DIR));
attempt(() => {
  const common = Object.keys(readCommonRules(DATA_DIR));
  const occupations = readOccupations(DATA_DIR);
  for (const topic of TOPIC_IDS) {
    for (const name of scenarioFiles(DATA_DIR, topic)) {
      const shownPath = `data/topics/${topic}/${name}`;
      if (wanted.length > 0 && !wanted.some((ending) => shownPath.endsWith(ending))) continue;
      scenarios++;
      attempt(() => {
        const source = readYaml(join(DATA_DIR, 'topics', topic, name), ScenarioSource, shownPath);
        faults.push(
          ...findFaults(source, topic, name.replace(/\.yaml$/, ''), common, occupations).map((fault) => `${shownPath}: ${fault}`),
        );
      });
    }
  }
  if (faults.length === 0 && wanted.length === 0) loadTopics(DATA_DIR);
});

for (const fault of faults) process.stdout.write(`${fault}\n`);
process.stdout.write(`${scenarios} scenario files, ${faults.length} faults\n`);
process.exitCode = faults.length > 0 ? EXIT.usage : EXIT.done;
