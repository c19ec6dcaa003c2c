import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { RolecsError } from '../domain/errors.js';

export const HUB_MANIFEST = 'manifest.json';
/** Where the shards lie. */
export const DATA_FOLDER = 'data';
const KIND = 'rolecs-hub-folder';

const HubFile = z.strictObject({
  bytes: z.int(),
  sha256: z.string(),
  /** Dialogues in it; null for files that hold none. */
  rows: z.int().nullable(),
});
export type HubFile = z.infer<typeof HubFile>;

/** `manifest.json` of a folder for the Hub. The same dataset and options give the same bytes: no clock time stands in it. */
export const HubManifest = z.strictObject({
  format: z.literal(1),
  kind: z.literal(KIND),
  /** The `dialogues.jsonl` that it was made of. */
  source: z.strictObject({ bytes: z.int(), sha256: z.string() }),
  /** Dialogues by split. */
  splits: z.record(z.string(), z.int()),
  /** Every other file, by its path in the folder. */
  files: z.record(z.string(), HubFile),
});
export type HubManifest = z.infer<typeof HubManifest>;

export function createHubManifest(content: Omit<HubManifest, 'format' | 'kind'>): HubManifest {
  return { format: 1, kind: KIND, ...content };
}

/** @throws RolecsError `hub-folder-invalid` where there is none, or another one */
export function readHubManifest(folder: string): HubManifest {
  const path = join(folder, HUB_MANIFEST);
  try {
    return HubManifest.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new RolecsError('hub-folder-invalid', `${path} is missing or is not the manifest of a folder for the Hub`, {
      cause,
      hint: 'make the folder with --from, the folder of a run',
    });
  }
}
