import { resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { DATA_DIR } from '../config/project.js';
import { EXIT, RolecsError } from '../domain/errors.js';
import { loadPersonaDistribution } from '../personas/load-distribution.js';
import { type DrawnPersona, drawPersonas } from '../personas/persona-pool.js';
import { associations, type FieldShares, fieldShares, flatten, numberFigures, shifts } from '../personas/pool-figures.js';
import type { MarginalOverride } from '../pipeline/run-configuration.js';
import { formatTable } from './format-table.js';
import { choiceOption, integerOption, setOption, textOption } from './option-values.js';
import { runCommand } from './run-command.js';

const DEFAULT_NAME = 'default';
const ASSOCIATIONS_SHOWN = 8;
const SAMPLES_SHOWN = 5;
const SHIFTS_SHOWN = 30;
const BAR_WIDTH = 24;

interface Flags {
  personas?: string;
  set: MarginalOverride[];
  count: number;
  seed: number;
  json?: true;
  format: 'jsonl' | 'csv';
}

const command = new Command('npm run personas --')
  .description('what a persona distribution yields: preview it, compare two, or draw personas')
  .addArgument(new Argument('<what>', 'what to do').choices(['preview', 'diff', 'sample']))
  .argument('[files...]', `diff: the two files to compare; "${DEFAULT_NAME}" is the built-in distribution`)
  .option('--personas <file>', 'persona distribution laid over the built-in one', textOption('--personas'))
  .option('--set <field.value=share>', 'share of one value, as in age_band.60plus=0.4; may be repeated', setOption, [])
  .option('--count <n>', 'personas to draw', integerOption('--count', { min: 1, max: 1_000_000 }), 1404)
  .option('--seed <seed>', 'seed', integerOption('--seed', { min: 0, max: 2 ** 32 - 1 }), 42)
  .option('--json', 'preview, diff: everything as JSON')
  .option('--format <format>', 'sample: jsonl or csv', choiceOption('--format', ['jsonl', 'csv'] as const), 'jsonl');

/** A distribution with its personas. */
function draw(file: string | null, sets: readonly MarginalOverride[], { count, seed }: Flags) {
  const distribution = loadPersonaDistribution(DATA_DIR, { file: file === null ? null : resolve(file), sets });
  return { distribution, pool: drawPersonas(distribution, { size: count, seed }) };
}

function preview(flags: Flags): string {
  const { distribution, pool } = draw(flags.personas ?? null, flags.set, flags);
  const shares = fieldShares(distribution, pool);
  const numbers = numberFigures(distribution, pool);
  const strongest = associations(distribution, pool).slice(0, ASSOCIATIONS_SHOWN);
  const samples = pool.slice(0, SAMPLES_SHOWN).map(({ persona }) => persona.description);
  if (flags.json)
    return JSON.stringify({ count: pool.length, seed: flags.seed, fields: shares, numbers, associations: strongest, samples }, null, 2);
  return [
    `${pool.length} personas, seed ${flags.seed}`,
    ...shares.filter(({ latent }) => !latent).map(shareTable),
    formatTable([
      ['number', 'mean', 'deviation', 'least', 'most'],
      ...numbers.map(({ field, mean, deviation, min, max }) => [field, mean.toFixed(2), deviation.toFixed(2), String(min), String(max)]),
    ]),
    formatTable([
      ['hang together most', "Cramér's V"],
      ...strongest.map(({ fields, cramersV }) => [fields.join(' × '), cramersV.toFixed(2)]),
    ]),
    samples.join('\n\n'),
  ].join('\n\n');
}

function shareTable({ field, values, totalVariation, chiSquare }: FieldShares): string {
  const rows = [...values]
    .sort((a, b) => b.realised - a.realised)
    .slice(0, 12)
    .map(({ value, expected, realised }) => [
      value,
      percent(expected),
      percent(realised),
      signed(realised - expected),
      '█'.repeat(Math.round(realised * BAR_WIDTH)),
    ]);
  const hidden = values.length - rows.length;
  const title = `${field}  (total variation ${totalVariation.toFixed(3)}, chi-square ${chiSquare.toFixed(1)}${hidden > 0 ? `; ${hidden} more values` : ''})`;
  return `${title}\n${formatTable([['value', 'target %', 'here %', 'difference', ''], ...rows])}`;
}

function diff(files: readonly string[], flags: Flags): string {
  const [left, right] = files;
  if (left === undefined || right === undefined || files.length > 2) {
    throw new RolecsError('bad-usage', `diff compares two distributions, ${files.length} are named`, {
      hint: `npm run personas -- diff ${DEFAULT_NAME} mine.yaml`,
    });
  }
  const sharesOf = (file: string) => {
    const { distribution, pool } = draw(file === DEFAULT_NAME ? null : file, [], flags);
    return fieldShares(distribution, pool);
  };
  const [before, after] = [sharesOf(left), sharesOf(right)];
  const moved = shifts(before, after);
  const only = (these: readonly FieldShares[], those: readonly FieldShares[]) =>
    these.map(({ field }) => field).filter((field) => !those.some((other) => other.field === field));
  if (flags.json) return JSON.stringify({ moved, gone: only(before, after), added: only(after, before) }, null, 2);
  const rows = moved
    .slice(0, SHIFTS_SHOWN)
    .map(({ field, value, before: was, after: is }) => [`${field}.${value}`, percent(was), percent(is), signed(is - was)]);
  return [
    ...only(before, after).map((field) => `gone: ${field}`),
    ...only(after, before).map((field) => `added: ${field}`),
    formatTable([['value', `% ${left}`, `% ${right}`, 'change'], ...rows]),
    `${moved.length} shares moved${moved.length > rows.length ? `, the ${rows.length} largest are shown; --json has all` : ''}`,
  ].join('\n');
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

function percent(share: number): string {
  return (100 * share).toFixed(2);
}

function signed(share: number): string {
  return `${share > 0 ? '+' : ''}${(100 * share).toFixed(2)}`;
}

process.exitCode = await runCommand(command, process.argv.slice(2), async (options) => {
  const flags = options as unknown as Flags;
  const [what, ...files] = command.args;
  if (what !== 'diff' && files.length > 0) {
    throw new RolecsError('bad-usage', `${what} takes no files, "${files[0]}" is one`, { hint: '--personas names the distribution' });
  }
  if (what === 'sample') for (const line of sample(flags)) process.stdout.write(`${line}\n`);
  else process.stdout.write(`${what === 'diff' ? diff(files, flags) : preview(flags)}\n`);
  return EXIT.done;
});
