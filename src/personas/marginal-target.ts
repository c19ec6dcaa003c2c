import { RolecsError } from '../domain/errors.js';
import type { Field, MarginalTarget } from './distribution.js';
import { type Choice, isChoice } from './draw-field.js';
import { domainsOf } from './fact-domains.js';
import { listed } from './lay-over.js';

/** Shares are sums of decimal fractions: this much of the whole is rounding. */
const ROUNDING = 1e-9;

/**
 * Finds the field and value that each override names, and checks that the shares of one field can stand side by side.
 * @param refusals takes `set-invalid`: names the override, and what is known
 */
export function resolveTargets(sets: readonly MarginalTarget[], fields: ReadonlyMap<string, Field>, refusals: Refusals): MarginalTarget[] {
  const targets: MarginalTarget[] = [];
  for (const set of sets) {
    refusals.attempt(() => {
      const target = resolve(set, fields);
      if (!(target.share >= 0 && target.share <= 1)) throw refused(set, 'the share must lie between 0 and 1', 'give 0.4 for 40 %');
      if (targets.some(({ field, value }) => field === target.field && value === target.value)) {
        throw refused(set, `${target.field}.${target.value} is set twice`, 'give it one share');
      }
      targets.push(target);
      checkSum(set, targets, fields);
    });
  }
  return targets;
}

/** Collects what is wrong with several targets, to tell it at once. */
export class Refusals {
  readonly #errors: RolecsError[] = [];

  attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof RolecsError)) throw error;
      this.#errors.push(error);
    }
  }

  /** @throws RolecsError the first, with the others as its details */
  throwAny(): void {
    const [first, ...others] = this.#errors;
    if (first === undefined) return;
    if (others.length === 0) throw first;
    throw new RolecsError(first.code, `${first.message} (and ${others.length} more)`, {
      ...(first.hint === undefined ? {} : { hint: first.hint }),
      details: others.map(({ message, hint }) => `${message}; ${hint}`),
    });
  }
}

/** How a target is told of: as it is written on the command line, or where it stands. */
export function shownTarget({ field, value, share, where }: MarginalTarget): string {
  return where === undefined ? `--set ${field}.${value}=${share}` : `${where}: ${share}`;
}

export function refused(target: MarginalTarget, message: string, hint: string): RolecsError {
  return new RolecsError('set-invalid', `${shownTarget(target)}: ${message}`, { hint });
}

function resolve(set: MarginalTarget, fields: ReadonlyMap<string, Field>): MarginalTarget {
  // Some names have a dot in them (language_style.address): what counts is the longest name that the whole begins with.
  const whole = `${set.field}.${set.value}`;
  const [name] = [...fields.keys()].filter((known) => whole.startsWith(`${known}.`)).sort((left, right) => right.length - left.length);
  if (name === undefined) {
    throw refused(set, `there is no field "${set.field}"`, `fields with shares: ${choicesAmong(fields).join(', ')}`);
  }
  const field = fields.get(name) as Field;
  if (!isChoice(field)) {
    const hint = `fields with shares: ${choicesAmong(fields).join(', ')}; other fields are changed by a file (--personas)`;
    throw refused(set, `${name} is ${KINDS[field.kind]}, no table, so no value of it has a share to set`, hint);
  }
  const value = whole.slice(name.length + 1);
  const values = domainsOf(name, field).get(name) as ReadonlySet<string>;
  if (!values.has(value)) throw refused(set, `${name} has no value "${value}"`, `its values: ${listed([...values])}`);
  return { ...set, field: name, value };
}

const KINDS: Readonly<Record<Exclude<Field['kind'], Choice['kind']>, string>> = {
  ranges: 'a number (ranges)',
  number: 'a number',
  set: 'a set of several values at once',
  text: 'a text made of other fields',
  grammar: 'a text made of other fields',
};

function choicesAmong(fields: ReadonlyMap<string, Field>): string[] {
  return [...fields].filter(([, field]) => isChoice(field)).map(([name]) => name);
}

function checkSum(set: MarginalTarget, targets: readonly MarginalTarget[], fields: ReadonlyMap<string, Field>): void {
  const name = (targets.at(-1) as MarginalTarget).field;
  const siblings = targets.filter(({ field }) => field === name);
  const sum = siblings.reduce((total, { share }) => total + share, 0);
  const shown = `${siblings.map(({ value, share }) => `${value}=${share}`).join(', ')}`;
  if (sum > 1 + ROUNDING) throw refused(set, `the shares of ${name} sum to more than 1 (${shown})`, 'lower one of them');
  const values = domainsOf(name, fields.get(name) as Field).get(name) as ReadonlySet<string>;
  if (siblings.length === values.size && sum < 1 - ROUNDING) {
    throw refused(
      set,
      `every value of ${name} is set, but the shares sum to ${Number(sum.toFixed(6))} (${shown})`,
      'let them sum to 1, or leave one out',
    );
  }
}
