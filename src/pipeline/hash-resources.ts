import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RolecsError } from '../domain/errors.js';

/**
 * sha256 of every file below the data folder by its path there, sorted: what a run is made of besides its options.
 * Hidden files are left out, as are those that only people read (`*.md`).
 * @throws RolecsError `resource-unreadable`
 */
export function hashResources(dataDir: string): Record<string, string> {
  try {
    const entries = readdirSync(dataDir, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(dataDir.length + 1)
          .replaceAll('\\', '/'),
      )
      .filter((path) => !path.split('/').some((part) => part.startsWith('.')) && !path.endsWith('.md'))
      .sort();
    return Object.fromEntries(paths.map((path) => [path, hashFile(join(dataDir, path))]));
  } catch (cause) {
    throw new RolecsError('resource-unreadable', `cannot read the resources in ${dataDir}: ${(cause as Error).message}`, {
      cause,
      hint: 'restore the folder, or check its permissions',
    });
  }
}

export function hashFile(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
