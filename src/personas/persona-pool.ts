import { RolecsError } from '../domain/errors.js';
import { Persona } from '../domain/persona.js';
import { createStream, type RandomStream } from '../random/stream.js';
import { type Facts, type FactValue, holds } from './condition.js';
import { describePersona } from './describe-persona.js';
import type { PersonaDistribution } from './distribution.js';
import { drawField } from './draw-field.js';
import { NearEqualIndex } from './near-equal.js';
import { quotaSlots } from './quota.js';

/** A persona that so many draws cannot complete is asked for by a distribution that contradicts itself. */
const MAX_ATTEMPTS = 200;

/** A persona with everything that was drawn for it: latent fields and attributes too. */
export interface DrawnPersona {
  readonly persona: Persona;
  readonly facts: Facts;
}

/**
 * Distinct personas, `p-0001` on: a pure function of its arguments.
 * @throws RolecsError `persona-no-option`, `persona-excluded`, `clause-missing`, `text-length`
 */
export function createPersonaPool(distribution: PersonaDistribution, options: { size?: number; seed: number }): Persona[] {
  return drawPersonas(distribution, options).map(({ persona }) => persona);
}

/** Same, with what lies behind each persona. */
export function drawPersonas(
  distribution: PersonaDistribution,
  { size = distribution.pool.size, seed }: { size?: number; seed: number },
): DrawnPersona[] {
  const seen = new Set<string>();
  const descriptions = new NearEqualIndex(distribution.pool.near_equal_above);
  return quotaSlots(distribution, size, seed).map((slot, index) => {
    let obstacle = '';
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const stream = createStream(`${seed}/persona/${index}/${attempt}`);
      const facts = drawFacts(distribution, slot, stream);
      const excluded = distribution.never.find(({ when }) => holds(when, facts));
      const fingerprint = JSON.stringify(facts);
      const description = excluded || seen.has(fingerprint) ? '' : describePersona(facts, distribution, stream.fork('description'));
      if (description !== '' && descriptions.admits(description)) {
        seen.add(fingerprint);
        return { persona: toPersona(index, facts, distribution, description), facts };
      }
      obstacle = excluded ? `never: ${excluded.why}` : 'it equals an earlier one';
    }
    const where = distribution.pool.quota.map((name) => `${name} ${String(slot[name])}`).join(', ');
    throw new RolecsError('persona-excluded', `persona distribution: no persona with ${where} after ${MAX_ATTEMPTS} draws (${obstacle})`, {
      hint: 'loosen that constraint, or the tables that lead into it, or ask for fewer personas',
    });
  });
}

export function drawFacts({ fields }: PersonaDistribution, slot: Facts, stream: RandomStream): Facts {
  const facts: Record<string, FactValue> = { ...slot };
  for (const [name, field] of fields) {
    if (!(name in slot)) Object.assign(facts, drawField(name, field, facts, stream.fork(name)));
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
