import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckedRows } from './check-rows.js';

export const EXPORT_MANIFEST = 'manifest.json';
const KIND = 'rolecs-export';

/** A file of an export, by its path in the folder. */
export interface ExportedFile {
  readonly bytes: number;
  readonly sha256: string;
  /** Training rows or records in it; null for files that hold none. */
  readonly rows: number | null;
}

/** `manifest.json` of an export. No clock time and no path of the machine stands in it: the same dataset and options give the same bytes. */
export interface ExportManifest {
  readonly format: 1;
  readonly kind: typeof KIND;
  readonly source: { readonly dialogues: number; readonly bytes: number; readonly sha256: string };
  readonly options: Readonly<Record<string, unknown>>;
  /** Dialogues by split. */
  readonly splits: Readonly<Record<string, number>>;
  /** What each trainer keeps, by trainer and file. */
  readonly trainers: Readonly<Record<string, CheckedRows>>;
  readonly files: Readonly<Record<string, ExportedFile>>;
}

export function createManifest(content: Omit<ExportManifest, 'format' | 'kind'>): ExportManifest {
  return { format: 1, kind: KIND, ...content };
}

/** Whether a folder holds an export, by its manifest. */
export function isExport(folder: string): boolean {
  try {
    return (JSON.parse(readFileSync(join(folder, EXPORT_MANIFEST), 'utf8')) as Partial<ExportManifest> | null)?.kind === KIND;
  } catch {
    return false; // no manifest, or none of ours
  }
}

/** Size and sha256 of a file, streamed. */
export async function hashFile(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
