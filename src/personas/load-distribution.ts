import { join } from 'node:path';
import type { z } from 'zod';
import { RolecsError } from '../domain/errors.js';
import { readYaml } from '../resources/read-yaml.js';
import { bendTables } from './bend-tables.js';
import { distributionProblems } from './check-distribution.js';
import { ClauseGrammar } from './clause-grammar.js';
import {
  DistributionFile,
  type Field,
  type FieldTable,
  type MarginalTarget,
  OptionsFile,
  type PersonaDistribution,
} from './distribution.js';
import { layOver } from './lay-over.js';
import { resolveTargets } from './marginal-target.js';
import { readOverlay } from './overlay-file.js';

const FILE = 'default.yaml';

/** What a user lays over the default distribution. */
export interface PersonaOverlay {
  /** Absolute path of a YAML file that changes or replaces tables. */
  readonly file: string | null;
  /** Shares of single values, laid over that in turn. */
  readonly sets: readonly MarginalTarget[];
}

/**
 * Reads the default persona distribution and the lists and grammars that it names, and lays over it what the user wants otherwise.
 * @param dataDir the folder that holds `personas/`
 * @throws RolecsError `resource-…` for an unreadable or malformed file, `persona-distribution-invalid` for one that contradicts itself,
 * `personas-invalid` for an overlay that does not fit, `set-invalid` for a share that cannot be
 */
export function loadPersonaDistribution(dataDir: string, overlay: PersonaOverlay = { file: null, sets: [] }): PersonaDistribution {
  const distribution = readDefault(dataDir);
  const changed = overlay.file === null ? distribution : layFileOver(distribution, overlay.file);
  return overlay.sets.length === 0 ? changed : bendTables(changed, resolveTargets(overlay.sets, changed.fields));
}

function readDefault(dataDir: string): PersonaDistribution {
  const read: Read = (file, schema) => readYaml(join(dataDir, 'personas', file), schema, `data/personas/${file}`);
  const { pool, fields, never, description_from } = read(FILE, DistributionFile);
  const distribution: PersonaDistribution = {
    files: { distribution: FILE, description: description_from },
    pool,
    fields: new Map(Object.entries(fields).map(([name, field]) => [name, complete(name, field, read)])),
    never,
    description: read(description_from, ClauseGrammar),
    targets: [],
  };
  const [first, ...others] = distributionProblems(distribution);
  if (first === undefined) return distribution;
  throw invalid(`${first.path}: ${first.message}${more(others)}`, first.hint, first.file);
}

function layFileOver(distribution: PersonaDistribution, file: string): PersonaDistribution {
  const overlays = readOverlay(file, distribution.fields);
  const noFurtherFiles: Read = (named) => {
    throw new TypeError(`an overlay names the file ${named}`);
  };
  const inOverlay = (path: string) => [...overlays.keys()].some((name) => `${path}.`.startsWith(`fields.${name}.`));
  const refuse = (path: string, message: string, hint: string) =>
    new RolecsError('personas-invalid', `${file}: ${path}: ${message}`, { hint });

  const { fields, findings } = layOver(distribution.fields, overlays, (name, table) => {
    if (table.kind === 'list' && table.options === undefined) {
      throw refuse(`fields.${name}`, 'a list needs options', 'list the options, each with a value and a weight');
    }
    return complete(name, table, noFurtherFiles);
  });
  const changed = { ...distribution, fields };
  const problems =
    findings.length > 0
      ? findings
      : distributionProblems(changed).map((problem) => ({
          ...problem,
          path: inOverlay(problem.path) ? problem.path : `with this laid over it, data/personas/${problem.file}: ${problem.path}`,
        }));
  const [first, ...others] = problems;
  if (first === undefined) return changed;
  throw refuse(first.path, `${first.message}${more(others)}`, first.hint);
}

type Read = <T>(file: string, schema: z.ZodType<T>) => T;

/** A table with what stands in other files, and with its attributes named as facts. */
function complete(name: string, field: FieldTable, read: Read): Field {
  if (field.kind === 'grammar') return { ...field, grammar: read(field.grammar_from, ClauseGrammar) };
  const named = (attributes: Attributes) => mapKeys(attributes, (attribute) => `${name}.${attribute}`);
  if (field.kind === 'table') return { ...field, with: mapValues(field.with, named) };
  if (field.kind !== 'list') return field;
  if ((field.options === undefined) === (field.options_from === undefined)) {
    throw invalid(`fields.${name}: needs either options or options_from`, 'list the options here, or name the file that does');
  }
  const options = field.options ?? read(field.options_from as string, OptionsFile).options;
  return { ...field, options: options.map((option) => ({ ...option, with: named(option.with) })) };
}

function more(others: readonly unknown[]): string {
  return others.length > 0 ? ` (and ${others.length} more)` : '';
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
