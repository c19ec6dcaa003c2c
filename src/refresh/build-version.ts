import { createHash } from 'node:crypto';
import { createReadStream, existsSync, linkSync, mkdirSync, rmSync } from 'node:fs';
import { open, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EXIT, RolecsError } from '../domain/errors.js';
import type { FileFigures } from '../pipeline/data-file.js';
import { type Manifest, sealed } from '../pipeline/manifest.js';
import { makeFolder } from '../pipeline/output-folder.js';
import { replaceFile, syncDirectory } from '../pipeline/replace-file.js';
import { type RunPaths, runPathsIn } from '../pipeline/run-paths.js';
import type { DatasetPaths } from './dataset-paths.js';
import type { EarlierReport } from './earlier-report.js';
import type { Version } from './version.js';
import { formatReport, type VersionReport } from './version-report.js';

export interface VersionParts {
  /** Of the run that made the new dialogues. */
  manifest: Manifest;
  report: VersionReport;
  /** The version whose dialogues come first; null where none are taken over. */
  takenOver: Version | null;
  previousReport: EarlierReport | null;
}

/**
 * Puts a version together out of sight and makes it visible with one rename, durably. Cut off before that, it is done again from the run.
 * @throws RolecsError `version-damaged` when the dialogues to take over are not as they were
 */
export async function buildVersion(paths: DatasetPaths, { manifest, report, takenOver, previousReport }: VersionParts): Promise<void> {
  const [run, ready] = [runPathsIn(paths.run), runPathsIn(paths.ready)];
  rmSync(paths.ready, { recursive: true, force: true });
  mkdirSync(paths.ready);
  const files: Record<string, FileFigures> = { ...manifest.files };
  for (const name of ['rejected', 'log', 'reasoning'] as const) if (existsSync(run[name])) linkSync(run[name], ready[name]);
  if (takenOver) files['dialogues.jsonl'] = await joinDialogues(takenOver, run, ready.dialogues);
  else linkSync(run.dialogues, ready.dialogues);
  files['report.json'] = await writeDurably(join(paths.ready, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  files['report.md'] = await writeDurably(join(paths.ready, 'report.md'), formatReport(report, previousReport));
  const whole = sealed({ ...manifest, version: report.version, files });
  await replaceFile(ready.manifest, `${JSON.stringify(whole, null, 2)}\n`, `${ready.manifest}.new`);

  const parent = report.version.status === 'accepted' ? paths.versions : paths.refused;
  makeFolder(parent);
  await rename(paths.ready, join(parent, report.version.name));
  await syncDirectory(parent);
  await syncDirectory(dirname(parent));
}

/** Streams the dialogues of the previous version and those of the run into one file. */
async function joinDialogues(previous: Version, run: RunPaths, target: string): Promise<FileFigures> {
  const hash = createHash('sha256');
  const file = await open(target, 'wx');
  let [bytes, lines] = [0, 0];
  const append = async (path: string): Promise<void> => {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
      for (let at = chunk.indexOf(0x0a); at !== -1; at = chunk.indexOf(0x0a, at + 1)) lines++;
      await file.write(chunk);
    }
  };
  try {
    const path = runPathsIn(previous.directory).dialogues;
    await append(path);
    if (hash.copy().digest('hex') !== previous.sha256) {
      throw new RolecsError('version-damaged', `${path} is not as ${previous.name} was accepted; its dialogues cannot be taken over`, {
        exitStatus: EXIT.failed,
        hint: 'restore the file from a copy, then run the same command again',
      });
    }
    await append(run.dialogues);
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, lines, sha256: hash.digest('hex') };
}

async function writeDurably(path: string, content: string): Promise<FileFigures> {
  await writeFile(path, content, { flush: true });
  const bytes = Buffer.byteLength(content);
  return { bytes, lines: content.split('\n').length - 1, sha256: createHash('sha256').update(content).digest('hex') };
}
