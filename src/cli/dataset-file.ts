import { existsSync } from 'node:fs';
import { RolecsError } from '../domain/errors.js';
import { runPathsIn } from '../pipeline/run-paths.js';

/**
 * The `dialogues.jsonl` of a folder.
 * @throws RolecsError `dataset-missing`
 */
export function datasetFileIn(folder: string): string {
  const { dialogues } = runPathsIn(folder);
  if (existsSync(dialogues)) return dialogues;
  throw new RolecsError('dataset-missing', `${dialogues}: there is no such file`, {
    hint: 'name the folder that `npm run generate` wrote',
  });
}
