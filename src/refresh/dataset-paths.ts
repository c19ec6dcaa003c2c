import { join } from 'node:path';

/** Where the parts of a dataset lie that renews itself. */
export interface DatasetPaths {
  directory: string;
  /** Link to the last good version. */
  current: string;
  /** Accepted versions, a folder each; nothing in them ever changes. */
  versions: string;
  /** Versions that missed a gate, a folder each. */
  refused: string;
  changelog: string;
  /** Signatures of every accepted dialogue. */
  index: string;
  /** What a refresh under way needs; hidden. */
  state: string;
  lock: string;
  /** Which version is being made. */
  pending: string;
  /** The run that makes its dialogues. */
  run: string;
  /** The finished version until a rename makes it visible. */
  ready: string;
}

export function datasetPathsIn(directory: string): DatasetPaths {
  const state = join(directory, '.refresh');
  return {
    directory,
    current: join(directory, 'current'),
    versions: join(directory, 'versions'),
    refused: join(directory, 'refused'),
    changelog: join(directory, 'CHANGELOG.md'),
    index: join(directory, 'index', 'earlier.bin'),
    state,
    lock: join(state, 'lock'),
    pending: join(state, 'pending.json'),
    run: join(state, 'run'),
    ready: join(state, 'ready'),
  };
}
