import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RolecsError } from '../domain/errors.js';
import type { CardTexts } from './card-content.js';

const NAMES = ['card', 'engine-offline', 'engine-llm', 'limits-offline', 'limits-llm'] as const;

/** @throws RolecsError `resource-unreadable` */
export function loadCardTemplates(dataDir: string): CardTexts['templates'] {
  const read = (name: string): string => {
    const path = join(dataDir, 'dataset-card', `${name}.md`);
    try {
      return readFileSync(path, 'utf8');
    } catch (cause) {
      throw new RolecsError('resource-unreadable', `cannot read ${path}: ${(cause as Error).message}`, { cause, hint: 'restore the file' });
    }
  };
  return Object.fromEntries(NAMES.map((name) => [name, read(name)])) as CardTexts['templates'];
}
