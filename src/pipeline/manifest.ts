import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RolecsError } from '../domain/errors.js';
import { replaceFile } from './replace-file.js';
import { RunIdentity } from './run-identity.js';
import type { RunPaths } from './run-paths.js';

const Figures = z.strictObject({ bytes: z.int(), lines: z.int(), sha256: z.string() });

/** One stretch of a run between start and end, kill or signal. The only place with clock times and machine facts. */
export const RunSession = z.looseObject({
  started_at: z.string(),
  from_index: z.int(),
});
export type RunSession = z.infer<typeof RunSession>;

/** `manifest.json`: what a reader of it may count on; the figures of a run stand beside. */
export const Manifest = z.looseObject({
  format: z.literal(1),
  status: z.enum(['running', 'incomplete', 'complete']),
  identity: RunIdentity,
  /** From the first end of the run on. */
  files: z.record(z.string(), Figures).optional(),
  timings: z.looseObject({ sessions: z.array(RunSession) }),
});
export type Manifest = z.infer<typeof Manifest>;

/**
 * @returns null where there is none
 * @throws RolecsError `manifest-damaged`
 */
export async function readManifest(paths: RunPaths): Promise<Manifest | null> {
  let source: string;
  try {
    source = await readFile(paths.manifest, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw damaged(paths, (cause as Error).message, cause);
  }
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (cause) {
    throw damaged(paths, (cause as Error).message, cause);
  }
  const result = Manifest.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw damaged(paths, `${issue?.path.join('.') || 'the file'}: ${issue?.message}`, result.error);
}

/** What stands for the hash of a manifest while it is being hashed. */
const NO_SEAL = '0'.repeat(64);

export async function writeManifest(paths: RunPaths, manifest: Manifest): Promise<void> {
  await replaceFile(paths.manifest, textOf(manifest), join(paths.state, 'manifest.json.new'));
}

/**
 * The manifest as it stays, with a hash of its own among the timings (which are no part of what a run reproduces): `manifest_sha256` is the
 * sha256 of the file with 64 zeros in its place. `npm run verify` tells by it that somebody edited the file.
 */
export function sealed(manifest: Manifest): Manifest {
  const unsealed = { ...manifest, timings: { ...manifest.timings, manifest_sha256: NO_SEAL } };
  const seal = createHash('sha256').update(textOf(unsealed)).digest('hex');
  return { ...unsealed, timings: { ...unsealed.timings, manifest_sha256: seal } };
}

function textOf(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function damaged(paths: RunPaths, what: string, cause: unknown): RolecsError {
  return new RolecsError('manifest-damaged', `${paths.manifest} is not the manifest of a run: ${what}`, {
    cause,
    hint: 'restore it, or choose another --out',
  });
}
