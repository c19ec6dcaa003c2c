import type { ClauseGrammar, Wording } from './clause-grammar.js';
import { slotsOf } from './clause-grammar.js';
import type { Condition } from './condition.js';
import { fieldOfFact } from './dependencies.js';
import type { Field, Option, PersonaDistribution } from './distribution.js';

type Parts = Pick<PersonaDistribution, 'fields' | 'never' | 'description'>;

/**
 * A distribution without some of its fields. Rows, options, adjustments, shifts, chances and constraints that ask for one of them go with
 * it, and so do the clauses of the description that rest on it.
 */
export function removeFields({ fields, never, description }: Parts, removed: ReadonlySet<string>): Parts {
  const isGone = (fact: string) => removed.has(fieldOfFact(fact, fields));
  const isKept = ({ when }: { when: Condition }) => !Object.keys(when).some(isGone);
  return {
    fields: new Map([...fields].filter(([name]) => !removed.has(name)).map(([name, field]) => [name, freed(field, isKept, isGone)])),
    never: never.filter(isKept),
    description: { ...description, ...freedGrammar(description, isKept, isGone) },
  };
}

type IsGone = (fact: string) => boolean;
type IsKept = (entry: { when: Condition }) => boolean;

function freed(field: Field, isKept: IsKept, isGone: IsGone): Field {
  switch (field.kind) {
    case 'table':
      return { ...field, rows: freedRows(field.rows, isKept), adjust: field.adjust.filter(isKept) };
    case 'list':
      return { ...field, options: freedOptions(field.options, isKept, isGone), adjust: field.adjust.filter(isKept) };
    case 'ranges':
      return { ...field, rows: field.rows.filter(isKept) };
    case 'number':
      return { ...field, shifts: field.shifts.filter(isKept) };
    case 'set':
      return { ...field, items: field.items.map((item) => ({ ...item, chances: item.chances.filter(isKept) })) };
    case 'text':
      return field;
    case 'grammar':
      return { ...field, grammar: freedGrammar(field.grammar, isKept, isGone) };
  }
}

type Row = Extract<Field, { kind: 'table' }>['rows'][number];

/** Others go on naming the values that no row gives any more: they stay, with no weight. */
function freedRows(rows: readonly Row[], isKept: IsKept): Row[] {
  const kept = rows.filter(isKept);
  const values = new Set(kept.flatMap(({ weights }) => Object.keys(weights)));
  const gone = rows.flatMap(({ weights }) => Object.keys(weights)).filter((value) => !values.has(value));
  const zeros = Object.fromEntries(gone.map((value) => [value, 0]));
  return kept.map((row, i) => (i === kept.length - 1 ? { ...row, weights: { ...row.weights, ...zeros } } : row));
}

/** Same for options. Where all of them ask for what is gone, that part of their conditions goes instead. */
function freedOptions(options: readonly Option[], isKept: IsKept, isGone: IsGone): Option[] {
  const freed = (when: Condition) => Object.fromEntries(Object.entries(when).filter(([fact]) => !isGone(fact)));
  if (!options.some(isKept)) return options.map((option) => ({ ...option, when: freed(option.when) }));
  return options.map((option) => (isKept(option) ? option : { ...option, weight: 0, when: {} }));
}

function freedGrammar(grammar: ClauseGrammar, isKept: IsKept, isGone: IsGone): ClauseGrammar {
  const clauses: ClauseGrammar['clauses'] = {};
  for (const [name, { tells, say }] of Object.entries(grammar.clauses)) {
    const kept = say.filter((wording) => isKept(wording) && !slotsOf(wording.say).some(isGone));
    const told = tells.filter((field) => !isGone(field));
    // Where only some cases are left, somebody would find no wording: such a clause goes as a whole.
    if (told.length > 0 && (kept.length === say.length || kept.some(isUnconditional))) clauses[name] = { tells: told, say: kept };
  }
  const isLost = (slot: string) => (slot in grammar.clauses ? !(slot in clauses) : isGone(slot));
  const implies = Object.fromEntries(
    Object.entries(grammar.implies)
      .filter(([name]) => !isGone(name))
      .map(([name, implied]) => [name, implied.filter((field) => !isGone(field))]),
  );
  return { ...grammar, implies, clauses, shapes: grammar.shapes.map((shape) => withoutSlots(shape, isLost)) };
}

function isUnconditional({ when }: Wording): boolean {
  return Object.keys(when).length === 0;
}

/** Takes out, of sentences, the parts between commas that hold a lost slot. */
function withoutSlots(shape: string, isLost: (slot: string) => boolean): string {
  return shape
    .split(/(?<=。)/)
    .map((sentence) => {
      const parts = sentence.split(/(?<=[，；])/);
      const kept = parts.filter((part) => !slotsOf(part).some(isLost));
      return kept.length === parts.length ? sentence : kept.join('').replace(/[，；。]?$/, kept.length > 0 ? '。' : '');
    })
    .join('');
}
