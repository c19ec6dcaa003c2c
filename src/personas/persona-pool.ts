import { RolecsError } from '../domain/errors.js';
import { Persona } from '../domain/persona.js';
import { createStream, type RandomStream } from '../random/stream.js';
import { type Facts, type FactValue, holds } from './condition.js';
import { withDependencies } from './dependencies.js';
import { describePersona } from './describe-persona.js';
import type { PersonaDistribution } from './distribution.js';
import { type Drawn, drawField } from './draw-field.js';
import { balance, meetTargets } from './meet-targets.js';
import { GramWeights, NearEqualIndex } from './near-equal.js';
import { quotaSlots } from './quota.js';
import { visibleFields } from './voices.js';

/** A persona that so many draws cannot complete is asked for by a distribution that contradicts itself. */
const MAX_ATTEMPTS = 200;
const EQUAL = 'it equals an earlier one';

/** A persona with everything that was drawn for it: latent fields and attributes too. */
export interface DrawnPersona {
  readonly persona: Persona;
  readonly facts: Facts;
}

/**
 * Distinct personas, `p-0001` on: a pure function of its arguments.
 * @throws RolecsError `persona-no-option`, `persona-excluded`, `persona-target-missed`, `clause-missing`, `text-length`
 */
export function createPersonaPool(distribution: PersonaDistribution, options: { size?: number; seed: number }): Persona[] {
  return drawPersonas(distribution, options).map(({ persona }) => persona);
}

/** Same, with what lies behind each persona. */
export function drawPersonas(
  distribution: PersonaDistribution,
  { size = distribution.pool.size, seed }: { size?: number; seed: number },
): DrawnPersona[] {
  const { fields, pool: settings, never } = distribution;
  const visible = visibleFields(fields);
  const seen = new Set<string>();
  /** None in the first round: how much a 3-gram tells is known only when all descriptions are. */
  let descriptions: NearEqualIndex | null = null;
  const slots = quotaSlots(distribution, size, seed);
  const streamOf = (index: number, attempt: number) => createStream(`${seed}/persona/${index}/${attempt}`);
  const bases = balancedBases(distribution, slots, seed, streamOf);
  /** @param known what of the persona is settled */
  const drawOne = (index: number, attempt: number, known: Facts): DrawnPersona | string => {
    const stream = streamOf(index, attempt);
    const facts = drawFacts(distribution, known, stream);
    const excluded = never.find(({ when }) => holds(when, facts));
    if (excluded) return `${excluded.where}: ${excluded.why}`;
    const fingerprint = JSON.stringify(visible.map((name) => facts[name]));
    if (seen.has(fingerprint)) return EQUAL;
    const description = describePersona(facts, distribution, stream.fork('description'));
    if (descriptions?.admits(description) === false) return EQUAL;
    seen.add(fingerprint);
    return { persona: toPersona(index, facts, distribution, description), facts };
  };

  /** How often each place has been drawn. */
  const draws = new Uint16Array(size);
  const drawFitting = (index: number): DrawnPersona => {
    let obstacle = '';
    while ((draws[index] as number) < MAX_ATTEMPTS) {
      // What no draw of the rest completes is given up for anything that the quota allows.
      const known = (draws[index] as number) < MAX_ATTEMPTS / 2 ? bases[index] : slots[index];
      const drawn = drawOne(index, draws[index] as number, known as Facts);
      draws[index] = (draws[index] as number) + 1;
      if (typeof drawn !== 'string') return drawn;
      obstacle = drawn;
    }
    const where = settings.quota.map((name) => `${name} ${String((slots[index] as Facts)[name])}`).join(', ');
    throw new RolecsError('persona-excluded', `persona distribution: no persona with ${where} after ${MAX_ATTEMPTS} draws (${obstacle})`, {
      hint: 'loosen that constraint, or the tables that lead into it, or ask for fewer personas',
    });
  };

  const first = slots.map((_, index) => drawFitting(index));
  const weights = new GramWeights(first.map(({ persona }) => persona.description));
  const distinct = new NearEqualIndex(settings.near_equal_above, weights);
  descriptions = distinct;
  const pool = first.map((drawn, index) => (distinct.admits(drawn.persona.description) ? drawn : drawFitting(index)));

  const targets = distribution.targets.filter(({ field }) => !settings.quota.includes(field));
  const deciding = withDependencies(
    targets.map(({ field }) => field),
    fields,
  );
  meetTargets(pool, { targets, seed }, (index, pass, isWanted) => {
    const attempt = MAX_ATTEMPTS + pass;
    const slot = slots[index] as Facts;
    // Only the fields that decide, until it is one that helps: streams are named, so the whole draw comes out the same.
    if (!isWanted(drawFacts(distribution, slot, streamOf(index, attempt), deciding))) return null;
    const drawn = drawOne(index, attempt, slot);
    return typeof drawn === 'string' ? null : drawn;
  });
  return pool;
}

/** The balanced fields of every persona, with all that they depend on: what comes below them in a distribution does not move them. */
function balancedBases(
  distribution: PersonaDistribution,
  slots: readonly Drawn[],
  seed: number,
  streamOf: (index: number, attempt: number) => RandomStream,
): Facts[] {
  const { fields, pool, never } = distribution;
  const deciding = withDependencies(pool.balanced, fields);
  const drawBase = (index: number, attempt: number) => ({
    facts: drawFacts(distribution, slots[index] as Facts, streamOf(index, attempt), deciding),
  });
  const bases = slots.map((_, index) => drawBase(index, 0));
  balance(bases, { balanced: pool.balanced, fields, seed }, (index, pass, isWanted) => {
    const drawn = drawBase(index, MAX_ATTEMPTS + pass);
    return isWanted(drawn.facts) && !never.some(({ when }) => holds(when, drawn.facts)) ? drawn : null;
  });
  return bases.map(({ facts }) => facts);
}

/** @param only the fields to draw, with all that they depend on; left out: all */
export function drawFacts({ fields }: PersonaDistribution, slot: Facts, stream: RandomStream, only?: ReadonlySet<string>): Facts {
  const facts: Record<string, FactValue> = { ...slot };
  for (const [name, field] of fields) {
    if (!(name in slot) && only?.has(name) !== false) Object.assign(facts, drawField(name, field, facts, stream.fork(name)));
  }
  return facts;
}

/** Fields in the order of the schema, further ones after them; `language_style.address` becomes a member of `language_style`. */
function toPersona(index: number, facts: Facts, { fields }: PersonaDistribution, description: string): Persona {
  const persona: Record<string, unknown> = { id: `p-${String(index + 1).padStart(4, '0')}` };
  for (const [name, field] of fields) {
    if (field.latent) continue;
    const [parent, member] = name.split('.') as [string, string?];
    if (member === undefined) persona[parent] = facts[name];
    else persona[parent] = { ...(persona[parent] as object | undefined), [member]: facts[name] };
  }
  return Persona.parse({ ...persona, description });
}
