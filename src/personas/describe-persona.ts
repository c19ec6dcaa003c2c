import type { RandomStream } from '../random/stream.js';
import { type Composition, composeText } from './clause-grammar.js';
import { type Facts, holds } from './condition.js';
import type { PersonaDistribution } from './distribution.js';

const ANY_LENGTH: [number, number] = [1, Infinity];

/**
 * One paragraph in the second person that voices every field. Its length is what the description file permits, besides the sentences of
 * fields that only an overlay brings.
 * @param facts the drawn fields with their attributes, latent ones included
 * @param stream chooses the shape and the wordings
 */
export function describePersona(facts: Facts, distribution: PersonaDistribution, stream: RandomStream): string {
  return composeDescription(facts, distribution, stream).text;
}

/** Same, with the clauses that it was made of. */
export function composeDescription(facts: Facts, distribution: PersonaDistribution, stream: RandomStream): Composition {
  const { description, further } = distribution;
  const main = composeText(description, facts, stream);
  const more = [...further].map(([field, { own, otherwise }]) => {
    const fitting = own.filter(({ when }) => holds(when, facts)).map(({ say }) => say);
    const shapes = (fitting.length > 0 ? fitting : [otherwise]).map((sentence) => sentence.replace(/(?<![。！？])$/, '。'));
    const { text } = composeText({ ...description, shapes, clauses: {}, length: ANY_LENGTH }, facts, stream.fork(`further/${field}`));
    return { tells: [field], text };
  });
  return { text: [main, ...more].map(({ text }) => text).join(''), pieces: [...main.pieces, ...more] };
}
