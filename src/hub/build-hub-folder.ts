import { join } from 'node:path';
import { readDialogues } from '../analysis/read-dialogues.js';
import { RolecsError } from '../domain/errors.js';
import { hashStream } from '../resources/hash-stream.js';
import { type HubFolderOptions, openHubFolder } from './hub-folder.js';
import { replaceFolder } from './replace-folder.js';

/** The one split of a dataset that is not divided. */
const WHOLE = 'train';

/**
 * Makes a folder for the Hub of the dialogues of a run, as one split.
 * @param expectedSha256 of `dialogues.jsonl`, as the manifest of the run says it; null where it says nothing
 * @throws RolecsError `dataset-changed`, `dataset-empty`, `dataset-invalid` and those of `replaceFolder`; then nothing is left behind
 */
export async function buildHubFolder(
  { from, expectedSha256, out, force }: { from: string; expectedSha256: string | null; out: string; force: boolean },
  options: Omit<HubFolderOptions, 'source' | 'splits'>,
): Promise<void> {
  const path = join(from, 'dialogues.jsonl');
  const hashed = await hashStream(path);
  if (expectedSha256 !== null && hashed.sha256 !== expectedSha256) {
    throw new RolecsError('dataset-changed', `${path} is not as its run left it (manifest.json: sha256 ${expectedSha256.slice(0, 12)}…)`, {
      hint: 'restore it, or generate the dataset again',
    });
  }
  if (hashed.bytes === 0)
    throw new RolecsError('dataset-empty', `${path} holds no dialogue`, { hint: 'name the folder of a finished run' });
  await replaceFolder(out, { force }, async (temporary) => {
    const folder = openHubFolder(temporary, { ...options, source: hashed, splits: [WHOLE] });
    for await (const record of readDialogues(path)) folder.write(record, WHOLE);
    await folder.close();
  });
}
