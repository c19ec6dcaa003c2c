import { EXIT, RolecsError } from '../domain/errors.js';

const NAME = /^v(\d{4})\.(\d{2})\.(\d{2})(?:-([1-9]\d*))?$/;

/** `v2026.11.24` is the first version of its day, `v2026.11.24-2` the second. */
export function isVersionName(name: string): boolean {
  return NAME.test(name);
}

/**
 * The name of the next version.
 * @param date ISO 8601, the day
 * @param taken names and days of all versions there ever were, refused ones too
 * @throws RolecsError `clock-set-back`, exit 1: a later version is there
 */
export function nextVersionName(date: string, taken: readonly { name: string; date: string }[]): string {
  const latest = taken.reduce((last, version) => (version.date > last.date ? version : last), { name: '', date: '' });
  if (latest.date > date) {
    throw new RolecsError('clock-set-back', `today is ${date}, but ${latest.name} is there already: the clock was set back`, {
      exitStatus: EXIT.failed,
      hint: `set the clock right, or name the day: --date ${latest.date} makes the next version of that day`,
    });
  }
  const name = `v${date.replaceAll('-', '.')}`;
  const numbers = taken.filter((version) => version.date === date).map((version) => Number(NAME.exec(version.name)?.[4] ?? 1));
  return numbers.length === 0 ? name : `${name}-${Math.max(...numbers) + 1}`;
}
