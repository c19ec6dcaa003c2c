import { rmSync } from 'node:fs';
import { EXIT, RolecsError } from '../domain/errors.js';
import type { EarlierDialogues } from '../pipeline/committed-dialogues.js';
import { readManifest } from '../pipeline/manifest.js';
import type { RunOutcome } from '../pipeline/run-outcome.js';
import { runPathsIn } from '../pipeline/run-paths.js';
import { buildVersion } from './build-version.js';
import { noteInChangelog } from './changelog.js';
import { moveCurrent, readCurrent } from './current-link.js';
import type { DatasetPaths } from './dataset-paths.js';
import { EarlierIndex } from './earlier-index.js';
import { readReport } from './earlier-report.js';
import { type JudgeContext, judgeRun } from './judge-run.js';
import { writePending } from './pending-version.js';
import { listVersions, type Version, type VersionPlan } from './version.js';

export interface MakeContext extends JudgeContext {
  paths: DatasetPaths;
  /** Makes the run of a version in a folder, or goes on with it. */
  makeRun: (plan: { directory: string; count: number; seed: number }, earlier: EarlierDialogues) => Promise<RunOutcome['status']>;
  /** A half-made version may be thrown away where it cannot be gone on with: it cost nothing. */
  mayDiscard: boolean;
  onWarning: (message: string) => void;
}

/** What is wrong with a half-made run when nothing but another one helps. */
const BEYOND_RESUME = [
  'other-identity',
  'data-edited',
  'data-unknown',
  'journal-missing',
  'journal-damaged',
  'manifest-damaged',
  'foreign-data',
];

/**
 * Makes a version from its plan, judges it and publishes it or keeps it aside. May be cut off anywhere and called again with the same plan:
 * the outcome is the same.
 * @returns null when the run was asked to stop
 */
export async function makeVersion(plan: VersionPlan, context: MakeContext): Promise<Version | null> {
  const { paths, onWarning } = context;
  await writePending(paths, plan);
  const accepted = (await listVersions(paths)).filter(({ status }) => status === 'accepted');
  const index = await EarlierIndex.open(paths.index, accepted, onWarning);
  try {
    if ((await makeRunAfresh(plan, index, context)) === 'interrupted') return null;
    const previous = accepted.find(({ name }) => name === plan.previous) ?? null;
    await judgeAndBuild(plan, { previous, against: { versions: accepted.length, dialogues: index.size } }, context);
    const made = (await listVersions(paths)).find(({ name }) => name === plan.name) as Version;
    if (made.status === 'accepted') await index.persist(made);
    await settleVersion(made, paths);
    return made;
  } finally {
    await index.close();
  }
}

/** Does what is left to do once a version is visible; all of it may have been done before. */
export async function settleVersion(version: Version, paths: DatasetPaths): Promise<void> {
  if (version.status === 'accepted' && readCurrent(paths) !== version.name) await moveCurrent(paths, version.name);
  await noteInChangelog(paths, version);
  sweep(paths);
}

/** Removes what belongs to a version under way; last the note which one it is. */
export function sweep({ run, ready, pending }: DatasetPaths): void {
  for (const path of [run, ready, pending]) rmSync(path, { recursive: true, force: true });
}

/** Goes on with the run where it can be gone on with, else makes it from the beginning. */
async function makeRunAfresh(
  { count, seed, name }: VersionPlan,
  index: EarlierIndex,
  { paths, makeRun, mayDiscard, onWarning }: MakeContext,
): Promise<RunOutcome['status']> {
  const order = { directory: paths.run, count, seed };
  try {
    return await makeRun(order, index);
  } catch (error) {
    if (!(error instanceof RolecsError) || !BEYOND_RESUME.includes(error.code)) throw error;
    if (!mayDiscard) {
      throw new RolecsError(error.code, `the half-made ${name} cannot be gone on with: ${error.message}`, {
        cause: error,
        exitStatus: EXIT.failed,
        hint: `it was paid for: go on with the options it began with, or remove ${paths.run} to begin it anew`,
      });
    }
    onWarning(`the half-made ${name} is begun anew: ${error.message}`);
    rmSync(paths.run, { recursive: true, force: true });
    return makeRun(order, index);
  }
}

async function judgeAndBuild(
  plan: VersionPlan,
  { previous, against }: { previous: Version | null; against: { versions: number; dialogues: number } },
  context: MakeContext,
): Promise<void> {
  const { paths } = context;
  const manifest = await readManifest(runPathsIn(paths.run));
  if (!manifest) throw new Error(`${paths.run} has no manifest after its run`);
  const takenOver = plan.policy === 'add' ? previous : null;
  const previousReport = previous ? await readReport(previous.directory) : null;
  const report = await judgeRun(
    { plan, directory: paths.run, manifest, previous: previousReport, takenOver, deduplicatedAgainst: against },
    context,
  );
  await buildVersion(paths, { manifest, report, takenOver, previousReport });
}
