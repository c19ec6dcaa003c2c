import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RolecsError } from '../domain/errors.js';
import { type DatasetManifest, MANIFEST, readDatasetManifest } from '../verification/dataset-manifest.js';
import { Duplicates } from '../verification/duplicates.js';
import { type FindingSink, Findings } from '../verification/findings.js';
import { type Verification, type VerificationRules, verifyFolder } from '../verification/verify-dataset.js';
import { readCurrent } from './current-link.js';
import { type DatasetPaths, datasetPathsIn } from './dataset-paths.js';
import { verifyIndex } from './verify-index.js';
import { type Version, VersionFacts } from './version.js';
import { VersionChain } from './version-chain.js';
import { isVersionName } from './version-name.js';

/** Whether a folder is that of a dataset in versions. */
export function isInVersions(directory: string): boolean {
  const { versions, refused } = datasetPathsIn(directory);
  return !existsSync(join(directory, MANIFEST)) && (existsSync(versions) || existsSync(refused));
}

/** A version that is there, whatever state it is in. */
interface FoundVersion {
  /** Relative to the dataset, parts joined by a slash. */
  folder: string;
  directory: string;
  manifest: DatasetManifest | null;
  facts: VersionFacts | null;
}

/**
 * Verifies a dataset in versions: each version against its manifest and the contract, all of them against each other (no dialogue of an
 * accepted one repeats an earlier one), the index of earlier dialogues against them, and where `current` points. Each dialogue is read as
 * part of the version that it was made for; where it was taken over, bytes are compared.
 */
export async function verifyVersions(directory: string, kept: number, rules: VerificationRules): Promise<Verification> {
  const paths = datasetPathsIn(directory);
  const findings = new Findings(kept);
  const found = findVersions(paths, findings);
  const total = { files: 0, dialogues: 0, rejects: 0 };
  const notes = new Set<string>(
    existsSync(paths.pending) ? ['a refresh is at work or was cut off: the next one finishes its version'] : [],
  );
  const expected = found.reduce((sum, { facts }) => sum + (facts?.count ?? 0), 0);
  const duplicates = new Duplicates(expected);
  const chain = new VersionChain();
  try {
    for (const { folder, directory, manifest, facts } of found) {
      const sink = findings.below(folder);
      const isAccepted = facts?.status === 'accepted';
      const own = isAccepted ? duplicates : new Duplicates(facts?.count ?? 0); // what was refused may be repeated
      const verified = await verifyFolder(directory, manifest, { ...rules, duplicates: own, ownAlone: facts !== null }, sink);
      if (!isAccepted) own.close();
      total.files += verified.files;
      total.dialogues += verified.dialogues - (facts?.taken_over ?? 0);
      total.rejects += verified.rejects;
      for (const note of verified.notes) notes.add(note);
      if (facts) await chain.add(versionOf(directory, manifest as DatasetManifest, facts), folder, sink);
    }
  } finally {
    duplicates.close();
  }
  await verifyIndex(paths, chain.accepted, findings);
  for (const note of verifyCurrent(paths, chain.accepted, findings)) notes.add(note);
  return { ...total, notes: [...notes], groups: findings.groups() };
}

/** In the order they were made; those that do not say so come last. */
function findVersions({ versions, refused }: DatasetPaths, findings: Findings): FoundVersion[] {
  const found = [versions, refused].flatMap((parent) =>
    existsSync(parent)
      ? readdirSync(parent)
          .filter(isVersionName)
          .map((name) => findVersion(parent, name, findings))
      : [],
  );
  const numberOf = ({ facts }: FoundVersion) => facts?.number ?? Number.POSITIVE_INFINITY;
  return found.sort((a, b) => (numberOf(a) < numberOf(b) ? -1 : 1));
}

function findVersion(parent: string, name: string, findings: Findings): FoundVersion {
  const folder = `${basename(parent)}/${name}`;
  const directory = join(parent, name);
  const sink = findings.below(folder);
  const place = { file: MANIFEST, line: null, id: null };
  let manifest: DatasetManifest | null = null;
  try {
    manifest = readDatasetManifest(directory, sink);
  } catch (error) {
    if (!(error instanceof RolecsError)) throw error;
    sink.add(error.code === 'dataset-missing' ? 'file-missing' : 'version-inconsistent', place, error.message);
  }
  const facts = VersionFacts.safeParse(manifest?.version);
  const isOne = facts.success && manifest?.files['dialogues.jsonl'] !== undefined;
  if (manifest !== null && !isOne) sink.add('version-inconsistent', place, 'is not that of a version');
  return { folder, directory, manifest, facts: isOne ? facts.data : null };
}

function versionOf(directory: string, { files }: DatasetManifest, facts: VersionFacts): Version {
  const { sha256 = '', lines = 0 } = files['dialogues.jsonl'] ?? {};
  return { ...facts, directory, dialogues: lines, sha256 };
}

/** @returns what a reader should know, though nothing is wrong with it */
function verifyCurrent(paths: DatasetPaths, accepted: readonly Version[], findings: FindingSink): string[] {
  const broken = (what: string) => findings.add('current-broken', { file: basename(paths.current), line: null, id: null }, what);
  let name: string | null;
  try {
    name = readCurrent(paths);
  } catch (error) {
    if (!(error instanceof RolecsError)) throw error;
    broken(error.message);
    return [];
  }
  const last = accepted.at(-1)?.name ?? null;
  if (name === null && last !== null && !existsSync(paths.pending)) broken(`is not there; the last accepted version is ${last}`);
  if (name !== null && accepted.every((version) => version.name !== name)) broken(`points to ${name}, which is no accepted version`);
  else if (name !== null && name !== last) return [`current points to ${name}; the last accepted version is ${last}`];
  return [];
}
