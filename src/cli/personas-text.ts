import type { Bending } from '../personas/bending.js';
import type { FieldShares, NumberShift, Shift } from '../personas/pool-figures.js';
import type { Comparison } from '../personas/population.js';
import type { PreviewFigures } from '../personas/preview-figures.js';
import { formatTable } from './format-table.js';

const VALUES_SHOWN = 12;
const SHIFTS_SHOWN = 30;
const BAR_WIDTH = 24;

export function previewText({ count, seed, bending, fields, numbers, associations, samples }: PreviewFigures): string {
  return [
    `${count} personas, seed ${seed}`,
    ...(bending === null ? [] : [bendingText(bending)]),
    ...fields.filter(({ latent }) => !latent).map(shareTable),
    formatTable([
      ['number', 'mean', 'deviation', 'least', 'most'],
      ...numbers.map(({ field, mean, deviation, min, max }) => [field, mean.toFixed(2), deviation.toFixed(2), String(min), String(max)]),
    ]),
    formatTable([
      ['hang together most', "Cramér's V"],
      ...associations.map(({ fields: pair, cramersV }) => [pair.join(' × '), cramersV.toFixed(2)]),
    ]),
    samples.join('\n\n'),
  ].join('\n\n');
}

function bendingText({ fields, effectiveSize }: Bending): string {
  const rows = fields.flatMap(({ field, targets, meanShift, largestShift }) =>
    targets.map(({ value, asked, before, factor }) => [
      `${field}.${value}`,
      percent(before),
      percent(asked),
      `× ${Number(factor.toPrecision(3))}`,
      `${percent(meanShift)} (at most ${percent(largestShift)})`,
    ]),
  );
  const table = formatTable([['target', 'tables gave %', 'asked %', 'weight', 'its table moved by %'], ...rows]);
  return `${table}\neffective sample size ${Math.round(effectiveSize)}: so many unweighted personas would tell as much`;
}

function shareTable({ field, values, totalVariation, chiSquare }: FieldShares): string {
  const rows = [...values]
    .sort((a, b) => b.realised - a.realised)
    .slice(0, VALUES_SHOWN)
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

export interface DiffFigures {
  moved: Shift[];
  numbers: NumberShift[];
  gone: string[];
  added: string[];
}

export function diffText({ moved, numbers, gone, added }: DiffFigures, [left, right]: readonly [string, string]): string {
  const rows = moved
    .slice(0, SHIFTS_SHOWN)
    .map(({ field, value, before: was, after: is }) => [`${field}.${value}`, percent(was), percent(is), signed(is - was)]);
  const means = numbers.map(({ field, before, after, inDeviations }) => [
    field,
    `${before.mean.toFixed(2)} ± ${before.deviation.toFixed(2)}`,
    `${after.mean.toFixed(2)} ± ${after.deviation.toFixed(2)}`,
    inDeviations.toFixed(2),
  ]);
  return [
    ...gone.map((field) => `gone: ${field}`),
    ...added.map((field) => `added: ${field}`),
    formatTable([['value', `% ${left}`, `% ${right}`, 'change'], ...rows]),
    `${moved.length} shares moved${moved.length > rows.length ? `, the ${rows.length} largest are shown; --json has all` : ''}`,
    ...(means.length > 0 ? ['', formatTable([['number', left, right, 'deviations'], ...means])] : []),
  ].join('\n');
}

/** A Markdown page: published figures beside ours. */
export function sourcesText(population: readonly Comparison[], { count, seed }: { count: number; seed: number }): string {
  const rows = population.map(({ of, published, here, noise, unit, source, status, why }) =>
    [
      of.en,
      `${published} ${unit}`,
      `${here.toFixed(1)} ± ${noise.toFixed(1)} ${unit}`,
      signedNumber(here - published),
      source.en,
      status,
      why?.en ?? 'chance',
    ]
      .map((cell) => cell.trim().replaceAll('|', '\\|'))
      .join(' | '),
  );
  const head = ['', 'published', 'here', 'difference', 'source', 'status', 'why'];
  return [
    '# The default personas against what is published',
    '',
    `${count} personas of seed ${seed}, made by \`npm run personas -- sources\` from \`data/personas/population.yaml\`. ± one standard error.`,
    '',
    `| ${head.join(' | ')} |`,
    `|${head.map(() => ' --- ').join('|')}|`,
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}

function signed(share: number): string {
  return `${share > 0 ? '+' : ''}${(100 * share).toFixed(2)}`;
}

function signedNumber(value: number): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(1)}`;
}
