import { basename } from 'node:path';
import { RolecsError } from '../domain/errors.js';
import { readManifest } from '../pipeline/manifest.js';
import { runPathsIn } from '../pipeline/run-paths.js';
import { datasetFileIn } from './dataset-file.js';

/**
 * The dialogues of a folder, and their sha256 by the manifest of the run; null where there is no manifest.
 * @throws RolecsError `dataset-missing`, `run-unfinished`, `manifest-damaged`
 */
export async function finishedDataset(folder: string): Promise<{ source: string; expectedSha256: string | null }> {
  const source = datasetFileIn(folder);
  const manifest = await readManifest(runPathsIn(folder));
  if (manifest?.status === 'running') {
    throw new RolecsError('run-unfinished', `the run in ${folder} is not finished`, {
      hint: 'finish it with `npm run generate -- --resume`',
    });
  }
  return { source, expectedSha256: manifest?.files?.[basename(source)]?.sha256 ?? null };
}
