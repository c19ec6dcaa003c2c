import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { DATA_DIR } from '../config/project.js';
import { EXIT, RolecsError } from '../domain/errors.js';
import { TOPIC_IDS } from '../domain/topic.js';
import { prepareSpace } from '../pipeline/candidate-maker.js';
import { readYaml } from '../resources/read-yaml.js';
import { deal, drawCombination } from '../sampling/combination.js';
import { exchangeSheet } from '../topics/exchange-sheet.js';
import type { Facts } from '../topics/fact-forms.js';
import { ScenarioSource } from '../topics/scenario-file.js';
import { defaultConfiguration } from './default-configuration.js';
import { runCommand } from './run-command.js';

/** Cases whose facts fill the slots, in turn. */
const CASES = 6;

const command = new Command('npm run exchanges --')
  .description(
    'print what a scenario lets the two sides say to each other, as it will be heard: every alternative at least once, slots filled. ' +
      'Any line of a group may be answered by any line of the group under it, so read them against each other.',
  )
  .argument('<scenario>', 'id of a scenario: card-lost');

process.exitCode = await runCommand(command, process.argv.slice(2), async () => {
  const id = command.args[0] ?? '';
  const source = readScenario(id);
  process.stdout.write(`${exchangeSheet(source, casesOf(id)).join('\n')}\n`);
  return EXIT.done;
});

function readScenario(id: string): ScenarioSource {
  for (const topic of TOPIC_IDS) {
    const path = join(DATA_DIR, 'topics', topic, `${id}.yaml`);
    if (existsSync(path)) return readYaml(path, ScenarioSource, `data/topics/${topic}/${id}.yaml`);
  }
  throw new RolecsError('scenario-unknown', `there is no scenario "${id}"`, { hint: 'npm run check-data lists them all' });
}

/** Dialogues of the default run that play in the scenario: their facts. */
function casesOf(id: string): Facts[] {
  const space = prepareSpace(defaultConfiguration());
  const found: Facts[] = [];
  for (let index = 0; index < space.count && found.length < CASES; index++) {
    if (deal(space, index, 0).scenario.truth.id !== id) continue;
    try {
      found.push(drawCombination(space, index, 0).facts);
    } catch (error) {
      if (!(error instanceof RolecsError && error.code === 'fact-impossible')) throw error;
    }
  }
  return found;
}
