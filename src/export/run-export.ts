import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DialogueRecord } from '../domain/dialogue.js';
import { RolecsError } from '../domain/errors.js';
import { hashStream } from '../resources/hash-stream.js';
import { replaceFolder } from '../resources/replace-folder.js';
import { manifestText } from '../resources/seal-manifest.js';
import { copiesFor } from './balance.js';
import { type CheckedRows, checkRows } from './check-rows.js';
import { createManifest, EXPORT_MANIFEST, type ExportedFile, type ExportManifest, isExport } from './export-manifest.js';
import type { ExportFormat } from './format.js';
import type { ExportOptions, SampleOptions, TableOptions } from './options.js';
import { samplesOf } from './samples.js';
import { createSplitter, type SplitShares, type SplitUnit } from './splits.js';
import { rulesFor } from './trainers/rules-for.js';
import { writeTrainingFiles } from './training-files.js';
import { readTrainingTemplates, type TrainingTemplates } from './training-templates.js';

export interface ExportRequest {
  /** `dialogues.jsonl` of the dataset. */
  readonly source: string;
  /** Of that file, as the manifest of its run says it; null where it says nothing. */
  readonly expectedSha256: string | null;
  /** Streams its rows in file order, from the start each time it is called. */
  readonly read: (source: string) => AsyncIterable<DialogueRecord>;
  /** The folder to make. */
  readonly target: string;
  readonly force: boolean;
  readonly formats: readonly ExportFormat[];
  readonly shares: SplitShares;
  readonly unit: SplitUnit;
  readonly options: SampleOptions & TableOptions;
  /** Labels of the strategies whose training rows are balanced. */
  readonly balanced: readonly string[];
  /** Folder of the templates of training files. */
  readonly templates: string;
  /** What the manifest says about the command. */
  readonly told: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/**
 * Writes an export into a temporary folder and moves it to its place once it is complete. Memory does not grow with the number of dialogues.
 * @throws RolecsError `resource-unreadable`, `dataset-changed`, `dataset-invalid`, `dataset-empty`, `mask-unknown`, `rows-dropped` and those of
 *   `replaceFolder`; then nothing is left behind
 */
export async function runExport(request: ExportRequest): Promise<ExportManifest> {
  const templates = readTrainingTemplates(request.templates, request.formats);
  const replacement = { force: request.force, kind: 'export', isOurs: isExport };
  return replaceFolder(request.target, replacement, async (directory) => {
    const manifest = await writeExport(request, templates, directory);
    writeFileSync(join(directory, EXPORT_MANIFEST), manifestText(manifest), { flush: true });
    return manifest;
  });
}

async function writeExport(request: ExportRequest, templates: TrainingTemplates, directory: string): Promise<ExportManifest> {
  const { formats, told } = request;
  const hashed = await hashSource(request);
  const options = { ...request.options, copies: await balance(request) };
  const { splits, rows } = await writeRows(request, options, directory);
  const { trainers, maxTokens } = await checkTrainingRows(directory, request, options);
  const filled = new Set(options.splits.filter((split) => (splits[split] ?? 0) > 0));
  writeTrainingFiles(directory, { formats, options, filled, maxTokens, templates });
  const dialogues = Object.values(splits).reduce((sum, count) => sum + count, 0);
  return createManifest({
    source: { dialogues, ...hashed },
    options: { ...told, copies: options.copies },
    splits,
    trainers,
    files: await listFiles(directory, rows),
  });
}

async function hashSource({ source, expectedSha256 }: ExportRequest): Promise<{ bytes: number; sha256: string }> {
  const hashed = await hashStream(source);
  if (expectedSha256 === null || hashed.sha256 === expectedSha256) return hashed;
  throw new RolecsError('dataset-changed', `${source} is not as its run left it (manifest.json: sha256 ${expectedSha256.slice(0, 12)}…)`, {
    hint: 'restore it, or generate the dataset again',
  });
}

/** Reads the training split once more where it is to be balanced. */
async function balance({ balanced, options, signal, source, read, shares, unit }: ExportRequest): Promise<Record<string, number>> {
  if (balanced.length === 0) return {};
  const splitOf = createSplitter(shares, unit);
  const counts = new Map<string, number>();
  for await (const record of read(source)) {
    signal.throwIfAborted();
    if (splitOf(record) !== options.splits[0]) continue;
    for (const { strategy } of samplesOf(record, options)) {
      if (strategy !== null) counts.set(strategy, (counts.get(strategy) ?? 0) + 1);
    }
  }
  return copiesFor(counts, balanced, options.settings.balance);
}

/** @returns dialogues by split, rows by file */
async function writeRows(
  { source, read, formats, shares, unit, signal }: ExportRequest,
  options: ExportOptions,
  directory: string,
): Promise<{ splits: Record<string, number>; rows: Record<string, number> }> {
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
  if (Object.values(splits).every((count) => count === 0)) {
    throw new RolecsError('dataset-empty', `${source} holds no dialogue`, { hint: 'name the folder of a run that delivered some' });
  }
  const rows: Record<string, number> = {};
  for (const { format, writer } of writers) {
    for (const [name, count] of Object.entries((await writer.close()).rows)) rows[`${format.name}/${name}`] = count;
  }
  return { splits, rows };
}

/** Reads every training file back by the rules of every trainer that it is for. */
async function checkTrainingRows(
  directory: string,
  { formats, signal }: ExportRequest,
  options: ExportOptions,
): Promise<{ trainers: Record<string, CheckedRows>; maxTokens: number }> {
  const trainers: Record<string, CheckedRows> = {};
  for (const { name, extension, loss } of formats) {
    if (loss === null) continue;
    for (const split of options.splits) {
      signal.throwIfAborted();
      const file = `${name}/${split}.${extension}`;
      for (const rules of rulesFor(name, options)) trainers[`${rules.trainer} ${file}`] = await checkRows(join(directory, file), rules);
    }
  }
  return { trainers, maxTokens: Math.max(0, ...Object.values(trainers).map((checked) => checked.maxTokens)) };
}

async function listFiles(directory: string, rows: Readonly<Record<string, number>>): Promise<Record<string, ExportedFile>> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1)).sort();
  const files: Record<string, ExportedFile> = {};
  for (const path of paths) files[path] = { ...(await hashStream(join(directory, path))), rows: rows[path] ?? null };
  return files;
}
