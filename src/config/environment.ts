import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { RolecsError } from '../domain/errors.js';

/** What the environment says about the llm engine. */
export interface Environment {
  openai: { apiKey: string | null; model: string | null; baseUrl: string | null };
  /** Any other variable, for settings that name one; null where it is not set or empty. */
  read: (name: string) => string | null;
}

/**
 * Reads the environment, with a `.env` file laid under it: a variable that is set wins over the file. The only reader of process.env.
 * @param directory where `.env` may lie
 * @throws RolecsError `environment-unreadable` when there is a `.env` that cannot be read
 */
export function readEnvironment(directory: string): Environment {
  const variables = { ...readDotenv(join(directory, '.env')), ...process.env };
  const read = (name: string): string | null => variables[name]?.trim() || null;
  return { openai: { apiKey: read('OPENAI_API_KEY'), model: read('OPENAI_MODEL'), baseUrl: read('OPENAI_BASE_URL') }, read };
}

function readDotenv(path: string): Record<string, string> {
  let source: string;
  try {
    source = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new RolecsError('environment-unreadable', `cannot read ${path}: ${(cause as Error).message}`, {
      cause,
      hint: 'check its permissions, or remove it',
    });
  }
  return parse(source);
}
