import { join } from 'node:path';
import { Command } from 'commander';
import { Baselines } from '../analysis/baselines.js';
import { DatasetFigures } from '../analysis/dataset-figures.js';
import { figureRows, showFigure, strategyRows } from '../analysis/figure-rows.js';
import { GroupFigures } from '../analysis/group-figures.js';
import { DirectionTexts } from '../analysis/group-measures.js';
import { readDialogues } from '../analysis/read-dialogues.js';
import { DATA_DIR } from '../config/project.js';
import { EmotionModel } from '../domain/emotion.js';
import { EXIT } from '../domain/errors.js';
import { StrategyFramework } from '../domain/strategy.js';
import { readYaml } from '../resources/read-yaml.js';
import { datasetFileIn } from './dataset-file.js';
import { formatTable } from './format-table.js';
import { integerOption, textOption } from './option-values.js';
import { formatGroups } from './print-groups.js';
import { runCommand } from './run-command.js';

const command = new Command('npm run stats --')
  .description('figures of diversity and realism of a dataset, with their targets and what humans reach')
  .requiredOption('--from <folder>', 'folder of a run, with dialogues.jsonl in it')
  .option('--seed <seed>', 'seed of the random draws', integerOption('--seed', { min: 0, max: 2 ** 32 - 1 }), 42)
  .option(
    '--by <field>',
    'compare dialogues by any field of the row: persona.age_band, persona.products.理财, topic, outcome',
    textOption('--by'),
  )
  .option('--json', 'all figures as JSON');

process.exitCode = await runCommand(command, process.argv.slice(2), async ({ from, seed, by, json }) => {
  const path = datasetFileIn(String(from));
  const framework = readYaml(join(DATA_DIR, 'strategies.yaml'), StrategyFramework, 'data/strategies.yaml');
  if (by !== undefined) {
    const resources = {
      framework,
      emotions: readYaml(join(DATA_DIR, 'emotions.yaml'), EmotionModel, 'data/emotions.yaml'),
      directions: readYaml(join(DATA_DIR, 'directions.yaml'), DirectionTexts, 'data/directions.yaml'),
    };
    await printGroups(path, new GroupFigures(String(by), resources), { seed: Number(seed), json: json === true });
    return EXIT.done;
  }
  const baselines = readYaml(join(DATA_DIR, 'baselines.yaml'), Baselines, 'data/baselines.yaml');
  const counted = new DatasetFigures(framework, Number(seed));
  for await (const row of readDialogues(path)) counted.add(row);
  const figures = counted.figures();
  if (json) {
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
    return EXIT.done;
  }
  process.stdout.write(
    [
      `${figures.dialogues} dialogues, seed of the draws ${seed}`,
      formatTable([['figure', 'here', 'target', 'humans', ''], ...figureRows(figures, baselines)]),
      `most frequent sentence: ${figures.sentences.elsewhere?.text ?? '–'}`,
      `most frequent greeting or closing: ${figures.sentences.greeting_closing?.text ?? '–'}`,
      `most frequent opening: ${figures.openings?.text ?? '–'}`,
      `emotion courses (start, middle, end): ${figures.emotion_courses}`,
      `customer bigrams found in the own profile ${showFigure(figures.persona_fidelity.own)}, in that of another ${showFigure(figures.persona_fidelity.other)}`,
      '',
      formatTable([['strategy', '% here', '% target', ''], ...strategyRows(figures, framework)]),
      '',
    ].join('\n'),
  );
  return EXIT.done;
});

/** The dialogues of a dataset compared by one field, and how much of what a customer sounds like is its persona's. */
async function printGroups(path: string, counted: GroupFigures, { seed, json }: { seed: number; json: boolean }): Promise<void> {
  for await (const row of readDialogues(path)) counted.add(row);
  const comparison = counted.compare(seed);
  const characters = counted.personaVarianceRatio('customer_characters');
  const particles = counted.personaVarianceRatio('customer_particles');
  const figures = { seed, ...comparison, persona_variance_ratio: { customer_characters: characters, customer_particles: particles } };
  process.stdout.write(json ? `${JSON.stringify(figures, null, 2)}\n` : formatGroups(comparison, { characters, particles }));
}
