import { join } from 'node:path';
import type { ListFileEntry } from '@huggingface/hub';
import { DATA_FOLDER } from './data-folder.js';
import { gitBlobId, type LocalFile } from './local-files.js';

/** What a commit has to do so that the repository holds what the folder holds. */
export interface PushPlan {
  upload: readonly LocalFile[];
  /** Shards of an earlier dataset: they would be loaded together with ours. */
  remove: readonly string[];
}

/** @param remote files of the repository; what lies outside of `data/` and bears none of our names is left alone */
export function planPush(folder: string, local: readonly LocalFile[], remote: readonly ListFileEntry[]): PushPlan {
  const there = new Map(remote.filter(({ type }) => type === 'file').map((entry) => [entry.path, entry]));
  const ours = new Set(local.map(({ path }) => path));
  return {
    upload: local.filter((file) => !isSame(folder, file, there.get(file.path))),
    remove: [...there.keys()].filter((path) => path.startsWith(`${DATA_FOLDER}/`) && path.endsWith('.parquet') && !ours.has(path)),
  };
}

function isSame(folder: string, { path, bytes, sha256 }: LocalFile, entry: ListFileEntry | undefined): boolean {
  if (!entry) return false;
  if (entry.lfs) return entry.lfs.oid === sha256;
  return entry.size === bytes && entry.oid === gitBlobId(join(folder, path));
}
