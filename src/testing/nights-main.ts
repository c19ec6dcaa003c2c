import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { integerOption } from '../cli/option-values.js';
import { runCommand } from '../cli/run-command.js';
import { DATA_DIR } from '../config/project.js';
import { EXIT } from '../domain/errors.js';
import { collapseGrammar } from './collapsed-data.js';
import { duplicatesAcross, endedWell, type Nights, playNights, sequenceOf } from './nights.js';

/** `npm run nights`: many nights of `refresh`, with kills and bad versions, beside the same nights without kills. */
const positive = { min: 1, max: 1000 };
const command = new Command('nights')
  .usage('-- [options]')
  .description(
    'Simulate nights of refresh, a kill in every third and a bad version in every fifth, and compare with the same nights without kills.',
  )
  .option('--nights <n>', 'nights', integerOption('--nights', positive), 30)
  .option('--count <n>', 'dialogues a night', integerOption('--count', { min: 1, max: 100_000 }), 200)
  .option('--topics <ids>', 'topics, separated by commas (default: all)')
  .option('--add', 'every version holds those of the one before')
  .option('--seed <s>', 'decides the moments of the kills', '1')
  .helpOption('--help', 'show this help');

process.exitCode = await runCommand(command, process.argv.slice(2), async ({ nights, count, topics, add, seed }) => {
  const place = mkdtempSync(join(tmpdir(), 'rolecs-nights-'));
  const collapsedDir = join(place, 'collapsed');
  collapseGrammar(DATA_DIR, collapsedDir);
  const options = [
    add ? '--add' : '--count',
    String(count),
    '--concurrency',
    '1',
    ...(topics === undefined ? [] : ['--topics', String(topics)]),
  ];
  const bad = [
    { dataDir: DATA_DIR, options: ['--set', 'age_band.60plus=0.9'] },
    { dataDir: collapsedDir, options: [] },
  ];
  const plan = { dataDir: DATA_DIR, nights: Number(nights), options, badEvery: 5, bad, seed: String(seed) };
  let endedOtherwise = 0;
  const play = async (name: string, killEvery: Nights['killEvery']): Promise<string> => {
    const directory = join(place, name);
    for await (const outcome of playNights({ ...plan, directory, killEvery })) {
      const { night, bad, statuses, current, seconds } = outcome;
      if (!endedWell(outcome)) endedOtherwise++;
      process.stderr.write(
        `${name} night ${night}${bad ? ', bad' : ''}: ${statuses.map((status) => status ?? 'killed').join(', ')}; current ${current}; ${seconds.toFixed(1)} s\n`,
      );
    }
    return directory;
  };
  const killed = await play('killed', 3);
  const duplicates = await duplicatesAcross(killed);
  const whole = await play('whole', null);
  const [sequence, expected] = [await sequenceOf(killed), await sequenceOf(whole)];
  const same = sequence.join('\n') === expected.join('\n');
  process.stdout.write(`${sequence.join('\n')}\n`);
  process.stdout.write(
    `${endedOtherwise} nights ended otherwise than they had to; ${duplicates.length} duplicates across versions; sequence ${same ? 'the same as' : 'OTHER THAN'} without kills; ${place}\n`,
  );
  return endedOtherwise === 0 && same && duplicates.length === 0 ? EXIT.done : EXIT.failed;
});
