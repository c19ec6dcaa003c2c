import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DATA_DIR } from '../config/project.js';
import { collapseGrammar } from '../testing/collapsed-data.js';
import { duplicatesAcross, type NightOutcome, type Nights, playNights, sequenceOf } from '../testing/nights.js';
import { RefreshWorkspace } from '../testing/refresh-workspace.js';

/** Six nights with kills and bad versions, as processes over the compiled program, with the synthetic maker; `npm run nights` plays thirty real ones. */
let workspace: RefreshWorkspace;
let plan: Omit<Nights, 'directory' | 'killEvery'>;

beforeAll(() => {
  workspace = new RefreshWorkspace();
  // Every night repeats dialogues of its own, so that dedup has work in every version.
  const good = workspace.data('data', { rejectionRate: 0.05, exactDuplicates: { 7: 3 }, nearDuplicates: { 50: 20 } });
  plan = {
    dataDir: good,
    nights: 6,
    options: ['--add', '120', '--concurrency', '1'],
    badEvery: 4,
    bad: [{ dataDir: workspace.data('bad', { rejectionRate: 0.6 }), options: [] }],
    seed: String(process.pid),
  };
});
afterAll(() => workspace.remove());

async function play(name: string, killEvery: number | null): Promise<{ directory: string; outcomes: NightOutcome[] }> {
  const directory = `${workspace.dataset}-${name}`;
  const outcomes = [];
  for await (const outcome of playNights({ ...plan, directory, killEvery })) outcomes.push(outcome);
  return { directory, outcomes };
}

test('six nights end with the same versions with and without kills, and no dialogue comes twice', async () => {
  const whole = await play('whole', null);
  expect(whole.outcomes.map(({ statuses }) => statuses)).toEqual([[0], [0], [0], [3], [0], [0]]);
  expect(whole.outcomes.map(({ current }) => current)).toEqual([
    'v2026.01.01',
    'v2026.01.02',
    'v2026.01.03',
    'v2026.01.03',
    'v2026.01.05',
    'v2026.01.06',
  ]);
  const killed = await play('killed', 2);
  expect(killed.outcomes.map(({ current }) => current)).toEqual(whole.outcomes.map(({ current }) => current));
  expect(await sequenceOf(killed.directory)).toEqual(await sequenceOf(whole.directory));
  expect(await duplicatesAcross(killed.directory)).toEqual([]);
});

test('a grammar that collapsed to one wording a list makes a version that is refused for its lack of variety', async () => {
  const collapsed = join(workspace.directory, 'collapsed');
  collapseGrammar(DATA_DIR, collapsed);
  const directory = `${workspace.dataset}-collapsed`;
  const options = ['--count', '200', '--concurrency', '1'];
  const nights = { dataDir: DATA_DIR, directory, nights: 2, options, badEvery: 2, bad: [{ dataDir: collapsed, options: [] }] };
  const outcomes = [];
  for await (const { statuses, current } of playNights({ ...nights, killEvery: null, seed: '1' })) outcomes.push({ statuses, current });
  expect(outcomes).toEqual([
    { statuses: [0], current: 'v2026.01.01' },
    { statuses: [3], current: 'v2026.01.01' },
  ]);
  expect(readFileSync(join(directory, 'refused', 'v2026.01.02', 'report.md'), 'utf8')).toMatch(/^- supporter\.duplicates .* \(at most/m);
});
