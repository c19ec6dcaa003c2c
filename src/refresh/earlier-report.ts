import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RolecsError } from '../domain/errors.js';

/** What is read of the report of an earlier version. */
const EarlierReport = z.looseObject({
  figures: z.record(z.string(), z.unknown()),
  marginals: z.record(z.string(), z.record(z.string(), z.number())),
});
export type EarlierReport = z.infer<typeof EarlierReport>;

/** @throws RolecsError `version-damaged` */
export async function readReport(directory: string): Promise<EarlierReport> {
  const path = join(directory, 'report.json');
  try {
    return EarlierReport.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new RolecsError('version-damaged', `${path} is not the report of a version: ${(cause as Error).message}`, {
      cause,
      hint: 'restore it from a copy; nothing was changed',
    });
  }
}
