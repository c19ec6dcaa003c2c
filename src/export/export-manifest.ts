import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { RolecsError } from '../domain/errors.js';
import { sealManifest } from '../resources/seal-manifest.js';

export const EXPORT_MANIFEST = 'manifest.json';
const KIND = 'rolecs-export';

/** A file of an export, by its path in the folder. */
const ExportedFile = z.strictObject({
  bytes: z.int(),
  sha256: z.string(),
  /** Training rows or records in it; null for files that hold none. */
  rows: z.int().nullable(),
});
export type ExportedFile = z.infer<typeof ExportedFile>;

/** What a trainer keeps of a file. */
const KeptRows = z.strictObject({ rows: z.int(), kept: z.int(), learned: z.int(), maxTokens: z.int() });

/** `manifest.json` of an export. No clock time and no path of the machine stands in it: the same dataset and options give the same bytes. */
const ExportManifest = z.strictObject({
  format: z.literal(1),
  kind: z.literal(KIND),
  /** The `dialogues.jsonl` that it was made of. */
  source: z.strictObject({ dialogues: z.int(), bytes: z.int(), sha256: z.string() }),
  options: z.record(z.string(), z.unknown()),
  /** Dialogues by split. */
  splits: z.record(z.string(), z.int()),
  /** By trainer and file. */
  trainers: z.record(z.string(), KeptRows),
  files: z.record(z.string(), ExportedFile),
  /** sha256 of the manifest with 64 zeros in this place. */
  manifest_sha256: z.string(),
});
export type ExportManifest = z.infer<typeof ExportManifest>;

export function createManifest(content: Omit<ExportManifest, 'format' | 'kind' | 'manifest_sha256'>): ExportManifest {
  return sealManifest((manifest_sha256) => ({ format: 1, kind: KIND, ...content, manifest_sha256 }));
}

/** Whether a folder holds an export, by its manifest. */
export function isExport(folder: string): boolean {
  try {
    return (JSON.parse(readFileSync(join(folder, EXPORT_MANIFEST), 'utf8')) as Partial<ExportManifest> | null)?.kind === KIND;
  } catch {
    return false; // no manifest, or none of ours
  }
}

/** @throws RolecsError `export-invalid` where there is no manifest of an export */
export function readExportManifest(folder: string): ExportManifest {
  const path = join(folder, EXPORT_MANIFEST);
  try {
    return ExportManifest.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new RolecsError('export-invalid', `${path} is missing or is not the manifest of an export`, {
      cause,
      hint: 'make the export with --from, the folder of a run',
    });
  }
}
