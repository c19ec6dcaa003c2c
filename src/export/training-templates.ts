import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RolecsError } from '../domain/errors.js';
import type { ExportFormat } from './format.js';

/** Names of the templates in their folder. */
export const TEMPLATES = { llamaFactory: 'llama-factory-lora.template', swift: 'swift.template', trl: 'train-trl.template' } as const;

/** LLaMA-Factory trains on one file; the first of these that was exported. */
export const LLAMA_FACTORY_FORMATS: readonly string[] = ['sharegpt', 'alpaca', 'openai'];

/** Text of templates by name. */
export type TrainingTemplates = ReadonlyMap<string, string>;

/**
 * Reads the templates that some formats call for: all at once, so that a missing one is known before any row is written.
 * @throws RolecsError `resource-unreadable`
 */
export function readTrainingTemplates(folder: string, formats: readonly ExportFormat[]): TrainingTemplates {
  const wanted = new Set(formats.flatMap(({ name }) => templateOf(name) ?? []));
  return new Map([...wanted].map((name) => [name, readTemplate(folder, name)]));
}

function templateOf(format: string): string | null {
  if (LLAMA_FACTORY_FORMATS.includes(format)) return TEMPLATES.llamaFactory;
  return format === 'swift' || format === 'trl' ? TEMPLATES[format] : null;
}

function readTemplate(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch (cause) {
    throw new RolecsError('resource-unreadable', `cannot read data/export/${name}: ${(cause as Error).message}`, {
      cause,
      hint: 'restore the file, or check its permissions',
    });
  }
}

/**
 * A template with values in its double braces.
 * @throws RolecsError `resource-invalid` for a name without a value
 */
export function fillTrainingTemplate(
  templates: TrainingTemplates,
  name: string,
  values: Readonly<Record<string, string | number | boolean>>,
): string {
  return (templates.get(name) as string).replaceAll(/\{\{(\w+)\}\}/g, (place, key: string) => {
    const value = values[key];
    if (value !== undefined) return String(value);
    throw new RolecsError('resource-invalid', `data/export/${name}: nothing is known as ${place}`, {
      hint: `known: ${Object.keys(values).join(', ')}`,
    });
  });
}
