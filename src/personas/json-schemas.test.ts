import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { personaSchemas } from './json-schemas.js';
import { loadPersonaDistribution } from './load-distribution.js';

const schemas = personaSchemas(loadPersonaDistribution('data'));

it('the schemas under data/schemas are those of the code (npm run personas -- schemas writes them)', () => {
  for (const [name, text] of schemas) expect(readFileSync(join('data/schemas', name), 'utf8'), name).toBe(text);
});

it('every file of personas that has a schema names it', () => {
  for (const name of readdirSync('data/personas')) {
    const named = /^# yaml-language-server: \$schema=\.\.\/schemas\/(\S+)\n/.exec(readFileSync(join('data/personas', name), 'utf8'))?.[1];
    if (name === 'population.yaml') expect(named).toBeUndefined();
    else expect([...schemas.keys()], name).toContain(named);
  }
});

it('the schema of an overlay offers the values of each field', () => {
  const overlay = schemas.get('persona-overlay.schema.json') as string;
  for (const value of ['60plus', '离异', '外卖骑手']) expect(overlay).toContain(`"${value}"`);
});
