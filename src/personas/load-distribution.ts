import { join } from 'node:path';
import type { z } from 'zod';
import { readText, readYaml } from '../resources/read-yaml.js';
import { placeYaml } from '../resources/yaml-places.js';
import { setShares } from './bend-tables.js';
import { distributionProblems, requiredFields } from './check-distribution.js';
import type { Problem } from './check-grammar.js';
import { ClauseGrammar } from './clause-grammar.js';
import {
  Description,
  DistributionFile,
  type Field,
  type FieldTable,
  type MarginalTarget,
  OptionsFile,
  type PersonaDistribution,
} from './distribution.js';
import { layOver } from './lay-over.js';
import { type Overlay, readOverlay } from './overlay-file.js';
import { cycleFindings, placeFields } from './place-fields.js';
import { problemsError } from './problems-error.js';
import { removeFields } from './remove-fields.js';
import { drawingFindings } from './try-distribution.js';
import { furtherSentences } from './voices.js';

const FILE = 'default.yaml';

/** What a user lays over the default distribution. */
export interface PersonaOverlay {
  /** Absolute path of a YAML file that changes, replaces, adds or removes tables. */
  readonly file: string | null;
  /** Shares of single values, laid over that in turn. */
  readonly sets: readonly MarginalTarget[];
}

/**
 * Reads the default persona distribution and the lists and grammars that it names, and lays over it what the user wants otherwise.
 * @param dataDir the folder that holds `personas/`
 * @throws RolecsError `resource-…` for an unreadable or malformed file, `persona-distribution-invalid` for one that contradicts itself,
 * `personas-invalid` for an overlay that does not fit, `set-invalid` for a share that cannot be; each tells all that is wrong
 */
export function loadPersonaDistribution(dataDir: string, overlay: PersonaOverlay = { file: null, sets: [] }): PersonaDistribution {
  const distribution = readDefault(dataDir);
  const laid = overlay.file === null ? { changed: distribution, targets: [] } : layFileOver(distribution, overlay.file);
  const isSet = (target: MarginalTarget) => overlay.sets.some(({ field, value }) => field === target.field && value === target.value);
  const targets = [...laid.targets.filter((target) => !isSet(target)), ...overlay.sets];
  return setShares(laid.changed, targets);
}

function readDefault(dataDir: string): PersonaDistribution {
  const read: Read = (file, schema) => readYaml(join(dataDir, 'personas', file), schema, `data/personas/${file}`);
  const { pool, fields, never, description_from } = read(FILE, DistributionFile);
  const distribution: PersonaDistribution = {
    files: { distribution: FILE, description: description_from },
    pool,
    fields: new Map(Object.entries(fields).map(([name, field]) => [name, complete(name, field, read)])),
    never: never.map((constraint, i) => ({ ...constraint, where: `data/personas/${FILE}: never.${i}` })),
    description: read(description_from, Description),
    further: new Map(),
    targets: [],
    unbent: new Map(),
  };
  const problems = [
    ...cycleFindings(distribution.fields).map((found) => ({ file: FILE, ...found })),
    ...distributionProblems(distribution),
  ];
  if (problems.length === 0) return distribution;
  throw problemsError('persona-distribution-invalid', problems, (file) => {
    const shownPath = `data/personas/${file}`;
    return { shownPath, lineOf: placeYaml(readText(join(dataDir, 'personas', file), shownPath), shownPath).lineOf };
  });
}

function layFileOver(
  distribution: PersonaDistribution,
  file: string,
): { changed: PersonaDistribution; targets: readonly MarginalTarget[] } {
  const overlay = readOverlay(file, distribution.fields);
  const noFurtherFiles: Read = (named) => {
    throw new TypeError(`an overlay names the file ${named}`);
  };
  const removed = new Set([...overlay.fields].filter(([, { does }]) => does === 'remove').map(([name]) => name));
  const fixed = requiredFields().filter((name) => removed.has(name));
  for (const name of fixed) removed.delete(name);
  const rest = removeFields(distribution, removed);
  const { fields, added, findings } = layOver(rest.fields, overlay.fields, (name, table) => complete(name, table, noFurtherFiles));
  const laid = {
    ...distribution,
    ...rest,
    pool: { ...distribution.pool, balanced: distribution.pool.balanced.filter((name) => !removed.has(name)) },
    fields: placeFields(fields, added, distribution.pool.quota),
    never: [...rest.never, ...overlay.never.map((one, i) => ({ ...one, where: `${file}:${overlay.lineOf(`never.${i}`)}: never.${i}` }))],
  };
  const changed = { ...laid, further: furtherSentences(laid) };

  const own = (found: Omit<Problem, 'file'>): Problem => ({ file, ...found });
  const misplaced = [
    ...fixed.map((name) => own({ path: `fields.${name}`, message: 'cannot be removed: the simulator reads it', hint: 'change its table' })),
    ...findings.map(own),
    ...cycleFindings(changed.fields).map(own),
  ];
  const problems = [...overlay.problems, ...misplaced];
  // What follows from a table that has no place in the whole is not told again.
  const isTold = ({ path }: Problem) => misplaced.some((told) => fieldOfPath(told.path) === fieldOfPath(path));
  const ofWhole = distributionProblems(changed)
    .filter(({ path, message }) => ![...overlay.unreadable].some((name) => path.endsWith(`.${name}`) || message.includes(`<${name}>`)))
    .map((problem) => inOverlay(problem, overlay, file, rest.never.length))
    .filter((problem) => problem.path.startsWith('never') || !isTold(problem));
  problems.push(...ofWhole);
  if (problems.length === 0)
    problems.push(...drawingFindings(changed).map((found) => inOverlay({ file: FILE, ...found }, overlay, file, rest.never.length)));
  if (problems.length > 0) throw problemsError('personas-invalid', problems, () => ({ shownPath: file, lineOf: overlay.lineOf }));
  return { changed, targets: overlay.targets };
}

/** A problem of the whole, told in the terms of the overlay. Constraints of the overlay come after `before` others. */
function inOverlay(problem: Problem, overlay: Overlay, file: string, before: number): Problem {
  const [part, number, ...rest] = problem.path.split('.');
  if (part === 'never' && Number(number) >= before)
    return { ...problem, file, path: ['never', Number(number) - before, ...rest].join('.') };
  if ([...overlay.fields.keys()].some((name) => `${problem.path}.`.startsWith(`fields.${name}.`))) return { ...problem, file };
  return { ...problem, file, path: `with this laid over it, data/personas/${problem.file}: ${problem.path}` };
}

function fieldOfPath(path: string): string {
  return path.split('.').slice(0, 2).join('.');
}

type Read = <T>(file: string, schema: z.ZodType<T>) => T;

/** A table with what stands in other files, and with its attributes named as facts. */
function complete(name: string, field: FieldTable, read: Read): Field {
  if (field.kind === 'grammar') return { ...field, grammar: read(field.grammar_from, ClauseGrammar) };
  const named = (attributes: Attributes) => mapKeys(attributes, (attribute) => `${name}.${attribute}`);
  if (field.kind === 'table') return { ...field, with: mapValues(field.with, named) };
  if (field.kind !== 'list') return field;
  const options = field.options ?? read(field.options_from as string, OptionsFile).options;
  return { ...field, options: options.map((option) => ({ ...option, with: named(option.with) })) };
}

type Attributes = Readonly<Record<string, string | number>>;

function mapKeys(record: Attributes, rename: (key: string) => string): Record<string, string | number> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [rename(key), value]));
}

function mapValues(record: Readonly<Record<string, Attributes>>, change: (attributes: Attributes) => Attributes) {
  return Object.fromEntries(Object.entries(record).map(([key, attributes]) => [key, change(attributes)]));
}
