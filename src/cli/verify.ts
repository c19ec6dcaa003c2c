import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { DATA_DIR } from '../config/project.js';
import { EXIT, RolecsError } from '../domain/errors.js';
import { StrategyFramework } from '../domain/strategy.js';
import { hashFile } from '../pipeline/hash-resources.js';
import { QualityRules } from '../quality/quality-rules.js';
import { isInVersions, verifyVersions } from '../refresh/verify-versions.js';
import { readYaml } from '../resources/read-yaml.js';
import type { Finding } from '../verification/findings.js';
import { type Verification, type VerificationRequest, type VerificationRules, verifyDataset } from '../verification/verify-dataset.js';
import { integerOption, textOption } from './option-values.js';
import { runCommand } from './run-command.js';

const command = new Command('npm run verify --')
  .description(
    'hold a dataset against its manifest and the contract: sha256 of every file, section 3 on every row, every figure counted again. ' +
      'Exit status 0 where nothing is wrong, 1 where something is',
  )
  .requiredOption(
    '--dir <folder>',
    'folder of a finished dataset, with manifest.json in it; or of a dataset in versions (npm run refresh): every version, index and current',
    textOption('--dir'),
  )
  .option('--against <folders...>', 'folders of earlier datasets that this one was built upon: no row may repeat one of theirs', [])
  .option('--limit <n>', 'findings of a kind that are told one by one', integerOption('--limit', { min: 1, max: 1_000_000 }), 5)
  .option('--json', 'everything found as JSON');

process.exitCode = await runCommand(command, process.argv.slice(2), async ({ dir, against, limit, json }) => {
  const verification = await verify({ directory: String(dir), earlier: against as string[], kept: Number(limit) });
  const sound = verification.groups.length === 0;
  process.stdout.write(
    json ? `${JSON.stringify({ directory: dir, sound, ...verification }, null, 2)}\n` : report(String(dir), verification),
  );
  return sound ? EXIT.done : EXIT.failed;
});

function verify(request: VerificationRequest): Promise<Verification> {
  const { directory, earlier, kept } = request;
  if (!isInVersions(directory)) return verifyDataset(request, readRules());
  if (earlier.length === 0) return verifyVersions(resolve(directory), kept, readRules());
  throw new RolecsError(
    'bad-usage',
    `--against ${earlier.join(' ')}: ${directory} is a dataset in versions, each of which is held against those before it`,
    {
      hint: 'leave --against out, or name one of its versions with --dir',
    },
  );
}

function readRules(): VerificationRules {
  const path = (name: string) => join(DATA_DIR, name);
  const names = ['strategies.yaml', 'quality.yaml'] as const;
  return {
    framework: readYaml(path(names[0]), StrategyFramework, `data/${names[0]}`),
    quality: readYaml(path(names[1]), QualityRules, `data/${names[1]}`),
    resources: Object.fromEntries(names.map((name) => [name, hashFile(path(name))])),
  };
}

function report(directory: string, { files, dialogues, rejects, notes, groups }: Verification): string {
  const found = groups.reduce((sum, { count }) => sum + count, 0);
  const verdict = found === 0 ? 'nothing is wrong' : `${found} findings of ${groups.length} kinds`;
  return [
    ...groups.flatMap(({ kind, count, hint, findings }) => [
      `${kind}: ${count}`,
      ...findings.map(line),
      ...(count > findings.length ? [`  … and ${count - findings.length} more`] : []),
      `  → ${hint}`,
    ]),
    ...notes.map((note) => `note: ${note}`),
    `${directory}: ${files} files, ${dialogues} dialogues, ${rejects} rejects: ${verdict}`,
    '',
  ].join('\n');
}

function line({ file, line: number, id, what }: Finding): string {
  return `  ${file}${number === null ? '' : `:${number}`}${id === null ? '' : ` ${id}`} ${what}`;
}
