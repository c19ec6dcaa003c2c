/** Time as the llm engine needs it; the command line brings the real one. */
export interface Timers {
  /** Milliseconds, monotonic. */
  now: () => number;
  /** Resolves after so many milliseconds, or rejects when the signal aborts. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}
