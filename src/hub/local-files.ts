import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RolecsError } from '../domain/errors.js';
import { hashStream } from '../resources/hash-stream.js';
import { HUB_MANIFEST, type HubManifest } from './hub-manifest.js';

/** A file that belongs on the Hub. */
export interface LocalFile {
  /** In the folder and in the repository. */
  path: string;
  bytes: number;
  sha256: string;
  /** Dialogues in it; null for files that hold none. */
  rows: number | null;
}

/** All files of a folder for the Hub, the manifest among them. */
export async function listLocalFiles(folder: string, { files }: HubManifest): Promise<LocalFile[]> {
  const listed = Object.entries(files).map(([path, file]) => ({ path, ...file }));
  return [...listed, { path: HUB_MANIFEST, ...(await hashStream(join(folder, HUB_MANIFEST))), rows: null }];
}

/**
 * Holds the files of a folder against its manifest.
 * @throws RolecsError `hub-folder-changed`
 */
export async function checkLocalFiles(folder: string, files: readonly LocalFile[]): Promise<void> {
  for (const { path, sha256 } of files) {
    const there = statSync(join(folder, path), { throwIfNoEntry: false });
    if (there && (await hashStream(join(folder, path))).sha256 === sha256) continue;
    throw new RolecsError('hub-folder-changed', `${join(folder, path)} is ${there ? 'not as' : 'missing, unlike'} ${HUB_MANIFEST} says`, {
      hint: 'make the folder again with --from and --force',
    });
  }
}

/** Id of a file's content in git, which is what the Hub says of files that are not in LFS. */
export function gitBlobId(path: string): string {
  const content = readFileSync(path);
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}
