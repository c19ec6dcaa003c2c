import type { GroupComparison, GroupRow } from '../analysis/group-figures.js';
import { formatTable } from './format-table.js';

/** With more groups than these a table has a line for each group instead of a column. */
const MOST_COLUMNS = 6;
/** Measures beside each other in such a table. */
const MEASURES_ACROSS = 8;

/** A comparison of groups as people read it. */
export function formatGroups(comparison: GroupComparison, ratios: Readonly<Record<'characters' | 'particles', number | null>>): string {
  const { field, groups, rows, unit, personas, permutations } = comparison;
  const dialogues = groups.reduce((sum, group) => sum + group.dialogues, 0);
  const test =
    unit === 'personas'
      ? 'whole personas change groups, each with the mean of its dialogues'
      : 'labels change places among the dialogues of one persona';
  return [
    `by ${field}: ${dialogues} dialogues of ${personas} personas in ${groups.length} groups`,
    groups.length > MOST_COLUMNS ? groupsDown(comparison) : formatTable([headOf(comparison), ...rows.map(lineOf)]),
    `p: permutation test, ${permutations} permutations; ${test}. For ${rows.length} measures at once, p × ${rows.length} is the safe reading.`,
    'explained: share of the variance that lies between the groups.',
    `variance between personas over variance within: characters ${showRatio(ratios.characters)}, particles ${showRatio(ratios.particles)}` +
      (ratios.characters === null ? ' (no persona speaks twice)' : ` (${(dialogues / personas).toFixed(1)} dialogues a persona)`),
    '',
  ].join('\n');
}

function headOf({ groups }: GroupComparison): string[] {
  return ['', 'unit', ...groups.map(({ value, dialogues }) => `${value} (${dialogues})`), 'explained', 'p'];
}

function lineOf(row: GroupRow): string[] {
  return [row.name, row.unit, ...row.means.map((mean) => show(mean, row.unit)), `${(100 * row.explained).toFixed(1)} %`, showP(row.p)];
}

/** A line for each group, the measures in several tables one under the other. */
function groupsDown({ groups, rows }: GroupComparison): string {
  const tables: string[] = [];
  for (let start = 0; start < rows.length; start += MEASURES_ACROSS) {
    const across = rows.slice(start, start + MEASURES_ACROSS);
    const lines = groups.map(({ value, dialogues }, group) => [
      value,
      String(dialogues),
      ...across.map(({ means, unit }) => show(means[group] ?? null, unit)),
    ]);
    const foot = [
      ['explained', '', ...across.map(({ explained }) => `${(100 * explained).toFixed(1)} %`)],
      ['p', '', ...across.map(({ p }) => showP(p))],
    ];
    tables.push(formatTable([['group', 'dialogues', ...across.map(({ id }) => id)], ...lines, ...foot]));
  }
  return [...tables, formatTable([['measure', 'unit', 'is'], ...rows.map(({ id, unit, name }) => [id, unit, name])])].join('\n\n');
}

function show(mean: number | null, unit: GroupRow['unit']): string {
  if (mean === null) return '–';
  return unit === '%' ? (100 * mean).toFixed(1) : mean.toFixed(unit === 'characters' || unit === 'utterances' ? 1 : 2);
}

function showP(p: number | null): string {
  return p === null ? '–' : p.toFixed(3);
}

function showRatio(ratio: number | null): string {
  return ratio === null ? '–' : ratio.toFixed(2);
}
