import type { CandidateMaker } from '../domain/candidate.js';
import { EXIT, RolecsError } from '../domain/errors.js';
import { type DialogueCheckpoints, threadOf } from '../graph/dialogue-checkpoints.js';

/** So many dialogues in a row that came to nothing because a call failed, and the fault is not theirs: a context too short, say. */
const HOPELESS = 16;

/**
 * Ends a run whose dialogues all break off at calls that the server refuses, instead of paying for the beginnings of thousands. What broke off
 * so is not kept as a checkpoint: after a resume it may succeed.
 */
export function endWhenHopeless(maker: CandidateMaker, checkpoints: DialogueCheckpoints | null): CandidateMaker {
  let inRow = 0;
  return {
    async make(requests) {
      const candidates = await maker.make(requests);
      for (const candidate of candidates) {
        if (candidate.rejection?.reason !== 'engine-call-failed') {
          inRow = 0;
          continue;
        }
        await checkpoints?.deleteThread(threadOf(candidate));
        if (++inRow < HOPELESS) continue;
        throw new RolecsError('llm-calls-fail', `${inRow} dialogues in a row broke off: ${candidate.rejection.detail}`, {
          exitStatus: EXIT.failed,
          hint: 'what is finished is kept; put the cause right (context length of the server, maxTokens) and go on with --resume',
        });
      }
      return candidates;
    },
  };
}
