import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../pipeline/replace-file.js';
import type { DatasetPaths } from './dataset-paths.js';
import type { Version } from './version.js';

const TITLE = '# Versions of this dataset\n';

/** Puts a version on top of `CHANGELOG.md`, unless it stands there already. What people wrote in the file stays. */
export async function noteInChangelog({ changelog, state }: DatasetPaths, version: Version): Promise<void> {
  const found = await readFile(changelog, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return TITLE;
    throw error;
  });
  const heading = `## ${version.name}`;
  if (found.split('\n').some((line) => line === heading || line.startsWith(`${heading} `))) return;
  const first = found.search(/^## /m);
  const at = first === -1 ? found.length : first;
  await replaceFile(changelog, `${found.slice(0, at).trimEnd()}\n\n${entryOf(version)}\n${found.slice(at)}`, join(state, 'changelog.new'));
}

function entryOf({ name, status, date, policy, previous, count, dialogues, taken_over, seed, missed, sha256 }: Version): string {
  const base =
    previous === null ? 'the first version' : policy === 'add' ? `behind the ${taken_over} of ${previous}` : `instead of ${previous}`;
  return [
    `## ${name} · ${status}`,
    '',
    status === 'accepted'
      ? `${date}: ${count} new dialogues, ${base}; ${dialogues} in all. Seed ${seed}, sha256 ${sha256.slice(0, 12)}…`
      : `${date}: ${dialogues} dialogues were made, seed ${seed}, and kept aside in refused/${name}. Missed:`,
    ...missed.map((miss) => `- ${miss}`),
    '',
  ].join('\n');
}
