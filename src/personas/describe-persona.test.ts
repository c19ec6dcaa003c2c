import { describe, expect, it } from 'vitest';
import { createStream } from '../random/stream.js';
import { composeDescription, describePersona } from './describe-persona.js';
import { loadPersonaDistribution } from './load-distribution.js';
import { drawPersonas } from './persona-pool.js';

const distribution = loadPersonaDistribution('data');
const drawn = drawPersonas(distribution, { size: 400, seed: 5 });
const visible = [...distribution.fields].filter(([, field]) => !field.latent).map(([name]) => name);

describe('describePersona', () => {
  it('voices every field by a clause of its own that stands in the text', () => {
    // An age says its band, an occupation its group; every other field has a clause.
    const wanted = visible.filter((field) => field !== 'age_band' && field !== 'occupation_group');
    for (const [i, { facts }] of drawn.entries()) {
      const { text, pieces } = composeDescription(facts, distribution, createStream(`clauses/${i}`));
      expect(wanted.filter((field) => !pieces.some(({ tells }) => tells.includes(field)))).toEqual([]);
      for (const piece of pieces) expect(text).toContain(piece.text);
    }
  });

  it('holds the free values word for word', () => {
    for (const { persona, facts } of drawn) {
      const literal = [persona.surname, `${persona.age}岁`, persona.form_of_address, persona.city, persona.region];
      const texts = [
        facts['household.tail'],
        facts['occupation.does'],
        persona.current_pressure,
        persona.bank_history,
        persona.language_style.note,
      ];
      const products = (persona.products ?? []).slice(1);
      for (const part of [...literal, ...texts, ...products]) expect(persona.description).toContain(part);
    }
  });

  it('is a paragraph of 130 to 260 characters in whole sentences, without markup', () => {
    for (const { persona } of drawn) {
      expect(persona.description).toMatch(/^你[^<>{}()（）\s：]{128,258}。$/);
      expect(persona.description).not.toMatch(/[，。；]{2}|undefined|NaN/);
    }
  });

  it('has at least ten shapes, and all of them come up', () => {
    const shapes = distribution.description.shapes;
    expect(shapes.length).toBeGreaterThanOrEqual(10);
    const [{ facts }] = drawn as [(typeof drawn)[number]];
    const orders = Array.from({ length: 400 }, (_, i) =>
      composeDescription(facts, distribution, createStream(`shapes/${i}`))
        .pieces.map(({ tells }) => tells[0])
        .join(),
    );
    expect(new Set(orders).size).toBe(shapes.length);
  });

  it('depends on the facts and the stream alone', () => {
    const [{ facts }] = drawn as [(typeof drawn)[number]];
    const describeOnce = (name: string) => describePersona(facts, distribution, createStream(name));
    expect(describeOnce('a')).toBe(describeOnce('a'));
    expect(describeOnce('a')).not.toBe(describeOnce('b'));
  });
});
