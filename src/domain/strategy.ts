import { z } from 'zod';

/** Codes of the twelve CSC strategies, in the order that combinations are written in. Labels, stages and definitions: `data/strategies.yaml`. */
export const STRATEGY_CODES = ['GT', 'IV', 'RP', 'PR', 'EM', 'PS', 'ID', 'RI', 'FR', 'RC', 'AC', 'OT'] as const;
export const StrategyCode = z.enum(STRATEGY_CODES);
export type StrategyCode = z.infer<typeof StrategyCode>;

/** Stages of a conversation in their order. */
export const STAGES = ['连接', '识别', '探索', '解决', '维护'] as const;
export const Stage = z.enum(STAGES);
export type Stage = z.infer<typeof Stage>;

/** One strategy as `data/strategies.yaml` defines it. */
export const StrategyDefinition = z.strictObject({
  number: z.int().min(1).max(12),
  label: z.string().regex(/^策略\d{1,2} /, 'a label is 策略N 名称'),
  name: z.string(),
  english: z.string(),
  primaryStage: Stage.nullable(),
  allowedStages: z.array(Stage).min(1),
  definition: z.string(),
  /** Target share among all supporter utterances, in percent. */
  targetShare: z.number().positive(),
});
export type StrategyDefinition = z.infer<typeof StrategyDefinition>;

/** The strategy framework: every fact about strategies and stages, in one place. */
export const StrategyFramework = z.strictObject({
  strategies: z.record(StrategyCode, StrategyDefinition),
  /** Strategies that every dialogue uses. */
  required: z.array(StrategyCode),
  /** A strategy may stand this often in a row at most. */
  maxRun: z.int().positive(),
  /** At least this many primary stages occur in a dialogue. */
  minPrimaryStages: z.int().min(1).max(5),
});
export type StrategyFramework = z.infer<typeof StrategyFramework>;

/** Sorts strategies into code order and drops repetitions. */
export function toCombination(codes: Iterable<StrategyCode>): StrategyCode[] {
  const present = new Set(codes);
  return STRATEGY_CODES.filter((code) => present.has(code));
}
