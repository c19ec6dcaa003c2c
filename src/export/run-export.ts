import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DialogueRecord } from '../domain/dialogue.js';
import { openExportFolder, writingFailed } from './export-folder.js';
import { createManifest, EXPORT_MANIFEST, type ExportedFile, type ExportManifest, hashFile } from './export-manifest.js';
import type { ExportFormat } from './format.js';
import type { ExportOptions } from './options.js';
import { createSplitter, type SplitShares, type SplitUnit } from './splits.js';

export interface ExportRequest {
  /** `dialogues.jsonl` of the dataset. */
  readonly source: string;
  /** Streams its rows in file order, from the start each time it is called. */
  readonly read: (source: string) => AsyncIterable<DialogueRecord>;
  /** The folder to make. */
  readonly target: string;
  readonly force: boolean;
  readonly formats: readonly ExportFormat[];
  readonly shares: SplitShares;
  readonly unit: SplitUnit;
  readonly options: ExportOptions;
  /** What the manifest says about the command. */
  readonly told: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/**
 * Writes an export into a temporary folder and moves it to its place once it is complete. Memory does not grow with the number of dialogues.
 * @throws RolecsError `output-exists`, `output-unusable`, `dataset-invalid`, `export-failed`; then nothing is left behind
 */
export async function runExport(request: ExportRequest): Promise<ExportManifest> {
  const folder = openExportFolder(request.target, request);
  try {
    const manifest = await writeExport(request, folder.temporary);
    writeFileSync(join(folder.temporary, EXPORT_MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    folder.publish();
    return manifest;
  } catch (error) {
    folder.discard();
    throw writingFailed(request.target, error);
  }
}

async function writeExport(request: ExportRequest, directory: string): Promise<ExportManifest> {
  const { source, read, formats, shares, unit, options, told, signal } = request;
  const splitOf = createSplitter(shares, unit);
  const splits = Object.fromEntries(options.splits.map((split) => [split, 0]));
  const writers = formats.map((format) => {
    mkdirSync(join(directory, format.name));
    return { format, writer: format.open(join(directory, format.name), options) };
  });
  for await (const record of read(source)) {
    signal.throwIfAborted();
    const split = splitOf(record);
    splits[split] = (splits[split] ?? 0) + 1;
    for (const { writer } of writers) await writer.write(record, split);
  }
  const rows: Record<string, number> = {};
  for (const { format, writer } of writers) {
    for (const [name, count] of Object.entries((await writer.close()).rows)) rows[`${format.name}/${name}`] = count;
  }
  const dialogues = Object.values(splits).reduce((sum, count) => sum + count, 0);
  return createManifest({
    source: { dialogues, ...(await hashFile(source)) },
    options: told,
    splits,
    files: await listFiles(directory, rows),
  });
}

async function listFiles(directory: string, rows: Readonly<Record<string, number>>): Promise<Record<string, ExportedFile>> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1)).sort();
  const files: Record<string, ExportedFile> = {};
  for (const path of paths) files[path] = { ...(await hashFile(join(directory, path))), rows: rows[path] ?? null };
  return files;
}
