import { z } from 'zod';
import { RolecsError } from '../domain/errors.js';
import type { RandomStream } from '../random/stream.js';
import { Condition, type Facts, type FactValue, holds } from './condition.js';

export const Wording = z
  .union([z.string().min(1), z.strictObject({ say: z.string().min(1), when: Condition })], { error: 'must be a text or {say: …, when: …}' })
  .transform((wording): { say: string; when: Condition } => (typeof wording === 'string' ? { say: wording, when: {} } : wording));
export type Wording = z.infer<typeof Wording>;

/**
 * How facts become text. A shape is a whole text with `<slots>`; a slot is a clause, a field (`<age>`) or an attribute
 * (`<city.province>`). A clause has several wordings; those whose condition holds compete. `tells` names the fields that it voices.
 */
export const ClauseGrammar = z.strictObject({
  /** Fewest and most characters of a text. */
  length: z.tuple([z.int().min(1), z.int().min(1)]),
  /** What stands between the items of a list, and before its last one. */
  list: z.strictObject({ between: z.string(), last: z.string() }),
  /** Fields that the mention of another field settles: an age its age band. */
  implies: z.record(z.string(), z.array(z.string())).default({}),
  shapes: z.array(z.string().min(1)).min(1),
  clauses: z.record(z.string(), z.strictObject({ tells: z.array(z.string()).min(1), say: z.array(Wording).min(1) })),
});
export type ClauseGrammar = z.infer<typeof ClauseGrammar>;

/** A text and the clauses that it was made of, in order. */
export interface Composition {
  readonly text: string;
  readonly pieces: readonly { readonly tells: readonly string[]; readonly text: string }[];
}

const SLOT = /<([^<>]+)>/g;
const BRACKET = /[<>]/;
/** So many draws find a text of a permitted length wherever the wordings allow one. */
const MAX_DRAWS = 200;

export function slotsOf(template: string): string[] {
  return Array.from(template.matchAll(SLOT), (match) => match[1] as string);
}

/**
 * Draws a text of permitted length.
 * @throws RolecsError `clause-missing` when no wording of a clause fits the facts, `text-length` when no drawn text has a permitted length
 */
export function composeText(grammar: ClauseGrammar, facts: Facts, stream: RandomStream): Composition {
  const [shortest, longest] = grammar.length;
  let text = '';
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    const composition = composeOnce(grammar, facts, stream);
    text = composition.text;
    if (text.length >= shortest && text.length <= longest) return composition;
  }
  throw new RolecsError(
    'text-length',
    `no text of ${shortest} to ${longest} characters in ${MAX_DRAWS} draws, the last has ${text.length}: ${text}`,
    {
      hint: 'shorten or lengthen the wordings, or change `length`',
    },
  );
}

function composeOnce(grammar: ClauseGrammar, facts: Facts, stream: RandomStream): Composition {
  const pieces: { tells: readonly string[]; text: string }[] = [];
  const fill = (template: string): string => {
    const parts = template.split(BRACKET);
    for (let i = 1; i < parts.length; i += 2) {
      const slot = parts[i] as string;
      const clause = grammar.clauses[slot];
      if (clause === undefined) {
        parts[i] = spell(facts[slot], slot, grammar);
        continue;
      }
      const text = fill(stream.pick(wordingsFor(clause, slot, facts)).say);
      pieces.push({ tells: clause.tells, text });
      parts[i] = text;
    }
    return parts.join('');
  };
  const text = fill(stream.pick(grammar.shapes));
  return { text, pieces };
}

function wordingsFor(clause: ClauseGrammar['clauses'][string], name: string, facts: Facts) {
  const fitting = clause.say.filter(({ when }) => holds(when, facts));
  if (fitting.length > 0) return fitting;
  const known = clause.tells.map((field) => `${field} ${String(facts[field])}`).join(', ');
  throw new RolecsError('clause-missing', `clause ${name} has no wording for ${known}`, {
    hint: 'add a wording whose condition holds there',
  });
}

function spell(fact: FactValue | undefined, slot: string, { list }: ClauseGrammar): string {
  if (fact === undefined) throw new RolecsError('clause-missing', `<${slot}> is neither a clause nor a known field`);
  if (typeof fact !== 'object') return String(fact);
  const last = fact.at(-1) ?? '';
  return fact.length < 2 ? last : fact.slice(0, -1).join(list.between) + list.last + last;
}
