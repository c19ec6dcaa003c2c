import { join } from 'node:path';
import { z } from 'zod';
import { RolecsError } from '../../domain/errors.js';
import { readYaml } from '../../resources/read-yaml.js';

/** The variables of every prompt: a file may use these and no others, and uses each at least once. */
const VARIABLES = {
  supporter: {
    system: ['strategies'],
    case: ['matter', 'records', 'policy', 'identity'],
    advise: ['verified', 'open', 'due', 'fitting'],
    speak: ['strategy', 'draft'],
  },
  customer: {
    system: [],
    case: ['persona', 'description', 'knows'],
    direct: ['goal', 'emotion', 'intent'],
    speak: ['direction', 'draft'],
  },
  planner: { system: [], case: ['persona', 'description', 'goal'] },
  judge: { system: ['strategies'], case: ['title', 'policy', 'demand', 'dialogue'] },
} as const satisfies Record<string, Record<string, readonly string[]>>;

export type PromptFile = keyof typeof VARIABLES;
export type PromptName<F extends PromptFile> = keyof (typeof VARIABLES)[F] & string;
type VariablesOf<F extends PromptFile, N extends PromptName<F>> = (typeof VARIABLES)[F][N] extends readonly (infer V extends string)[]
  ? V
  : never;

/** The prompts of all agents: `data/prompts/`. */
export interface Prompts {
  render<F extends PromptFile, N extends PromptName<F>>(file: F, name: N, values: Readonly<Record<VariablesOf<F, N>, string>>): string;
}

const VARIABLE = /\{\{([a-z]+)\}\}/g;

/** @throws RolecsError `resource-…`, `prompt-invalid`: file, prompt, and the variable that is unknown or unused */
export function loadPrompts(dataDir: string): Prompts {
  const texts = new Map<string, string>();
  for (const [file, prompts] of Object.entries(VARIABLES)) {
    const shownPath = `data/prompts/${file}.yaml`;
    const shape = Object.fromEntries(Object.keys(prompts).map((name) => [name, z.string().min(1)]));
    const source = readYaml(join(dataDir, 'prompts', `${file}.yaml`), z.strictObject(shape), shownPath);
    for (const [name, variables] of Object.entries(prompts as Record<string, readonly string[]>)) {
      const text = source[name] as string;
      const used = new Set([...text.matchAll(VARIABLE)].map(([, variable]) => variable as string));
      const stranger = [...used].find((variable) => !variables.includes(variable));
      const idle = variables.find((variable) => !used.has(variable));
      if (stranger !== undefined || idle !== undefined) {
        const what = stranger === undefined ? `does not use {{${idle}}}` : `uses {{${stranger}}}, which nothing fills`;
        throw new RolecsError('prompt-invalid', `${shownPath}: ${name} ${what}`, {
          hint: `its variables: ${variables.join(', ') || 'none'}`,
        });
      }
      texts.set(`${file}/${name}`, text.trimEnd());
    }
  }
  return {
    render: (file, name, values) =>
      (texts.get(`${file}/${name}`) as string).replace(
        VARIABLE,
        (_, variable: string) => (values as Record<string, string>)[variable] ?? '',
      ),
  };
}
