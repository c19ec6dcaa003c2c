import { z } from 'zod';

/**
 * What a judged dialogue is held to: the five yes/no criteria of the paper's quality filter. Every supporter line does what its strategy says;
 * an unreasonable demand is recognised and answered as such; replies are natural; wording varies; both sides keep their roles.
 */
export const JUDGE_CRITERIA = ['strategy_adherence', 'demands_pointed_out', 'natural_replies', 'varied_expression', 'roles_kept'] as const;
export type JudgeCriterion = (typeof JUDGE_CRITERIA)[number];

/** Reason first: what is put into words before the verdict is what the verdict rests on. */
export const CriterionVerdict = z.strictObject({ reason: z.string().min(1), pass: z.boolean() });
export type CriterionVerdict = z.infer<typeof CriterionVerdict>;

export const CriterionVerdicts = z.strictObject({
  strategy_adherence: CriterionVerdict,
  demands_pointed_out: CriterionVerdict,
  natural_replies: CriterionVerdict,
  varied_expression: CriterionVerdict,
  roles_kept: CriterionVerdict,
});
export type CriterionVerdicts = z.infer<typeof CriterionVerdicts>;

/** `quality.judge` of a row. */
export const Judgement = z.strictObject({
  passed: z.boolean(),
  /** Criteria that hold, counted by us. */
  score: z.int().min(0).max(JUDGE_CRITERIA.length),
  criteria: CriterionVerdicts,
  model: z.string(),
});
export type Judgement = z.infer<typeof Judgement>;

/** @param passMark so many criteria must hold */
export function judgementOf(criteria: CriterionVerdicts, { passMark, model }: { passMark: number; model: string }): Judgement {
  const score = JUDGE_CRITERIA.filter((criterion) => criteria[criterion].pass).length;
  return { passed: score >= passMark, score, criteria, model };
}
