import type { DialogueRecord } from './dialogue.js';
import type { StrategyCode } from './strategy.js';

/** Which dialogue is wanted: everything about it is a pure function of (run configuration, index, attempt). */
export interface CandidateRequest {
  index: number;
  /** 0 to MAX_ATTEMPTS − 1. */
  attempt: number;
}

/** Why a candidate was not accepted: a reason code and what exactly was found. */
export interface Rejection {
  reason: string;
  detail: string;
}

/** What came of a request. `rejection` null: it passed the gate. `record` null: an agent failed and no dialogue came into being. */
export interface Candidate extends CandidateRequest {
  /** What the sampler asked for. */
  requested: { scenario: string; strategies: readonly StrategyCode[] };
  record: DialogueRecord | null;
  rejection: Rejection | null;
}

/** Makes dialogues, a cohort at a time; results stand in the order of the requests. Never throws for a single dialogue. */
export interface CandidateMaker {
  make(requests: readonly CandidateRequest[]): Promise<Candidate[]>;
}
