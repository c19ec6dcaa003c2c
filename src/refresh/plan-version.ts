import { RUN_DEFAULTS, RUN_LIMITS } from '../config/run-defaults.js';
import { RolecsError } from '../domain/errors.js';
import type { Policy, Version, VersionPlan } from './version.js';
import { nextVersionName } from './version-name.js';

/** What a refresh is asked for. */
export interface VersionOrder {
  policy: Policy;
  /** New dialogues. */
  count: number;
  /** ISO 8601, the day. */
  date: string;
  /** Seed of the first version; null: the dataset's, or the default. */
  seed: number | null;
}

/**
 * The version after those that are there. Its seed is that of the first version and one more for each since, so that neither kills nor
 * the moment decide what it holds, and no two versions share personas, streams or ids.
 * @throws RolecsError `clock-set-back`, `bad-usage`
 */
export function planVersion(
  { policy, count, date, seed }: VersionOrder,
  versions: readonly Version[],
  current: string | null,
): VersionPlan {
  const [first] = versions;
  const base = first ? first.seed - (first.number - 1) : (seed ?? RUN_DEFAULTS.seed);
  if (seed !== null && seed !== base) {
    throw new RolecsError('bad-usage', `--seed ${seed}: this dataset began with seed ${base}, and every version takes the next one`, {
      hint: 'leave --seed out, or begin another dataset with another --dir',
    });
  }
  const number = (versions.at(-1)?.number ?? 0) + 1;
  const ownSeed = base + number - 1;
  if (ownSeed > RUN_LIMITS.seed.max) {
    throw new RolecsError('bad-usage', `version ${number} would need seed ${ownSeed}, which is beyond ${RUN_LIMITS.seed.max}`, {
      hint: 'begin another dataset with a smaller --seed',
    });
  }
  return { name: nextVersionName(date, versions), number, date, policy, previous: current, seed: ownSeed, count };
}
