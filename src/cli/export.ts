import { join } from 'node:path';
import { Command } from 'commander';
import { readDialogues } from '../analysis/read-dialogues.js';
import { EXIT } from '../domain/errors.js';
import { FORMATS } from '../export/formats.js';
import { STRATEGY_STYLES, VIEWS } from '../export/options.js';
import { runExport } from '../export/run-export.js';
import { SPLIT_UNITS } from '../export/splits.js';
import { type ExportFlags, formatsOption, planExport, readExportResources, splitOption } from './export-options.js';
import { choiceOption, integerOption, textOption } from './option-values.js';
import { runCommand } from './run-command.js';
import { listenForStop } from './stop-signals.js';

const command = new Command('npm run export --')
  .description('training files of a dataset, with splits; every row is checked against the rules of the trainer that it is for')
  .requiredOption('--from <folder>', 'folder of a run, with dialogues.jsonl in it')
  .requiredOption('--format <names>', `one or more of ${FORMATS.map(({ name }) => name).join(', ')}, separated by commas`, formatsOption)
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
  .option('--verbose', 'stack traces of errors');

process.exitCode = await runCommand(command, process.argv.slice(2), async (flags) => {
  const request = planExport(flags as unknown as ExportFlags, readExportResources());
  const stop = listenForStop(() => process.stderr.write('stopping; what was written so far is removed\n'));
  try {
    const { files } = await runExport({ ...request, read: readDialogues, signal: stop.signal });
    for (const [path, { rows, bytes, sha256 }] of Object.entries(files)) {
      process.stdout.write(`${join(request.target, path)}\t${rows ?? ''}\t${bytes}\t${sha256}\n`);
    }
    return EXIT.done;
  } catch (error) {
    const status = stop.status();
    if (status !== null && stop.signal.aborted && error === stop.signal.reason) return status;
    throw error;
  } finally {
    stop.dispose();
  }
});
