import { z } from 'zod';
import { type ParsedCondition, parseCondition } from './condition.js';
import { parseTemplate, slotsOf, type Template } from './template.js';

/** An authored line as it stands in a file: text, or text with a condition and the facts it gives away. */
export const LineSource = z.union([
  z.string().min(1),
  z.strictObject({ say: z.string().min(1), if: z.string().optional(), tells: z.array(z.string()).optional() }),
]);
export type LineSource = z.infer<typeof LineSource>;

export interface Line {
  /** Pool and number: names the version in a ledger. */
  name: string;
  template: Template;
  /** null: always. */
  condition: ParsedCondition | null;
  tells: readonly string[];
  /** Facts and other slots the text may mention, by name without form. */
  slots: readonly string[];
  /** Facts that decide whether this line is said: saying it gives them away. */
  deciding: readonly string[];
  /** The text as authored. */
  source: string;
}

/** Versions of one thing to say. `key` names the pool and keys its permutation. */
export interface Pool {
  key: string;
  lines: readonly Line[];
}

/** @throws SyntaxError naming the text when it does not parse */
export function compileLine(source: LineSource, name: string): Line {
  const { say, if: when, tells } = typeof source === 'string' ? { say: source, if: undefined, tells: undefined } : source;
  const template = parseTemplate(say);
  const condition = when === undefined ? null : parseCondition(when);
  return {
    name,
    template,
    slots: [...new Set(slotsOf(template).map((slot) => slot.split(/[.:]/)[0] as string))],
    condition,
    deciding: condition?.values.flatMap(({ name }) => (name.startsWith('fact.') ? [name.split('.')[1] as string] : [])) ?? [],
    tells: tells ?? [],
    source: say,
  };
}

export function compilePool(key: string, sources: readonly LineSource[]): Pool {
  return { key, lines: sources.map((source, number) => compileLine(source, `${key}#${number}`)) };
}
