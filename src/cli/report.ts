import { statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Command } from 'commander';
import { Baselines } from '../analysis/baselines.js';
import { DATA_DIR } from '../config/project.js';
import { EmotionModel } from '../domain/emotion.js';
import { EXIT, RolecsError } from '../domain/errors.js';
import { StrategyFramework } from '../domain/strategy.js';
import { hashFile } from '../pipeline/hash-resources.js';
import { readManifest } from '../pipeline/manifest.js';
import { runPathsIn } from '../pipeline/run-paths.js';
import { buildReport, type ReportedDataset } from '../report/build-report.js';
import { personaTargets } from '../report/persona-targets.js';
import { parseRunRecord } from '../report/run-record.js';
import { readYaml } from '../resources/read-yaml.js';
import { datasetFileIn } from './dataset-file.js';
import { integerOption, textOption } from './option-values.js';
import { runCommand } from './run-command.js';
import { listenForStop } from './stop-signals.js';

interface Flags {
  from: string;
  against?: string;
  out?: string;
  personas?: string;
  seed: number;
}

const command = new Command('npm run report --')
  .description('one self-contained HTML page about a dataset: figures, charts and a dialogue browser')
  .requiredOption('--from <folder>', 'folder of a run', textOption('--from'))
  .option('--against <folder>', 'folder of another run: every figure shows the change since', textOption('--against'))
  .option('--out <file>', 'where the page goes (default: DIR.report.html, beside the folder)', textOption('--out'))
  .option('--personas <file>', 'the persona distribution that the run was made with, for its targets', textOption('--personas'))
  .option('--seed <seed>', 'seed of the random draws', integerOption('--seed', { min: 0, max: 2 ** 32 - 1 }), 42);

/** @throws RolecsError `dataset-missing`, `manifest-missing`, `manifest-damaged`, `run-without-figures`, `personas-not-those` */
async function openDataset(folder: string, personas: string | null): Promise<ReportedDataset> {
  const dialogues = datasetFileIn(folder);
  const paths = runPathsIn(folder);
  const manifest = await readManifest(paths);
  if (manifest === null) {
    throw new RolecsError('manifest-missing', `${paths.manifest}: there is no such file`, {
      hint: 'name the folder that `npm run generate` wrote',
    });
  }
  const run = parseRunRecord(manifest, folder);
  const file = personasOf(run.identity.personas.file_sha256, personas, folder);
  return { dialogues, run, targets: personaTargets(run, { dataDir: DATA_DIR, file }) };
}

/** The file a run was made with, where it is at hand. */
function personasOf(sha256: string | null, file: string | null, folder: string): string | null {
  if (file === null) return null;
  const path = resolve(file);
  if (sha256 !== null && statSync(path, { throwIfNoEntry: false })?.isFile() && hashFile(path) === sha256) return path;
  throw new RolecsError('personas-not-those', `--personas ${file}: it is not the file that ${folder} was made with`, {
    hint: 'name that file, or leave the option out: the page then shows the default tables',
  });
}

/** Not within the folder: its manifest vouches for every file there. */
function besideFolder(folder: string): string {
  return join(folder, '..', `${basename(resolve(folder))}.report.html`);
}

process.exitCode = await runCommand(command, process.argv.slice(2), async (options) => {
  const { from, against, out = besideFolder(from), personas = null, seed } = options as unknown as Flags;
  const now = await openDataset(from, personas);
  const before = against === undefined ? null : await openDataset(against, null);
  const resources = {
    framework: readYaml(join(DATA_DIR, 'strategies.yaml'), StrategyFramework, 'data/strategies.yaml'),
    emotions: readYaml(join(DATA_DIR, 'emotions.yaml'), EmotionModel, 'data/emotions.yaml'),
    baselines: readYaml(join(DATA_DIR, 'baselines.yaml'), Baselines, 'data/baselines.yaml'),
    seed,
  };
  const stop = listenForStop(() => process.stderr.write('stopping; what was written so far is removed\n'));
  try {
    const browsed = await buildReport(out, { now, before }, resources, stop.signal);
    process.stdout.write(`${out}\t${statSync(out).size}\t${browsed}\n`);
    return EXIT.done;
  } catch (error) {
    const status = stop.status();
    if (status !== null && error === stop.signal.reason) return status;
    throw error;
  } finally {
    stop.dispose();
  }
});
