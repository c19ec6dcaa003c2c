import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { RolecsError } from '../domain/errors.js';
import { type Manifest, readManifest } from '../pipeline/manifest.js';
import { runPathsIn } from '../pipeline/run-paths.js';
import type { DatasetPaths } from './dataset-paths.js';
import { isVersionName } from './version-name.js';

/** How a version relates to the one before it: its dialogues stand instead of the earlier ones, or behind them. */
export const Policy = z.enum(['replace', 'add']);
export type Policy = z.infer<typeof Policy>;

/** What a version is going to be: known before anything of it is made, and all that its dialogues depend on besides the options. */
export const VersionPlan = z.strictObject({
  name: z.string().refine(isVersionName),
  /** Counted from 1 over accepted and refused versions. */
  number: z.int().min(1),
  /** ISO 8601, the day. */
  date: z.iso.date(),
  policy: Policy,
  /** Name of the version that it renews. */
  previous: z.string().nullable(),
  seed: z.int(),
  /** New dialogues. */
  count: z.int(),
});
export type VersionPlan = z.infer<typeof VersionPlan>;

/** The dialogues of one run in a version: their ids, indices and personas are those of that run, so one dialogue is the same in every version. */
const Part = z.strictObject({
  /** Version that the run was made for. */
  version: z.string(),
  seed: z.int(),
  /** Dialogues that the run was to deliver: its indices lie below. */
  count: z.int(),
  /** Lines that it delivered. */
  lines: z.int(),
});

/** `version` in the manifest of a version. */
export const VersionFacts = z.strictObject({
  ...VersionPlan.shape,
  status: z.enum(['accepted', 'refused']),
  /** Gates that were missed, in words. */
  missed: z.array(z.string()),
  /** Lines of dialogues.jsonl that were taken over from the previous version; the new ones follow. */
  taken_over: z.int(),
  /** What dialogues.jsonl is made of, in the order of its lines. */
  parts: z.array(Part),
  /** Accepted versions whose dialogues it does not repeat, and how many those are. */
  deduplicated_against: z.strictObject({ versions: z.int(), dialogues: z.int() }),
});
export type VersionFacts = z.infer<typeof VersionFacts>;

/** A version as it lies in the dataset. */
export interface Version extends VersionFacts {
  directory: string;
  /** Lines of dialogues.jsonl, those taken over included. */
  dialogues: number;
  /** Of dialogues.jsonl. */
  sha256: string;
}

/**
 * All versions there are, accepted and refused, in the order they were made.
 * @throws RolecsError `version-damaged`, `manifest-damaged`
 */
export async function listVersions({ versions, refused }: Pick<DatasetPaths, 'versions' | 'refused'>): Promise<Version[]> {
  const folders = [versions, refused].flatMap((parent) => versionNamesIn(parent).map((name) => join(parent, name)));
  const found = await Promise.all(folders.map(readVersion));
  return found.sort((a, b) => a.number - b.number);
}

function versionNamesIn(directory: string): string[] {
  try {
    return readdirSync(directory).filter(isVersionName);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function readVersion(directory: string): Promise<Version> {
  const paths = runPathsIn(directory);
  const manifest: Manifest | null = await readManifest(paths);
  const facts = VersionFacts.safeParse(manifest?.version);
  const file = manifest?.files?.['dialogues.jsonl'];
  if (facts.success && file) return { ...facts.data, directory, dialogues: file.lines, sha256: file.sha256 };
  throw new RolecsError('version-damaged', `${paths.manifest} is ${manifest ? 'not that of a version' : 'missing'}; nothing was changed`, {
    hint: 'restore the folder, or move it out of the dataset',
  });
}
