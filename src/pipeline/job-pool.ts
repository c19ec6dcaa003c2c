import type { TokenUsage } from '../engine/llm/chat-model.js';
import type { JobKind, WorkerJobs } from './worker-protocol.js';

/** What the calls of one role came to. */
export interface RoleUsage extends TokenUsage {
  model: string;
  /** Answers. */
  calls: number;
  /** In the currency of the model's price; null where that is not known. */
  cost: number | null;
}

/** What paid calls came to. */
export interface PaidUsage {
  calls: number;
  retries: number;
  reasks: number;
  by_role: Readonly<Record<string, RoleUsage>>;
  /** By currency; holds nothing of models without a price. */
  cost: Readonly<Record<string, number>>;
  unpriced_models: readonly string[];
}

/** Who does the jobs of a run: worker threads for what costs time, one thread with many dialogues in flight for what waits for a server. */
export interface JobPool {
  /** The configuration and the resources are good. Rejects with what is wrong with them. */
  readonly ready: Promise<void>;
  /** Dialogues that one job makes. */
  readonly rangeSize: number;
  /** Ranges under way or waiting for their turn, at most. */
  readonly rangesAhead: number;
  run<Kind extends JobKind>(
    kind: Kind,
    input: WorkerJobs[Kind]['input'],
    options?: { urgent: boolean },
  ): Promise<WorkerJobs[Kind]['output']>;
  /** Time at work so far, in milliseconds, all together. */
  busyMs(): number;
  /** What was paid for so far in this run, earlier sessions included; null where nothing is paid. */
  usage(): PaidUsage | null;
  /** What is worth knowing of this session, for the manifest; no part of what is delivered. */
  facts(): Readonly<Record<string, unknown>>;
  /** After an abort: begins nothing more, and settles when what is being paid for has come to rest. */
  drain(): Promise<void>;
  /** Stops where it stands. Open jobs are rejected. */
  close(): Promise<void>;
}
