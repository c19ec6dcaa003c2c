import type { CandidateMaker } from '../domain/candidate.js';
import type { RunConfiguration } from './run-configuration.js';

/**
 * What a run was asked to deliver, for the manifest to hold against what it delivered. Numbers of dialogues by id, except the strategy
 * mix: shares of supporter utterances by strategy code, summing to 1. A dimension that is left out is reported as delivered only.
 * Scenarios and strategy combinations are not among them: what is asked for stands with every first attempt.
 */
export interface RequestedShares {
  topics?: Record<string, number>;
  personas?: Record<string, number>;
  outcomes?: Record<string, number>;
  strategyMix?: Record<string, number>;
}

/** A module that a worker loads by its path to get at dialogues: `candidate-maker.ts`, or a synthetic one in tests. */
export interface MakerModule {
  createCandidateMaker(configuration: RunConfiguration): Promise<CandidateMaker>;
  /** Asked for once a run. */
  requestedShares?(configuration: RunConfiguration): RequestedShares | Promise<RequestedShares>;
}
