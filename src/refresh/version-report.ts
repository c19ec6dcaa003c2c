import { figureAt } from '../analysis/baselines.js';
import type { Drift } from '../analysis/drift.js';
import type { FindingGroup } from '../verification/findings.js';
import type { EarlierReport } from './earlier-report.js';
import { type MarginalDrift, show, type Verdict } from './gates.js';
import type { Measures } from './measure-version.js';
import type { VersionFacts } from './version.js';

/** `report.json` of a version: what the next version is held against, and what people and programs look up. */
export interface VersionReport extends Measures {
  format: 1;
  version: VersionFacts;
  gates: Verdict[];
  drifts: MarginalDrift[];
}

/** `report.md`: the same for people, with what changed against the previous version. */
export function formatReport({ version, gates, drifts, breaches }: VersionReport, previous: EarlierReport | null): string {
  const { name, status, policy, count, taken_over, seed, missed } = version;
  const before = (gate: string): string => (previous ? show(figureAt(previous.figures, gate)) : '–');
  return [
    `# ${name}: ${status}`,
    '',
    `${count} new dialogues, seed ${seed}, policy ${policy}${taken_over > 0 ? `, ${taken_over} taken over` : ''}; previous version: ${version.previous ?? 'none'}.`,
    `Held against ${version.deduplicated_against.dialogues} dialogues of ${version.deduplicated_against.versions} earlier versions: no duplicate.`,
    '',
    ...(missed.length > 0 ? ['## Missed', '', ...missed.map((miss) => `- ${miss}`), ''] : []),
    ...(breaches.length > 0 ? ['## Clauses of the contract that are broken', '', ...breaches.map(breach), ''] : []),
    '## Gates',
    '',
    '| gate | previous | here | at least | at most | |',
    '| --- | --- | --- | --- | --- | --- |',
    ...gates.map(
      ({ gate, value, min, max, passed }) =>
        `| ${gate} | ${before(gate)} | ${show(value)} | ${show(min ?? null)} | ${show(max ?? null)} | ${passed ? '' : '**missed**'} |`,
    ),
    '',
    '## Marginals that moved most',
    '',
    '| field | against | total variation | by chance | values |',
    '| --- | --- | --- | --- | --- |',
    ...drifts.flatMap(({ field, target, previous: earlier }) => [...row(field, 'target', target), ...row(field, 'previous', earlier)]),
    '',
  ].join('\n');
}

function breach({ kind, count, findings }: FindingGroup): string {
  return `- ${kind}: ${count} dialogues; ${findings.map(({ id, what }) => `${id} ${what}`).join('; ')}`;
}

function row(field: string, against: string, drift: Drift | null): string[] {
  if (!drift) return [];
  const values = drift.moved.slice(0, 3).map(({ value, before, after }) => `${value} ${percent(before)} → ${percent(after)}`);
  return [`| ${field} | ${against} | ${show(drift.totalVariation)} | ${show(drift.byChance)} | ${values.join(', ')} |`];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
