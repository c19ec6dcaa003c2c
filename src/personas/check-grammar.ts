import { type ClauseGrammar, slotsOf } from './clause-grammar.js';
import { conditionProblems, type FactDomain } from './fact-domains.js';
import { voicedBy } from './voices.js';

export interface Problem {
  /** The file in `data/personas/`. */
  readonly file: string;
  /** Where in it: keys. */
  readonly path: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * What is wrong with a clause grammar.
 * @param file where it stands
 * @param known the facts that its texts may name
 * @param impliedBy fields that a field's text voices too (a form of address says the surname)
 * @param mustTell fields that every shape has to voice
 */
export function grammarProblems(
  grammar: ClauseGrammar,
  file: string,
  known: ReadonlyMap<string, FactDomain>,
  impliedBy: ReadonlyMap<string, readonly string[]>,
  mustTell: readonly string[],
): Problem[] {
  const problems: Problem[] = [];
  const clauseNames = Object.keys(grammar.clauses);
  const badSlots = (text: string, path: string) => {
    for (const slot of slotsOf(text)) {
      if (!known.has(slot) && !(slot in grammar.clauses)) {
        problems.push({ file, path, message: `<${slot}> is neither a clause nor a field`, hint: `clauses: ${clauseNames.join(', ')}` });
      }
    }
  };

  for (const [name, clause] of Object.entries(grammar.clauses)) {
    if (known.has(name)) {
      problems.push({ file, path: `clauses.${name}`, message: `a field is called ${name} too`, hint: 'give the clause another name' });
    }
    for (const field of clause.tells) {
      if (!known.has(field)) {
        problems.push({ file, path: `clauses.${name}.tells`, message: `unknown field ${field}`, hint: 'name a field of the distribution' });
      }
    }
    for (const [i, { say, when }] of clause.say.entries()) {
      const path = `clauses.${name}.say.${i}`;
      badSlots(say, path);
      if (slotsOf(say).some((slot) => slot in grammar.clauses)) {
        problems.push({ file, path, message: 'a wording may not name a clause', hint: 'put the clause into the shapes' });
      }
      for (const { key, message, hint } of conditionProblems(when, known, new Set())) {
        problems.push({ file, path: `${path}.when.${key}`, message, hint });
      }
      const conditioned = Object.keys(when).map((key) => fieldOf(key, known));
      const voiced = new Set([...conditioned, ...voicedBy(say, grammar, known, impliedBy)]);
      const silent = clause.tells.find((field) => known.has(field) && !voiced.has(field));
      if (silent !== undefined) {
        const hint = `let it hold <${silent}>, or a condition on ${silent}`;
        problems.push({ file, path, message: `"${say}" says nothing about ${silent}, which its clause tells`, hint });
      }
    }
  }
  for (const [i, shape] of grammar.shapes.entries()) {
    badSlots(shape, `shapes.${i}`);
    const voiced = voicedBy(shape, grammar, known, impliedBy);
    const silent = mustTell.filter((field) => !voiced.has(field));
    if (silent.length > 0) {
      problems.push({
        file,
        path: `shapes.${i}`,
        message: `this shape never mentions ${silent.join(', ')}`,
        hint: 'add a clause that tells it',
      });
    }
  }
  return problems;
}

/** The field that a fact belongs to: `city.province` to city. */
function fieldOf(fact: string, known: ReadonlyMap<string, FactDomain>): string {
  const parent = fact.slice(0, fact.lastIndexOf('.'));
  return fact.includes('.') && known.has(parent) ? parent : fact;
}
