import { RolecsError } from '../domain/errors.js';
import { createStream } from '../random/stream.js';
import type { Problem } from './check-grammar.js';
import { type Facts, holds } from './condition.js';
import type { PersonaDistribution } from './distribution.js';
import { drawField } from './draw-field.js';
import { quotaSlots } from './quota.js';

const DRAWN = 200;

/**
 * Draws some people without regard to constraints, and tells what then shows: a field that leaves somebody nothing to be, a constraint that
 * leaves nobody. Rarer cases are met only when a pool is drawn.
 */
export function drawingFindings(distribution: PersonaDistribution): Omit<Problem, 'file'>[] {
  const people: Facts[] = quotaSlots(distribution, DRAWN, 0).map((slot) => ({ ...slot }));
  const streams = people.map((_, i) => createStream(`personas/try-distribution/${i}`));
  for (const [name, field] of distribution.fields) {
    if (distribution.pool.quota.includes(name)) continue;
    for (const [i, facts] of people.entries()) {
      try {
        Object.assign(facts, drawField(name, field, facts, (streams[i] as (typeof streams)[number]).fork(name)));
      } catch (error) {
        if (!(error instanceof RolecsError)) throw error;
        return [{ path: `fields.${name}`, message: error.message.replace(/^persona distribution: \S+ /, ''), hint: error.hint ?? '' }];
      }
    }
  }
  return distribution.never.flatMap(({ when, why }, i) => {
    if (Object.keys(when).length === 0 || !people.every((facts) => holds(when, facts))) return [];
    const message = `this constraint excludes everybody: of ${DRAWN} people drawn, all (${why})`;
    return [{ path: `never.${i}`, message, hint: 'narrow its condition: it names who must not exist' }];
  });
}
