import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readYaml } from '../resources/read-yaml.js';

/** What stands on the page in both its languages. */
const Term = z.strictObject({ zh: z.string(), en: z.string() });
export type Term = z.infer<typeof Term>;

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const ASSETS = new URL('../../assets/report/', import.meta.url);

/** Every word of the page by its key (`assets/report/words.yaml`). */
export type Words = Readonly<Record<string, Term>>;

/** @throws RolecsError `resource-…` */
export function readWords(): Words {
  return readYaml(fileURLToPath(new URL('words.yaml', ASSETS)), z.record(z.string(), Term), 'assets/report/words.yaml');
}

/** Style sheet and script of the page. */
export function readAsset(name: string): string {
  return readFileSync(new URL(name, ASSETS), 'utf8');
}

/** The words of a key; a key that nobody wrote is a mistake of ours. */
export function term(words: Words, key: string): Term {
  const found = words[key];
  if (found === undefined) throw new Error(`assets/report/words.yaml has no ${key}`);
  return found;
}

/** The words of an identifier, or the identifier itself where data may bring new ones (persona fields, reject reasons). */
export function termOr(words: Words, key: string, fallback: string): Term {
  return words[key] ?? same(fallback);
}

/** What reads the same in both languages. */
export function same(text: string): Term {
  return { zh: text, en: text };
}
