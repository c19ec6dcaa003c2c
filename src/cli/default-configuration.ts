import { DATA_DIR, projectVersion } from '../config/project.js';
import { RUN_DEFAULTS } from '../config/run-defaults.js';
import { TOPIC_IDS } from '../domain/topic.js';
import type { RunConfiguration } from '../pipeline/run-configuration.js';

/** The run that `npm run generate` makes when nothing is said: for commands that look at it without making it. */
export function defaultConfiguration(): RunConfiguration {
  return {
    seed: RUN_DEFAULTS.seed,
    count: RUN_DEFAULTS.count,
    engine: 'offline',
    model: null,
    baseUrl: null,
    llm: null,
    topics: [...TOPIC_IDS],
    personas: { file: null, sets: [] },
    gates: RUN_DEFAULTS.gates,
    maxUtterances: RUN_DEFAULTS.maxUtterances,
    dataDir: DATA_DIR,
    version: projectVersion(),
  };
}
