import type { PaidUsage } from './job-pool.js';

/** Where a run writes its log lines; pino has this shape. */
export interface RunLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface RunProgress {
  /** Indices that are done, open ones included. */
  done: number;
  count: number;
  /** Where this session began. */
  from: number;
  rejected: number;
  /** What was paid for up to the moment of asking; null where nothing is. */
  paid: () => PaidUsage | null;
}

/** What a run needs from outside: time, the user's wish to stop, and somewhere to say things. */
export interface RunDependencies {
  clock: {
    /** ISO 8601. */
    date(): string;
    /** Milliseconds from any fixed start. */
    nowMs(): number;
  };
  /** Facts about machine and process, for the timings in the manifest. */
  machine: () => Record<string, unknown>;
  signal: AbortSignal;
  /** Called once the output folder is this run's. */
  openLog: (path: string) => RunLog;
  onWarning: (message: string) => void;
  onProgress: (progress: RunProgress) => void;
}
