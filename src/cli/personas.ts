import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { DATA_DIR } from '../config/project.js';
import { EXIT, RolecsError } from '../domain/errors.js';
import { personaSchemas } from '../personas/json-schemas.js';
import { loadPersonaDistribution } from '../personas/load-distribution.js';
import { type DrawnPersona, drawPersonas } from '../personas/persona-pool.js';
import { fieldShares, flatten, itemShares, numberFigures, numberShifts, shifts } from '../personas/pool-figures.js';
import { compareWithPopulation } from '../personas/population.js';
import { previewFigures } from '../personas/preview-figures.js';
import type { MarginalOverride } from '../pipeline/run-configuration.js';
import { choiceOption, integerOption, setOption, textOption } from './option-values.js';
import { diffText, previewText, sourcesText } from './personas-text.js';
import { runCommand } from './run-command.js';

const DEFAULT_NAME = 'default';

interface Flags {
  personas?: string;
  set: MarginalOverride[];
  count: number;
  seed: number;
  json?: true;
  html?: true | string;
  format: 'jsonl' | 'csv';
}

const command = new Command('npm run personas --')
  .description(
    'what a persona distribution yields: preview it, compare two, draw personas, hold it against published sources, or write the JSON Schemas',
  )
  .addArgument(new Argument('<what>', 'what to do').choices(['preview', 'diff', 'sample', 'sources', 'schemas']))
  .argument('[files...]', `diff: the two files to compare; "${DEFAULT_NAME}" is the built-in distribution`)
  .option('--personas <file>', 'persona distribution laid over the built-in one', textOption('--personas'))
  .option('--set <field.value=share>', 'share of one value, as in age_band.60plus=0.4; may be repeated', setOption, [])
  .option('--count <n>', 'personas to draw', integerOption('--count', { min: 1, max: 1_000_000 }), 1404)
  .option('--seed <seed>', 'seed', integerOption('--seed', { min: 0, max: 2 ** 32 - 1 }), 42)
  .option('--json', 'preview, diff, sources: everything as JSON')
  .option('--html [file]', 'preview: a page with charts, to a file or to stdout')
  .option('--format <format>', 'sample: jsonl or csv', choiceOption('--format', ['jsonl', 'csv'] as const), 'jsonl');

/** A distribution with its personas. */
function draw(file: string | null, sets: readonly MarginalOverride[], { count, seed }: Flags) {
  const distribution = loadPersonaDistribution(DATA_DIR, { file: file === null ? null : resolve(file), sets });
  return { distribution, pool: drawPersonas(distribution, { size: count, seed }) };
}

async function preview(flags: Flags): Promise<string> {
  const { distribution, pool } = draw(flags.personas ?? null, flags.set, flags);
  const figures = previewFigures(distribution, pool, flags.seed);
  if (flags.json) return JSON.stringify(figures, null, 2);
  if (flags.html === undefined) return previewText(figures);
  const { previewPage } = await import('../preview/preview-page.js'); // the chart library takes a while to load
  const page = previewPage(figures, compareWithPopulation(DATA_DIR, pool));
  if (flags.html === true) return page;
  writePage(resolve(flags.html), page);
  return flags.html;
}

/** Writes a page where there is none, or over one that was written here. */
function writePage(path: string, page: string): void {
  const mark = page.slice(0, page.indexOf('<meta'));
  try {
    if (existsSync(path) && !readFileSync(path, 'utf8').startsWith(mark)) {
      throw new RolecsError('page-exists', `--html ${path}: there is another file`, { hint: 'name a file that is not there yet' });
    }
    writeFileSync(`${path}.tmp`, page);
    renameSync(`${path}.tmp`, path);
  } catch (cause) {
    if (cause instanceof RolecsError) throw cause;
    const message = `--html ${path}: cannot be written: ${(cause as Error).message}`;
    throw new RolecsError('page-unwritable', message, { cause, hint: 'name a file in a folder that is there and writable' });
  }
}

function diff(files: readonly string[], flags: Flags): string {
  const [left, right] = files;
  if (left === undefined || right === undefined || files.length > 2) {
    throw new RolecsError('bad-usage', `diff compares two distributions, ${files.length} are named`, {
      hint: `npm run personas -- diff ${DEFAULT_NAME} mine.yaml`,
    });
  }
  const figuresOf = (file: string) => {
    const { distribution, pool } = draw(file === DEFAULT_NAME ? null : file, [], flags);
    return { shares: [...fieldShares(distribution, pool), ...itemShares(distribution, pool)], numbers: numberFigures(distribution, pool) };
  };
  const [before, after] = [figuresOf(left), figuresOf(right)];
  const only = (these: typeof before, those: typeof before) => {
    const names = (figures: typeof before) => [...figures.shares, ...figures.numbers].map(({ field }) => field);
    return names(these).filter((field) => !names(those).includes(field));
  };
  const figures = {
    moved: shifts(before.shares, after.shares),
    numbers: numberShifts(before.numbers, after.numbers),
    gone: only(before, after),
    added: only(after, before),
  };
  return flags.json ? JSON.stringify(figures, null, 2) : diffText(figures, [left, right]);
}

function sources(flags: Flags): string {
  const { pool } = draw(flags.personas ?? null, flags.set, flags);
  const population = compareWithPopulation(DATA_DIR, pool);
  return flags.json ? JSON.stringify(population, null, 2) : sourcesText(population, flags);
}

/** Writes the JSON Schemas that editors complete and check with. */
function schemas(): string {
  const folder = join(DATA_DIR, 'schemas');
  mkdirSync(folder, { recursive: true });
  return [...personaSchemas(loadPersonaDistribution(DATA_DIR))]
    .map(([name, text]) => {
      writeFileSync(join(folder, name), text);
      return `data/schemas/${name}`;
    })
    .join('\n');
}

function* sample(flags: Flags): Generator<string> {
  const { pool } = draw(flags.personas ?? null, flags.set, flags);
  if (flags.format === 'jsonl') {
    for (const { persona } of pool) yield JSON.stringify(persona);
    return;
  }
  const flat = pool.map(({ persona }: DrawnPersona) => flatten(persona));
  const columns = [...new Set(flat.flatMap(Object.keys))];
  yield columns.join(',');
  for (const row of flat) yield columns.map((column) => quoted(String(row[column] ?? ''))).join(',');
}

/** A cell of a CSV file (RFC 4180). */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const MAKERS = {
  preview,
  diff: (flags: Flags, files: readonly string[]) => diff(files, flags),
  sources,
  schemas,
};

process.exitCode = await runCommand(command, process.argv.slice(2), async (options) => {
  const flags = options as unknown as Flags;
  const [what, ...files] = command.args;
  if (what !== 'diff' && files.length > 0) {
    throw new RolecsError('bad-usage', `${what} takes no files, "${files[0]}" is one`, { hint: '--personas names the distribution' });
  }
  if (what === 'sample') for (const line of sample(flags)) process.stdout.write(`${line}\n`);
  else process.stdout.write(`${await MAKERS[what as keyof typeof MAKERS](flags, files)}\n`);
  return EXIT.done;
});
