import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RolecsError } from '../domain/errors.js';
import type { StrategyFramework } from '../domain/strategy.js';
import type { QualityRules } from '../quality/quality-rules.js';
import { checkFiles } from './check-files.js';
import { allClauses } from './clauses/all-clauses.js';
import { type DatasetManifest, isExport, isRun, type RunManifest, readDatasetManifest, sealIn } from './dataset-manifest.js';
import { Duplicates } from './duplicates.js';
import { type FindingGroup, type FindingSink, Findings } from './findings.js';
import { verifyExport } from './verify-export.js';
import { DIALOGUES, learn, type RunRules, verifyRun } from './verify-run.js';

/** What the contract is read with besides its own words. */
export interface VerificationRules {
  framework: StrategyFramework;
  quality: QualityRules;
  /** sha256 of the resources that these two come from, by their names in the manifest of a run. */
  resources: Readonly<Record<string, string>>;
}

export interface VerificationRequest {
  directory: string;
  /** Folders of the datasets that this one was built upon: no row may repeat one of theirs (contract §3.10). */
  earlier: readonly string[];
  /** Findings of a kind that are told one by one. */
  kept: number;
}

export interface Verification {
  files: number;
  dialogues: number;
  rejects: number;
  /** What was not verified, or what a reader should know. */
  notes: string[];
  /** What is wrong, by kind; empty where nothing is. */
  groups: FindingGroup[];
}

/**
 * Verifies a dataset: every file against the manifest, every row against the contract's section 3, the figures of the manifest against those
 * counted from the rows. Streams; what grows with the number of dialogues is the index of near-duplicates (788 bytes a dialogue) and the
 * places of the rows.
 * @throws RolecsError `dataset-missing`, `dataset-unfinished`
 */
export async function verifyDataset({ directory, earlier, kept }: VerificationRequest, rules: VerificationRules): Promise<Verification> {
  refuseMissing(earlier);
  const findings = new Findings(kept);
  const manifest = readDatasetManifest(directory, findings);
  const duplicates = new Duplicates(manifest && isRun(manifest) ? (manifest.version?.taken_over ?? 0) + manifest.identity.count : 0);
  try {
    for (const folder of earlier) await learn(join(folder, DIALOGUES), duplicates);
    const verified = await verifyFolder(directory, manifest, { ...rules, duplicates, ownAlone: false }, findings);
    return { ...verified, groups: findings.groups() };
  } finally {
    duplicates.close();
  }
}

/**
 * Verifies a folder that has a manifest, one of several perhaps.
 * @param manifest null where it cannot be read; that was found already
 */
export async function verifyFolder(
  directory: string,
  manifest: DatasetManifest | null,
  rules: VerificationRules & Omit<RunRules, 'clauses'>,
  findings: FindingSink,
): Promise<Omit<Verification, 'groups'>> {
  if (manifest === null) return { files: 0, dialogues: 0, rejects: 0, notes: [] };
  await checkFiles(directory, manifest, findings);
  let counted = { dialogues: 0, rejects: 0 };
  if (isRun(manifest)) {
    counted = await verifyRun(directory, manifest, { ...rules, clauses: allClauses(rules.framework, rules.quality) }, findings);
  } else if (isExport(manifest)) {
    await verifyExport(directory, manifest, findings);
  }
  return { files: Object.keys(manifest.files).length, ...counted, notes: notesOn(manifest, rules.resources) };
}

function refuseMissing(earlier: readonly string[]): void {
  const missing = earlier.map((folder) => join(folder, DIALOGUES)).find((path) => !existsSync(path));
  if (missing === undefined) return;
  throw new RolecsError('dataset-missing', `${missing}: there is no such file`, {
    hint: 'give --against the folder of an earlier dataset, with dialogues.jsonl in it',
  });
}

function notesOn(manifest: DatasetManifest, resources: VerificationRules['resources']): string[] {
  const unsealed = sealIn(manifest) === undefined;
  return [
    ...(unsealed ? ['the manifest carries no hash of its own: an edit that nothing contradicts goes unnoticed'] : []),
    ...(isRun(manifest) ? notesOnRun(manifest, resources) : [notOfARun(manifest)]),
  ];
}

function notOfARun(manifest: DatasetManifest): string {
  return isExport(manifest)
    ? 'this is an export: files and their rows were verified; verify the run for what the rows say'
    : 'this is no folder of a run: files were verified, rows were not';
}

function notesOnRun({ identity, counts }: RunManifest, resources: VerificationRules['resources']): string[] {
  const changed = Object.keys(resources).filter((name) => identity.resources[name] !== resources[name]);
  return [
    ...(changed.length > 0
      ? [`rows are held against the ${changed.join(' and ')} of this checkout; the run was made with other ones`]
      : []),
    ...(counts.open > 0 ? [`${counts.open} of ${identity.count} dialogues could not be made, as the manifest says`] : []),
    'rows do not tell whether a combination is drawn from what its path supports (§3.5), nor whether a number of the case is later changed for another one of it (§3.9)',
  ];
}
