import { resolve } from 'node:path';
import type { Environment } from '../config/environment.js';
import { RolecsError } from '../domain/errors.js';
import { AGENT_ROLES, fingerprintOf, type LlmRole, type LlmSettings, loadLlmSettings } from '../engine/llm/llm-settings.js';
import type { Price } from '../engine/llm/prices.js';
import { type Budget, checkBudget } from '../pipeline/budget.js';
import type { JudgeChoice } from '../pipeline/llm-pool.js';
import type { LlmChoices } from '../pipeline/run-configuration.js';
import type { JudgeSample } from '../sampling/judge-sample.js';
import { shareOf } from '../sampling/judge-sample.js';

/** Where the models are, the key that opens them, and all that decides how they are called. The key goes nowhere but into requests. */
export interface LlmAccess {
  model: string;
  baseUrl: string | null;
  apiKey: string | null;
  /** Headers are filled in. */
  settings: LlmSettings;
  judge: JudgeChoice;
  budget: Budget;
  keepReasoning: boolean;
  /** For the identity of the run. */
  choices: LlmChoices;
}

/** Flags that only the llm engine heeds. */
export interface LlmFlags {
  model?: string;
  baseUrl?: string;
  llmConfig?: string;
  judge?: JudgeSample;
  maxCost?: number;
  maxTokens?: number;
  keepReasoning?: boolean;
  dryRun?: boolean;
}

/** @throws RolecsError `bad-usage` when a model, a key or a price is missing; `llm-config-…` */
export function llmAccessFrom(flags: LlmFlags, environment: Environment, dataDir: string): LlmAccess {
  const { openai } = environment;
  const model = flags.model ?? openai.model;
  if (model === null) throw new RolecsError('bad-usage', '--engine llm needs a model', { hint: 'give --model, or set OPENAI_MODEL' });
  const baseUrl = flags.baseUrl ?? openai.baseUrl;
  if (baseUrl !== null && !URL.canParse(baseUrl)) {
    throw new RolecsError('bad-usage', `--base-url "${baseUrl}": this is no URL`, { hint: 'as in http://localhost:8000/v1' });
  }
  if (baseUrl === null && openai.apiKey === null && !flags.dryRun) {
    throw new RolecsError('bad-usage', '--engine llm without --base-url calls OpenAI, and there is no key', {
      hint: 'set OPENAI_API_KEY, or give --base-url of a server of your own',
    });
  }
  const settings = withHeaders(loadLlmSettings(dataDir, flags.llmConfig === undefined ? null : resolve(flags.llmConfig)), environment);
  const sample = flags.judge ?? 'off';
  const judge = { share: shareOf(sample) ?? 0, passMark: settings.judge.passMark, model: settings.roles.judge.model ?? model };
  const roles = rolesAsked(judge);
  const models = Object.fromEntries(roles.map((role) => [role, settings.roles[role].model ?? model]));
  const budget = { maxCost: flags.maxCost ?? null, maxTokens: flags.maxTokens ?? null };
  checkBudget(budget, new Map(Object.values(models).map((name) => [name, settings.prices[name] ?? null])));
  return {
    model,
    baseUrl,
    apiKey: openai.apiKey,
    settings,
    judge,
    budget,
    keepReasoning: flags.keepReasoning ?? false,
    choices: { models, parameters_sha256: fingerprintOf(settings, roles), judge: sample },
  };
}

/** The judge is asked only where something is judged. */
export function rolesAsked({ share }: JudgeChoice): LlmRole[] {
  return share > 0 ? [...AGENT_ROLES, 'judge'] : [...AGENT_ROLES];
}

/** Which model a role calls, and what it costs. */
export function tariffOf({ model, settings }: LlmAccess): (role: LlmRole) => { model: string; price: Price | null } {
  return (role) => {
    const name = settings.roles[role].model ?? model;
    return { model: name, price: settings.prices[name] ?? null };
  };
}

/** Headers with `${NAME}` filled in, so that a key need not stand in a file. */
function withHeaders(settings: LlmSettings, environment: Environment): LlmSettings {
  const fill = (headers: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(headers).map(([header, value]) => [header, fillVariables(header, value, environment)]));
  const roles = Object.entries(settings.roles).map(([role, own]) => [role, { ...own, headers: fill(own.headers) }]);
  return {
    ...settings,
    all: { ...settings.all, headers: fill(settings.all.headers) },
    roles: Object.fromEntries(roles) as LlmSettings['roles'],
  };
}

function fillVariables(header: string, value: string, { read }: Environment): string {
  return value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
    const found = read(name);
    if (found !== null) return found;
    throw new RolecsError('bad-usage', `the header ${header} wants the variable ${name}, which is not set`, {
      hint: `set ${name} in the environment or in .env`,
    });
  });
}
