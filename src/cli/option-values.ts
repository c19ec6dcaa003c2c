import { RolecsError } from '../domain/errors.js';
import { TOPIC_IDS, type TopicId } from '../domain/topic.js';
import type { MarginalOverride } from '../pipeline/run-configuration.js';
import { type JudgeSample, shareOf } from '../sampling/judge-sample.js';

/** An integer in plain decimal digits within limits. */
export function readInteger(flag: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw badOption(flag, text, `must be an integer from ${min} to ${max}, in plain decimal digits`);
}

/** A parser for such an integer. */
export function integerOption(flag: string, limits: { min: number; max: number }): (text: string) => number {
  return (text) => readInteger(flag, text, limits);
}

/** A parser for one of a few words. */
export function choiceOption<T extends string>(flag: string, choices: readonly T[]): (text: string) => T {
  return (text) => {
    const found = choices.find((choice) => choice === text);
    if (found === undefined) throw badOption(flag, text, `must be ${choices.join(' or ')}`);
    return found;
  };
}

/** A parser for an amount of money: decimal digits, above zero. */
export function amountOption(flag: string): (text: string) => number {
  return (text) => {
    const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value > 0) return value;
    throw badOption(flag, text, 'must be an amount above 0, in decimal digits, as in 2.50');
  };
}

/** Which dialogues are judged. */
export function judgeOption(text: string): JudgeSample {
  if (shareOf(text) === null)
    throw badOption('--judge', text, 'must be off, all, or sample: with a share above 0 and up to 1, as in sample:0.1');
  return text as JudgeSample;
}

/** A parser for text that may not be empty. */
export function textOption(flag: string): (text: string) => string {
  return (text) => {
    if (text.trim() === '') throw badOption(flag, text, 'must not be empty');
    return text;
  };
}

/** A parser for a day of the calendar. */
export function dateOption(flag: string): (text: string) => string {
  return (text) => {
    const day = new Date(`${text}T00:00:00Z`);
    if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)) return text;
    throw badOption(flag, text, 'must be a day of the calendar, as in 2026-11-24');
  };
}

/** `risk-security,other` → topic ids in canonical order, each once. */
export function topicsOption(text: string): TopicId[] {
  const wanted = text.split(',').map((part) => part.trim());
  const unknown = wanted.find((id) => !(TOPIC_IDS as string[]).includes(id));
  if (unknown !== undefined) throw badOption('--topics', text, `there is no topic "${unknown}"`, `known: ${TOPIC_IDS.join(', ')}`);
  return TOPIC_IDS.filter((id) => wanted.includes(id));
}

/** One more `field.value=share`; a value can be set once. */
export function setOption(text: string, earlier: readonly MarginalOverride[] = []): MarginalOverride[] {
  const match = /^([\p{L}][\p{L}\p{N}_]*)\.([^=]+)=(\d+(?:\.\d+)?|\.\d+)$/u.exec(text);
  const [, field = '', value = '', shareText] = match ?? [];
  const share = Number(shareText);
  if (!match || share > 1) throw badOption('--set', text, 'must be field.value=share with a share from 0 to 1, as in age_band.60plus=0.4');
  if (earlier.some((set) => set.field === field && set.value === value)) throw badOption('--set', text, `${field}.${value} is set twice`);
  return [...earlier, { field, value, share }];
}

/** The error for a value that an option does not take. */
export function badOption(flag: string, value: string, problem: string, hint = '--help lists the options'): RolecsError {
  return new RolecsError('bad-option', `${flag} ${value === '' ? '""' : value}: ${problem}`, { hint });
}
