import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { RolecsError } from '../domain/errors.js';
import type { FindingSink } from './findings.js';

export const MANIFEST = 'manifest.json';
const EXPORT_KIND = 'rolecs-export';
const MOST_DIALOGUES = 10_000_000;

const ListedFile = z.looseObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(0).optional(),
  lines: z.int().min(0).optional(),
  /** Rows of an export; in JSONL each is a line. */
  rows: z.int().min(0).nullable().optional(),
});
export type ListedFile = z.infer<typeof ListedFile>;

/** What a run was made of, as far as rows repeat it. */
const Identity = z.looseObject({
  version: z.string(),
  seed: z.int(),
  count: z.int().min(1).max(MOST_DIALOGUES),
  engine: z.enum(['offline', 'llm']),
  model: z.string().nullable(),
  topics: z.array(z.string()),
  personas: z.looseObject({ file_sha256: z.string().nullable(), sets: z.array(z.unknown()) }),
  max_utterances: z.int(),
  gates: z.enum(['contract', 'full']),
  resources: z.record(z.string(), z.string()),
});
export type Identity = z.infer<typeof Identity>;

/** `manifest.json` of any dataset: the files it vouches for. */
const DatasetManifest = z.looseObject({
  files: z.record(z.string(), ListedFile),
  timings: z.looseObject({ manifest_sha256: z.string().optional() }).optional(),
  /** Of manifests that have no timings. */
  manifest_sha256: z.string().optional(),
});
export type DatasetManifest = z.infer<typeof DatasetManifest>;

/** Dialogues that one run delivered to a version: the seed of that run, how many it was to deliver, how many lines it did. */
const Part = z.looseObject({ version: z.string(), seed: z.int(), count: z.int().min(1).max(MOST_DIALOGUES), lines: z.int().min(0) });
export type Part = z.infer<typeof Part>;

/** That of a run or of a version made by one: figures stand beside, to be counted again. */
const RunManifest = DatasetManifest.extend({
  identity: Identity,
  counts: z.looseObject({ requested: z.int(), open: z.int(), open_indices: z.array(z.int()) }),
  version: z
    .looseObject({
      /** So many lines were taken over from earlier versions, and come first. */
      taken_over: z.int().min(0),
      /** What the lines are made of, in their order; the last part is that of the run itself. */
      parts: z.array(Part).min(1),
    })
    .optional(),
});
export type RunManifest = z.infer<typeof RunManifest>;

/** That of an export: rows of every file, dialogues by split, what trainers keep. */
const ExportManifest = DatasetManifest.extend({
  kind: z.literal(EXPORT_KIND),
  source: z.looseObject({ dialogues: z.int().min(0) }),
  splits: z.record(z.string(), z.int().min(0)),
  trainers: z.record(z.string(), z.looseObject({ rows: z.int(), kept: z.int() })),
  files: z.record(z.string(), ListedFile.extend({ rows: z.int().min(0).nullable() })),
  manifest_sha256: z.string(),
});
export type ExportManifest = z.infer<typeof ExportManifest>;

/** The manifest of a run, by what only such a one has. */
export function isRun(manifest: DatasetManifest): manifest is RunManifest {
  return 'identity' in manifest;
}

export function isExport(manifest: DatasetManifest): manifest is ExportManifest {
  return manifest.kind === EXPORT_KIND;
}

/** What a manifest has to be, by what it claims to be. */
function schemaFor(value: unknown): z.ZodType<DatasetManifest> {
  if (typeof value !== 'object' || value === null) return DatasetManifest;
  if ('identity' in value) return RunManifest;
  return 'kind' in value && value.kind === EXPORT_KIND ? ExportManifest : DatasetManifest;
}

/** Where a manifest says its own hash. */
export function sealIn({ timings, manifest_sha256 }: DatasetManifest): string | undefined {
  return timings?.manifest_sha256 ?? manifest_sha256;
}

/**
 * @returns null where the manifest is there but no manifest any more; that is a finding
 * @throws RolecsError `dataset-missing`, `dataset-unfinished`
 */
export function readDatasetManifest(directory: string, findings: FindingSink): DatasetManifest | null {
  const path = join(directory, MANIFEST);
  const edited = (what: string) => findings.add('manifest-edited', { file: MANIFEST, line: null, id: null }, what);
  const source = readText(path);
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    edited(`is no JSON: ${(error as Error).message}`);
    return null;
  }
  const status = z.object({ status: z.string() }).safeParse(value).data?.status;
  if (status === 'running') {
    throw new RolecsError('dataset-unfinished', `${path} says that its run is not finished`, {
      hint: 'finish it with `npm run generate -- --resume` and the options it was begun with',
    });
  }
  const parsed = schemaFor(value).safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    edited(`${issue?.path.join('.') || 'the file'}: ${issue?.message}`);
    return null;
  }
  const seal = sealIn(parsed.data);
  if (seal !== undefined && sealOf(source, seal) !== seal) edited('is not as it was written: its own hash (manifest_sha256) does not fit');
  return parsed.data;
}

/** sha256 of the manifest with 64 zeros in place of its own. */
function sealOf(source: string, seal: string): string {
  return createHash('sha256')
    .update(source.replace(seal, '0'.repeat(64)))
    .digest('hex');
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new RolecsError('dataset-missing', `cannot read ${path}: ${(cause as Error).message}`, {
      cause,
      hint: 'name the folder of a finished dataset: one that holds a manifest.json',
    });
  }
}
