import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RolecsError } from '../domain/errors.js';
import { hashStream } from '../resources/hash-stream.js';

/** A file that belongs on the Hub. */
export interface LocalFile {
  /** In the folder and in the repository. */
  path: string;
  bytes: number;
  sha256: string;
}

/**
 * Holds the files of a folder against what its manifest says of them.
 * @throws RolecsError `export-changed`
 */
export async function checkLocalFiles(folder: string, files: readonly LocalFile[]): Promise<void> {
  for (const { path, sha256 } of files) {
    const there = statSync(join(folder, path), { throwIfNoEntry: false });
    if (there && (await hashStream(join(folder, path))).sha256 === sha256) continue;
    throw new RolecsError('export-changed', `${join(folder, path)} is ${there ? 'not as' : 'missing, unlike'} the manifest says`, {
      hint: 'make the export again with --from and --force',
    });
  }
}

/** Id of a file's content in git, which is what the Hub says of files that are not in LFS. */
export function gitBlobId(path: string): string {
  const content = readFileSync(path);
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}
