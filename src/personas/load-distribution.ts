import { join } from 'node:path';
import { RolecsError } from '../domain/errors.js';
import { readYaml } from '../resources/read-yaml.js';
import { distributionProblems } from './check-distribution.js';
import { ClauseGrammar } from './clause-grammar.js';
import { DistributionFile, type Field, OptionsFile, type PersonaDistribution } from './distribution.js';

const FILE = 'default.yaml';

/**
 * Reads the default persona distribution and the lists and grammars that it names.
 * @param dataDir the folder that holds `personas/`
 * @throws RolecsError `resource-…` for an unreadable or malformed file, `persona-distribution-invalid` for one that contradicts itself
 */
export function loadPersonaDistribution(dataDir: string): PersonaDistribution {
  const read = <T>(file: string, schema: Parameters<typeof readYaml<T>>[1]): T =>
    readYaml(join(dataDir, 'personas', file), schema, `data/personas/${file}`);
  const { pool, fields, never, description_from } = read(FILE, DistributionFile);
  const complete = (name: string, field: DistributionFile['fields'][string]): Field => {
    if (field.kind === 'grammar') return { ...field, grammar: read(field.grammar_from, ClauseGrammar) };
    const named = (attributes: Attributes) => mapKeys(attributes, (attribute) => `${name}.${attribute}`);
    if (field.kind === 'table') return { ...field, with: mapValues(field.with, named) };
    if (field.kind !== 'list') return field;
    if ((field.options === undefined) === (field.options_from === undefined)) {
      throw invalid(`fields.${name}: needs either options or options_from`, 'list the options here, or name the file that does');
    }
    const options = field.options ?? read(field.options_from as string, OptionsFile).options;
    return { ...field, options: options.map((option) => ({ ...option, with: named(option.with) })) };
  };
  const distribution: PersonaDistribution = {
    files: { distribution: FILE, description: description_from },
    pool,
    fields: new Map(Object.entries(fields).map(([name, field]) => [name, complete(name, field)])),
    never,
    description: read(description_from, ClauseGrammar),
  };
  const [first, ...others] = distributionProblems(distribution);
  if (first === undefined) return distribution;
  throw invalid(`${first.path}: ${first.message}${others.length > 0 ? ` (and ${others.length} more)` : ''}`, first.hint, first.file);
}

type Attributes = Readonly<Record<string, string | number>>;

function mapKeys(record: Attributes, rename: (key: string) => string): Record<string, string | number> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [rename(key), value]));
}

function mapValues(record: Readonly<Record<string, Attributes>>, change: (attributes: Attributes) => Attributes) {
  return Object.fromEntries(Object.entries(record).map(([key, attributes]) => [key, change(attributes)]));
}

function invalid(message: string, hint: string, file = FILE): RolecsError {
  return new RolecsError('persona-distribution-invalid', `data/personas/${file}: ${message}`, { hint });
}
