import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Folder of the authored resources. Source and compiled code lie equally deep below the project, so the path holds for both. */
export const DATA_DIR = fileURLToPath(new URL('../../data', import.meta.url));

/** Version of the program as package.json says it. */
export function projectVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return version;
}
