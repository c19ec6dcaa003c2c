import { Command } from 'commander';
import { HUB, RUN_LIMITS } from '../config/run-defaults.js';
import { FORMATS } from '../export/formats.js';
import { STRATEGY_STYLES, VIEWS } from '../export/options.js';
import { SPLIT_UNITS } from '../export/splits.js';
import { formatsOption, splitOption } from './export-options.js';
import { choiceOption, integerOption, textOption } from './option-values.js';
import { repositoryOption } from './push-to-hub.js';

/** The command line of `npm run export`. */
export const exportCommand = new Command('npm run export --')
  .description(
    'training files and tables of a dataset, with splits; training rows are checked against the rules of the trainer that they are for',
  )
  .option('--from <folder>', 'folder of a finished run; without it --push sends the export in --out as it stands', textOption('--from'))
  .option('--format <names>', `one or more of ${FORMATS.map(({ name }) => name).join(', ')}, separated by commas`, formatsOption)
  .requiredOption('--out <folder>', 'folder to make; it appears once the export is complete', textOption('--out'))
  .option('--force', 'replace an earlier export in --out')
  .option('--split <shares>', 'shares by name, as in train=0.9,dev=0.05,test=0.05; the first is for training', splitOption, { train: 1 })
  .option(
    '--split-by <unit>',
    'what is never divided between splits: dialogue or persona',
    choiceOption('--split-by', SPLIT_UNITS),
    'dialogue',
  )
  .option(
    '--view <view>',
    'a row is a whole dialogue, or one supporter turn with the talk before it',
    choiceOption('--view', VIEWS),
    'dialogue',
  )
  .option('--strategy <style>', 'inline, json or none (default: none; json with --view turn)', choiceOption('--strategy', STRATEGY_STYLES))
  .option('--system <prompt>', 'system message; "" leaves it out (default: data/export/export.yaml)')
  .option('--max-context <n>', 'utterances before a supporter turn at most', integerOption('--max-context', { min: 1, max: 1000 }))
  .option('--balance <what>', 'strategy: rare strategies get more rows (--view turn)', choiceOption('--balance', ['strategy'] as const))
  .option('--mask <flags>', 'no loss on turns that fall under these: gates, judge, overridden, or the name of a gate')
  .option(
    '--rows-per-shard <n>',
    'dialogues in one Parquet file',
    integerOption('--rows-per-shard', { min: 1, max: RUN_LIMITS.count.max }),
    HUB.rowsPerShard,
  )
  .option('--title <text>', 'title of the card (huggingface)', textOption('--title'), HUB.title)
  .option('--licence <id>', 'licence of the dataset in the card, as the Hub names it', textOption('--licence'), HUB.licence)
  .option(
    '--push <repository>',
    'upload the huggingface folder to this dataset of the Hub, as org/name; the token is HF_TOKEN of the environment',
    repositoryOption,
  )
  .option('--private', 'a repository that has to be made is private')
  .option('--dry-run', 'with --push: make the export and show what would go where; no network')
  .option('--verbose', 'stack traces of errors');

/** Options that mean something without --from. */
const PUSH_OPTIONS: readonly string[] = ['out', 'push', 'private', 'dryRun', 'verbose'];

/** An option that was given and says how an export is made; null where there is none. */
export function givenExportOption(): string | null {
  const given = exportCommand.options.filter((option) => exportCommand.getOptionValueSource(option.attributeName()) === 'cli');
  return given.find((option) => !PUSH_OPTIONS.includes(option.attributeName()))?.long ?? null;
}
