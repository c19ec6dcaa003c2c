import { join } from 'node:path';
import { z } from 'zod';
import { RolecsError } from '../domain/errors.js';
import { readYaml } from '../resources/read-yaml.js';
import { findFaults } from '../topics/check-scenario.js';
import { readTopicDefinitions, scenarioFiles } from '../topics/load-topics.js';
import { ScenarioSource } from '../topics/scenario-file.js';

/** Validates every scenario file and lists all faults, one a line. Exit 2 when there is any. */
const dataDir = join(import.meta.dirname, '../../data');
const common = readYaml(join(dataDir, 'policies/common.yaml'), z.record(z.string(), z.string()), 'data/policies/common.yaml');
let faults = 0;
let files = 0;
for (const topic of Object.keys(readTopicDefinitions(dataDir))) {
  for (const name of scenarioFiles(dataDir, topic)) {
    const shownPath = `data/topics/${topic}/${name}`;
    files++;
    try {
      const source = readYaml(join(dataDir, 'topics', topic, name), ScenarioSource, shownPath);
      for (const fault of findFaults(source, topic, name.replace('.yaml', ''), Object.keys(common))) {
        faults++;
        process.stdout.write(`${shownPath}: ${fault}\n`);
      }
    } catch (error) {
      if (!(error instanceof RolecsError)) throw error;
      faults++;
      process.stdout.write(`${error.message}\n`);
    }
  }
}
process.stdout.write(`${files} scenario files, ${faults} faults\n`);
process.exitCode = faults > 0 ? 2 : 0;
