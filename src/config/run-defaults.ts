/** Every tunable of a run, once. Changing one of the first group changes what a default run delivers; the second group only how fast. */
export const RUN_DEFAULTS = {
  count: 11_232,
  seed: 42,
  outputDirectory: 'output/rolecs',
  engine: 'offline',
  gates: 'full',
  maxUtterances: 50,
} as const;

export const RUN_LIMITS = {
  count: { min: 1, max: 10_000_000 },
  seed: { min: 0, max: 2 ** 32 - 1 },
  maxUtterances: { min: 16, max: 50 },
  concurrency: { min: 1, max: 256 },
  maxTokens: { min: 1, max: 10 ** 15 },
} as const;

/** A candidate may be rejected this often before its index stays open (contract §3). */
export const MAX_ATTEMPTS = 20;

export const PIPELINE = {
  /** Dialogues a worker makes in one go: the fixed cost of a graph invocation is shared by so many. */
  cohortSize: 384,
  /** A worker thread is started for so many dialogues at least: its start costs more than it saves below that. */
  dialoguesPerWorker: 16,
  /** Ranges under way or waiting for their turn, at most, per worker. Bounds the memory. */
  rangesAheadPerWorker: 3,
  /** Dialogues of the llm engine likewise: a slow one must not hold up the others, and a finished one takes some 20 KB while it waits. */
  llmDialoguesAhead: 4096,
  /** Records (accepted and rejected) between two commit points. */
  recordsPerCommit: 256,
  /** Dialogues that a worker re-reads in one go on resume. */
  replaySize: 256,
  /**
   * Heap limits of a worker. It needs about 60 MB for the resources and as much again for a cohort; without a limit V8 lets garbage grow with the
   * machine's memory (1.9 GB at 100,000 dialogues on 24 GB).
   */
  workerMemory: { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 96 },
  /** Open indices that the manifest names one by one. */
  openIndicesListed: 100,
} as const;

/** The Hugging Face Hub: how a push goes about it. */
export const HUB = {
  url: 'https://huggingface.co',
  /** Waits of 1, 2, 4, 8 and 16 s and more by chance: an outage of half a minute is sat out. */
  retries: 5,
  firstWaitMs: 1000,
  /** Dialogues in one Parquet file, some 80 MB: below the 500 MB that the Hub advises. */
  rowsPerShard: 50_000,
  title: 'RoleCS: synthetic Chinese customer support dialogues',
  licence: 'mit',
} as const;
