import { EXIT, RolecsError } from '../domain/errors.js';

/** What to do about errors whose own hints speak of the options of `generate`. */
const HINTS: Readonly<Record<string, string>> = {
  locked: 'wait for it or stop it; where that machine is gone for good, delete the file',
  'output-unusable': 'mend that, or name another folder with --dir',
  'write-failed': 'mend that and run the same command again: current is as it was, and the half-made version goes on',
};

/** Turns what a refresh comes upon into errors that tell what to do about a refresh. */
export async function inOwnTerms<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof RolecsError) {
      const { code, message, exitStatus } = cause;
      const hint = HINTS[code];
      throw hint === undefined ? cause : new RolecsError(code, message, { cause, exitStatus, hint });
    }
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined || typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) throw cause;
    const options = { cause, exitStatus: EXIT.failed, hint: HINTS['write-failed'] as string };
    throw new RolecsError('write-failed', code === 'ENOSPC' ? `no space left (${message})` : `cannot write: ${message}`, options);
  }
}
