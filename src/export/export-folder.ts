import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EXIT, RolecsError } from '../domain/errors.js';
import { isExport } from './export-manifest.js';

/** Where an export is written before it is complete. */
interface ExportFolder {
  /** Lies beside the target, so that a rename moves it there. */
  readonly temporary: string;
  /** Puts the complete export in its place. */
  publish(): void;
  /** Removes what was written. */
  discard(): void;
}

/**
 * Checks the target and makes a temporary folder beside it.
 * @throws RolecsError `output-exists`, `output-unusable`; then nothing was written
 */
export function openExportFolder(target: string, { force }: { force: boolean }): ExportFolder {
  const occupied = existsSync(target) && checkReplaceable(target, force);
  const parent = dirname(target);
  let temporary: string;
  try {
    mkdirSync(parent, { recursive: true });
    temporary = mkdtempSync(join(parent, `.${basename(target)}.partial-`));
    chmodSync(temporary, 0o777 & ~process.umask()); // mkdtemp lets nobody else in
  } catch (cause) {
    throw new RolecsError('output-unusable', `cannot write to the folder of ${target}: ${(cause as Error).message}`, {
      cause,
      hint: 'choose another --out, or mend that',
    });
  }
  return {
    temporary,
    publish() {
      const old = `${temporary}.old`;
      if (!occupied) return renameSync(temporary, target);
      renameSync(target, old);
      try {
        renameSync(temporary, target);
      } catch (error) {
        renameSync(old, target);
        throw error;
      }
      rmSync(old, { recursive: true });
    },
    discard: () => rmSync(temporary, { recursive: true, force: true }),
  };
}

/** @returns whether there is something to replace */
function checkReplaceable(target: string, force: boolean): boolean {
  if (!statSync(target).isDirectory()) {
    throw new RolecsError('output-unusable', `cannot write to ${target}: it is a file, not a folder`, { hint: 'choose another --out' });
  }
  if (readdirSync(target).length === 0) return true;
  if (!isExport(target)) {
    throw new RolecsError('output-exists', `${target} holds files that are no export`, {
      hint: 'choose another --out; --force replaces an earlier export only',
    });
  }
  if (force) return true;
  throw new RolecsError('output-exists', `${target} holds an export already`, { hint: 'replace it with --force, or choose another --out' });
}

/** What a failure while writing means for the user: a full disk or the like, not a bug. */
export function writingFailed(target: string, cause: unknown): unknown {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (!['ENOSPC', 'EDQUOT', 'EIO', 'EFBIG', 'EROFS', 'EACCES'].includes(code ?? '')) return cause;
  return new RolecsError('export-failed', `writing the export for ${target} failed: ${message}`, {
    cause,
    hint: 'make room or mend that, and export again; nothing was left behind',
    exitStatus: EXIT.failed,
  });
}
