import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { RolecsError } from '../../domain/errors.js';
import { parseYaml, readYaml } from '../../resources/read-yaml.js';
import type { Role } from '../port.js';
import { Price } from './prices.js';

/** Who calls a model: the five agents and the judge. */
export const LLM_ROLES = ['planner', 'supporter-assistant', 'supporter', 'customer-assistant', 'customer', 'judge'] as const;
export type LlmRole = (typeof LLM_ROLES)[number];
export const AGENT_ROLES: readonly Role[] = LLM_ROLES.filter((role) => role !== 'judge');

const Everybody = { extraBody: z.record(z.string(), z.unknown()).default({}), headers: z.record(z.string(), z.string()).default({}) };

const RoleSettings = z.strictObject({
  /** Left out: the model of the command line. */
  model: z.string().min(1).optional(),
  temperature: z.number().min(0).max(2).nullish(),
  topP: z.number().gt(0).max(1).nullish(),
  frequencyPenalty: z.number().min(-2).max(2).nullish(),
  presencePenalty: z.number().min(-2).max(2).nullish(),
  maxTokens: z.int().positive(),
  ...Everybody,
});
export type RoleSettings = z.infer<typeof RoleSettings>;

/** `data/llm.yaml` with `data/prices.yaml`, and the user's file over both: how models are called and what they cost. */
export const LlmSettings = z.strictObject({
  timeoutSeconds: z.number().positive(),
  all: z.strictObject(Everybody),
  roles: z.strictObject({
    planner: RoleSettings,
    'supporter-assistant': RoleSettings,
    supporter: RoleSettings,
    'customer-assistant': RoleSettings,
    customer: RoleSettings,
    judge: RoleSettings,
  }),
  judge: z.strictObject({ passMark: z.int().min(1).max(5) }),
  estimate: z.strictObject({
    tokensPerChineseCharacter: z.number().positive(),
    tokensPerOtherCharacter: z.number().positive(),
    tokensPerMessage: z.number().min(0),
  }),
  prices: z.record(z.string(), Price),
});
export type LlmSettings = z.infer<typeof LlmSettings>;

const AnyMap = z.record(z.string(), z.unknown());

/**
 * @param file laid over the settings that come with the program; null: none
 * @throws RolecsError `resource-…`, `llm-config-unreadable`, `llm-config-invalid`: names file, key and what is wrong
 */
export function loadLlmSettings(dataDir: string, file: string | null): LlmSettings {
  const own = {
    ...readYaml(join(dataDir, 'llm.yaml'), AnyMap, 'data/llm.yaml'),
    prices: readYaml(join(dataDir, 'prices.yaml'), AnyMap, 'data/prices.yaml'),
  };
  const shown = file ?? 'data/llm.yaml';
  const result = LlmSettings.safeParse(file === null ? own : layOver(own, readUserFile(file)));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? [issue.keys[0] ?? ''] : [];
  const key = [...(issue?.path ?? []), ...unknown].join('.');
  throw new RolecsError('llm-config-invalid', `${shown}: ${key || 'the file'}: ${issue?.message}`, {
    hint: 'data/llm.yaml and data/prices.yaml show the keys; give only what you change',
  });
}

function readUserFile(file: string): Record<string, unknown> {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new RolecsError('llm-config-unreadable', `cannot read the settings ${file}: ${(cause as Error).message}`, {
      cause,
      hint: 'give --llm-config the path of a YAML file',
    });
  }
  return parseYaml(source, AnyMap.nullish(), basename(file)) ?? {}; // comments alone are no map
}

/** Maps are joined key by key, everything else is replaced. */
function layOver(below: Record<string, unknown>, above: Record<string, unknown>): Record<string, unknown> {
  const joined = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const lower = joined[key];
    joined[key] = isMap(lower) && isMap(value) ? layOver(lower, value) : value;
  }
  return joined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** sha256 of all that shapes the answers of these roles: parameters, extra body fields, pass mark. Headers, prices and time-outs do not. */
export function fingerprintOf({ all, roles, judge }: LlmSettings, asked: readonly LlmRole[]): string {
  const parameters = asked.map((role) => {
    const { headers: _, ...shaping } = roles[role];
    return [role, shaping];
  });
  const hash = createHash('sha256');
  hash.update(JSON.stringify([all.extraBody, parameters, asked.includes('judge') ? judge : null]));
  return hash.digest('hex');
}
