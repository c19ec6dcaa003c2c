import { AGE_BANDS, type AgeBand } from '../domain/persona.js';
import type { Problem } from './check-grammar.js';
import { holds } from './condition.js';
import type { PersonaDistribution } from './distribution.js';

/** Ages that a row would give to a band that they do not lie in. */
export function ageProblems({ fields, files }: Pick<PersonaDistribution, 'fields' | 'files'>): Problem[] {
  const ages = fields.get('age');
  if (ages?.kind !== 'ranges') return [];
  const problems: Problem[] = [];
  for (const band of AGE_BANDS) {
    const [first, last] = limitsOf(band);
    for (const [i, { when, ranges }] of ages.rows.entries()) {
      const { age_band: wanted, ...others } = when;
      if (wanted !== undefined && !holds({ age_band: wanted }, { age_band: band })) continue;
      for (const [k, { from, to, weight }] of ranges.entries()) {
        if (weight === 0 || (from >= first && to <= last)) continue;
        const message = `ages ${from} to ${to} are not all within the age band ${band}`;
        problems.push({
          file: files.distribution,
          path: `fields.age.rows.${i}.ranges.${k}`,
          message,
          hint: `${band} holds ages ${first} to ${last}; shares of bands are changed in age_band`,
        });
      }
      if (Object.keys(others).length === 0) break; // the rows below are never reached by this band
    }
  }
  return problems;
}

/** `18-29` → 18, 29; `60plus` → 60 and no end. */
function limitsOf(band: AgeBand): [number, number] {
  const [first, last] = band.split(/-|plus/);
  return [Number(first), last ? Number(last) : 90];
}
