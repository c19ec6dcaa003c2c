import type { RandomStream } from '../random/stream.js';
import { type Composition, composeText } from './clause-grammar.js';
import type { Facts } from './condition.js';
import type { PersonaDistribution } from './distribution.js';

/**
 * One paragraph in the second person that voices every field, of the length that the description file permits.
 * @param facts the drawn fields with their attributes, latent ones included
 * @param stream chooses the shape and the wordings
 */
export function describePersona(facts: Facts, distribution: PersonaDistribution, stream: RandomStream): string {
  return composeDescription(facts, distribution, stream).text;
}

/** Same, with the clauses that it was made of. */
export function composeDescription(facts: Facts, distribution: PersonaDistribution, stream: RandomStream): Composition {
  return composeText(distribution.description, facts, stream);
}
