import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { Baselines } from '../analysis/baselines.js';
import { readEnvironment } from '../config/environment.js';
import { DATA_DIR, projectVersion } from '../config/project.js';
import { HUB, RUN_DEFAULTS, RUN_LIMITS } from '../config/run-defaults.js';
import { EXIT, RolecsError } from '../domain/errors.js';
import { StrategyFramework } from '../domain/strategy.js';
import { buildHubFolder } from '../hub/build-hub-folder.js';
import { readHubManifest } from '../hub/hub-manifest.js';
import { loadCardTemplates } from '../hub/load-card-templates.js';
import { checkLocalFiles, type LocalFile, listLocalFiles } from '../hub/local-files.js';
import { readManifest } from '../pipeline/manifest.js';
import { runPathsIn } from '../pipeline/run-paths.js';
import { readYaml } from '../resources/read-yaml.js';
import { formatTable } from './format-table.js';
import { integerOption, textOption } from './option-values.js';
import { pushOrShow, pushTargetFrom, repositoryOption } from './push-to-hub.js';
import { runCommand } from './run-command.js';

const command = new Command('npm run publish-hub --')
  .description('a dataset as a folder for the Hugging Face Hub: Parquet shards, card, manifest; and its upload')
  .option('--from <folder>', 'folder of a finished run; without it the folder in --out is taken as it stands', textOption('--from'))
  .requiredOption('--out <folder>', 'folder for the Hub', textOption('--out'))
  .option('--force', 'replace a folder for the Hub in --out')
  .option(
    '--rows-per-shard <n>',
    'dialogues in one Parquet file',
    integerOption('--rows-per-shard', { min: 1, max: RUN_LIMITS.count.max }),
    HUB.rowsPerShard,
  )
  .option(
    '--push <repository>',
    'upload to this dataset of the Hub, as org/name; the token is HF_TOKEN of the environment',
    repositoryOption,
  )
  .option('--private', 'a repository that has to be made is private')
  .option('--dry-run', 'with --push: show what would go where; no network')
  .option('--title <text>', 'title of the card', textOption('--title'), 'RoleCS: synthetic Chinese customer support dialogues')
  .option('--licence <id>', 'licence of the dataset, as the Hub names it', textOption('--licence'), 'mit')
  .option('--verbose', 'show stack traces of errors');

process.exitCode = await runCommand(command, process.argv.slice(2), async (options) => {
  const out = resolve(String(options.out));
  const target = pushTargetFrom(options, readEnvironment(process.cwd()));
  if (options.from !== undefined) await build(resolve(String(options.from)), out, options);
  const files = await listLocalFiles(out, readHubManifest(out));
  await checkLocalFiles(out, files);
  printFiles(files);
  if (target !== null) await pushOrShow(out, files, target);
  return EXIT.done;
});

function printFiles(files: readonly LocalFile[]): void {
  const rows = files.map(({ path, bytes, rows: count, sha256 }) => [path, String(bytes), String(count ?? ''), sha256]);
  process.stdout.write(`${formatTable([['file', 'bytes', 'rows', 'sha256'], ...rows])}\n`);
}

async function build(from: string, out: string, { force, rowsPerShard, title, licence, push }: Record<string, unknown>): Promise<void> {
  await buildHubFolder(
    { from, expectedSha256: await finishedSha256(from), out, force: force === true },
    {
      rowsPerShard: Number(rowsPerShard),
      createdBy: `rolecs version ${projectVersion()}`,
      framework: readYaml(join(DATA_DIR, 'strategies.yaml'), StrategyFramework, 'data/strategies.yaml'),
      figureSeed: RUN_DEFAULTS.seed,
      card: {
        templates: loadCardTemplates(DATA_DIR),
        baselines: readYaml(join(DATA_DIR, 'baselines.yaml'), Baselines, 'data/baselines.yaml'),
        title: String(title),
        repository: String(push ?? 'org/name'),
        licence: String(licence),
      },
    },
  );
}

/** sha256 of the dialogues of a run by its manifest; null where there is no manifest. */
async function finishedSha256(from: string): Promise<string | null> {
  const paths = runPathsIn(from);
  if (!existsSync(paths.dialogues)) {
    throw new RolecsError('dataset-missing', `${paths.dialogues}: there is no such file`, {
      hint: 'name the folder that `npm run generate` wrote',
    });
  }
  const manifest = await readManifest(paths);
  if (manifest?.status === 'running') {
    throw new RolecsError('run-unfinished', `the run in ${from} is not finished`, {
      hint: 'finish it with `npm run generate -- --resume`',
    });
  }
  return manifest?.files?.['dialogues.jsonl']?.sha256 ?? null;
}
