import { join } from 'node:path';

/** Where the files of a run lie (contract §2). */
export interface RunPaths {
  directory: string;
  dialogues: string;
  rejected: string;
  manifest: string;
  log: string;
  /** What models thought, where it is kept. */
  reasoning: string;
  state: string;
  journal: string;
  /** Finished dialogues that wait for an earlier index. */
  finished: string;
  /** Steps of dialogues under way. */
  checkpoints: string;
  lock: string;
  /** Present while a finished run is being replaced: whatever else lies here is on its way out. */
  replacing: string;
}

export function runPathsIn(directory: string): RunPaths {
  const state = join(directory, '.state');
  return {
    directory,
    dialogues: join(directory, 'dialogues.jsonl'),
    rejected: join(directory, 'rejected.jsonl'),
    manifest: join(directory, 'manifest.json'),
    log: join(directory, 'run.log'),
    reasoning: join(directory, 'reasoning.jsonl'),
    state,
    journal: join(state, 'journal'),
    finished: join(state, 'finished.jsonl'),
    checkpoints: join(state, 'checkpoints.sqlite'),
    lock: join(state, 'lock'),
    replacing: join(state, 'replacing'),
  };
}
