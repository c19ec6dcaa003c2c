import { z } from 'zod';
import { ClauseGrammar } from './clause-grammar.js';
import {
  Constraint,
  Description,
  DistributionFile,
  type Field,
  FieldTable,
  OptionsFile,
  type PersonaDistribution,
  Weight,
} from './distribution.js';
import { domainsOf } from './fact-domains.js';
import { CHANGES } from './field-overlay.js';

/** JSON Schemas (draft 2020-12) of the files in `data/personas/` and of an overlay, by file name, for editors. */
export function personaSchemas({ fields }: PersonaDistribution): Map<string, string> {
  const schemas: [string, z.ZodType][] = [
    ['persona-distribution', DistributionFile],
    ['persona-options', OptionsFile],
    ['persona-description', Description],
    ['persona-grammar', ClauseGrammar],
    ['persona-overlay', overlaySchema(fields)],
  ];
  return new Map(
    schemas.map(([name, schema]) => {
      const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'ref' });
      return [`${name}.schema.json`, `${JSON.stringify({ title: name, ...json }, null, 2)}\n`];
    }),
  );
}

/** Fields and values by name, so that an editor can offer them. */
function overlaySchema(fields: ReadonlyMap<string, Field>): z.ZodType {
  const known = Object.fromEntries([...fields].map(([name, field]) => [name, overlayOf(name, field).optional()]));
  return z.strictObject({
    fields: z.object(known).catchall(FieldTable).optional(),
    never: z.array(Constraint.partial({ source: true, status: true })).optional(),
    targets: z.record(z.string(), z.number().min(0).max(1)).optional(),
  });
}

function overlayOf(name: string, field: Field): z.ZodType {
  const whole = [z.null(), FieldTable];
  const values = domainsOf(name, field).get(name);
  if (field.kind === 'table' || field.kind === 'list') {
    const weights = z.strictObject(Object.fromEntries([...(values as ReadonlySet<string>)].map((value) => [value, Weight.optional()])));
    const { shape } = CHANGES[field.kind];
    return z.union([z.strictObject({ ...shape, weights: field.kind === 'table' ? weights.optional() : weights }), ...whole]);
  }
  return field.kind in CHANGES ? z.union([CHANGES[field.kind as keyof typeof CHANGES], ...whole]) : z.union(whole);
}
