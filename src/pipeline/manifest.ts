import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RolecsError } from '../domain/errors.js';
import { manifestText, sealManifest } from '../resources/seal-manifest.js';
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

export async function writeManifest(paths: RunPaths, manifest: Manifest): Promise<void> {
  await replaceFile(paths.manifest, manifestText(manifest), join(paths.state, 'manifest.json.new'));
}

/** The manifest as it stays. Its own hash stands among the timings, which are no part of what a run reproduces. */
export function sealed(manifest: Manifest): Manifest {
  return sealManifest((seal) => ({ ...manifest, timings: { ...manifest.timings, manifest_sha256: seal } }));
}

function damaged(paths: RunPaths, what: string, cause: unknown): RolecsError {
  return new RolecsError('manifest-damaged', `${paths.manifest} is not the manifest of a run: ${what}`, {
    cause,
    hint: 'restore it, or choose another --out',
  });
}
