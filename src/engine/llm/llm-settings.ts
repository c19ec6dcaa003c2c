import { z } from 'zod';

const RoleSettings = z.strictObject({
  /** Left out: the model of the command line. */
  model: z.string().min(1).optional(),
  temperature: z.number().min(0).max(2),
  maxTokens: z.int().positive(),
});

/** `data/llm.yaml`: how models are called. */
export const LlmSettings = z.strictObject({
  timeoutSeconds: z.number().positive(),
  roles: z.strictObject({
    planner: RoleSettings,
    'supporter-assistant': RoleSettings,
    supporter: RoleSettings,
    'customer-assistant': RoleSettings,
    customer: RoleSettings,
  }),
  extraBody: z.record(z.string(), z.unknown()),
});
export type LlmSettings = z.infer<typeof LlmSettings>;
