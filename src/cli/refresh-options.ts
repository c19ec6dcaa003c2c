import { resolve } from 'node:path';
import { Command } from 'commander';
import { RUN_DEFAULTS, RUN_LIMITS } from '../config/run-defaults.js';
import { RolecsError } from '../domain/errors.js';
import type { VersionOrder } from '../refresh/plan-version.js';
import { withContentOptions } from './generate-options.js';
import { dateOption, integerOption, textOption } from './option-values.js';

interface RefreshFlags {
  dir: string;
  count?: number;
  add?: number;
  seed?: number;
  date?: string;
  refreshConfig?: string;
}

export function refreshCommand(): Command {
  const { count, seed } = RUN_LIMITS;
  const command = new Command('refresh')
    .usage('-- --dir <dir> [options]')
    .description('Renew a dataset by one version: made, held against the gates, and published or kept aside.')
    .requiredOption('--dir <dir>', 'folder of the dataset', textOption('--dir'))
    .option('--count <n>', `a version of so many new dialogues (default: ${RUN_DEFAULTS.count})`, integerOption('--count', count))
    .option('--add <n>', 'the dialogues of the current version and so many new ones', integerOption('--add', count))
    .option('--seed <s>', 'seed of the first version; the next one takes the next', integerOption('--seed', seed))
    .option('--date <day>', 'day of the version, YYYY-MM-DD (default: today, UTC)', dateOption('--date'))
    .option('--refresh-config <file>', 'gates laid over data/refresh.yaml', textOption('--refresh-config'));
  return withContentOptions(command).option('--verbose', 'show stack traces of errors', false).helpOption('--help', 'show this help');
}

export interface RefreshRequest {
  /** Absolute path of the dataset. */
  directory: string;
  order: VersionOrder;
  /** Absolute path of the user's gates. */
  settingsFile: string | null;
}

/**
 * @param today ISO 8601, the day
 * @throws RolecsError `bad-usage`
 */
export function toRefreshRequest(options: Record<string, unknown>, today: string): RefreshRequest {
  const { dir, count, add, seed, date, refreshConfig } = options as unknown as RefreshFlags;
  if (count !== undefined && add !== undefined) {
    throw new RolecsError('bad-usage', '--count and --add exclude each other', {
      hint: '--count makes a version of new dialogues alone, --add puts new ones behind those of the current version',
    });
  }
  return {
    directory: resolve(dir),
    order: {
      policy: add === undefined ? 'replace' : 'add',
      count: add ?? count ?? RUN_DEFAULTS.count,
      date: date ?? today,
      seed: seed ?? null,
    },
    settingsFile: refreshConfig === undefined ? null : resolve(refreshConfig),
  };
}
