import { join } from 'node:path';
import { z } from 'zod';
import { personaFieldSchema } from '../domain/persona.js';
import { readYaml } from '../resources/read-yaml.js';

/** Persona fields that a condition may ask about: numbers and values out of a closed list. Free text and numbers of style are not among them. */
export const CONDITION_FIELDS: ReadonlySet<string> = new Set([
  'age',
  'age_band',
  'gender',
  'city',
  'city_tier',
  'region',
  'education',
  'occupation_group',
  'occupation',
  'income_band',
  'marital',
  'children',
  'household',
  'products',
  'risk_appetite',
  'financial_literacy',
  'digital_literacy',
  'patience',
  'baseline_emotion',
  'current_pressure',
  'bank_history',
]);

/** The values that the default distribution gives to the fields whose schema lists none, and the file that holds them. */
export type PersonaValues = ReadonlyMap<string, { values: readonly string[]; shownPath: string }>;

const Options = z.array(z.looseObject({ value: z.string() }));
const OptionsFile = z.looseObject({ options: Options });
/** Only what is asked of it here; the personas check the rest. */
const Distribution = z.looseObject({
  fields: z.record(
    z.string(),
    z.looseObject({
      rows: z.array(z.looseObject({ weights: z.record(z.string(), z.unknown()).optional() })).optional(),
      items: Options.optional(),
      options: Options.optional(),
      options_from: z.string().optional(),
    }),
  ),
});

/**
 * What the personas of the default distribution can be.
 * @throws RolecsError that names file and place when a file of the distribution cannot be read
 */
export function readPersonaValues(dataDir: string): PersonaValues {
  const shownPath = 'data/personas/default.yaml';
  const { fields } = readYaml(join(dataDir, 'personas/default.yaml'), Distribution, shownPath);
  const known = new Map<string, { values: readonly string[]; shownPath: string }>();
  for (const [name, field] of Object.entries(fields)) {
    const optionsPath = field.options_from === undefined ? shownPath : `data/personas/${field.options_from}`;
    const options =
      field.options_from === undefined
        ? [...(field.options ?? []), ...(field.items ?? [])]
        : readYaml(join(dataDir, 'personas', field.options_from), OptionsFile, optionsPath).options;
    const weighted = field.rows?.flatMap(({ weights }) => Object.keys(weights ?? {})) ?? [];
    const values = new Set([...weighted, ...options.map(({ value }) => value)]);
    if (values.size > 0) known.set(name, { values: [...values], shownPath: optionsPath });
  }
  return known;
}

/** One line for every value of a field that no persona can have; what the schema lists goes before what the distribution holds. */
export function valuesOfNobody(field: string, named: readonly string[], known: PersonaValues): string[] {
  const schema = personaFieldSchema(field);
  const [values, listed] =
    schema instanceof z.ZodEnum
      ? [schema.options.map(String), schema.options.join(', ')]
      : [known.get(field)?.values, `see ${known.get(field)?.shownPath}`];
  if (values === undefined) return [];
  return named.filter((value) => !values.includes(value)).map((value) => `no persona has ${field} "${value}" (${listed})`);
}
