import { TOPIC_IDS } from '../domain/topic.js';
import type { RunConfiguration } from '../pipeline/run-configuration.js';

/** A valid configuration; tests name only what they are about. */
export function aRunConfiguration(changes: Partial<RunConfiguration> = {}): RunConfiguration {
  return {
    seed: 42,
    count: 100,
    engine: 'offline',
    model: null,
    baseUrl: null,
    llm: null,
    topics: TOPIC_IDS,
    personas: { file: null, sets: [] },
    gates: 'full',
    maxUtterances: 50,
    dataDir: '/nowhere',
    version: '0.0.0',
    ...changes,
  };
}
