import { EXIT, RolecsError } from '../domain/errors.js';
import { JUDGE_CRITERIA, type Judgement } from '../domain/judgement.js';
import type { Judge } from '../engine/port.js';
import type { DialogueState } from './dialogue-state.js';

/** Who judges, and which dialogues: those of some indices, whatever the attempt. */
export interface Judging {
  judge: Judge;
  isDrawn: (index: number) => boolean;
}

/**
 * Has a dialogue judged that the gate let through. One that fails is rejected as `judge-<first criterion that does not hold>`, one that the judge
 * comes to no verdict about as `judge-no-verdict`: nothing is kept unjudged that was to be judged.
 */
export async function judgeStep(state: DialogueState, judging: Judging | null, signal: AbortSignal | undefined): Promise<DialogueState> {
  const { record, rejection } = state;
  if (judging === null || record === null || rejection !== null || !judging.isDrawn(record.index)) return state;
  try {
    const judge = await judging.judge(record, signal);
    return { ...state, record: { ...record, quality: { ...record.quality, judge } }, rejection: judge.passed ? null : rejectionOf(judge) };
  } catch (error) {
    if (!(error instanceof RolecsError) || error.exitStatus === EXIT.failed) throw error;
    return { ...state, rejection: { reason: 'judge-no-verdict', detail: error.message } };
  }
}

function rejectionOf({ criteria, score }: Judgement): { reason: string; detail: string } {
  const failed = JUDGE_CRITERIA.filter((criterion) => !criteria[criterion].pass);
  return {
    reason: `judge-${failed[0]?.replaceAll('_', '-')}`,
    detail: `${score} of ${JUDGE_CRITERIA.length} hold; ${failed.map((criterion) => `${criterion}: ${criteria[criterion].reason}`).join('; ')}`,
  };
}
