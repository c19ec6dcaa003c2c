import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Candidate, CandidateMaker, CandidateRequest } from '../domain/candidate.js';
import type { CustomerUtterance, DialogueRecord, Outcome, SupporterUtterance } from '../domain/dialogue.js';
import { dialogueId } from '../domain/dialogue.js';
import { RolecsError } from '../domain/errors.js';
import { STRATEGY_CODES } from '../domain/strategy.js';
import { TOPIC_LABELS } from '../domain/topic.js';
import type { RequestedShares } from '../pipeline/maker-module.js';
import type { RunConfiguration } from '../pipeline/run-configuration.js';
import { createStream, type RandomStream } from '../random/stream.js';
import { syntheticPersona } from './synthetic-persona.js';

/** What the synthetic maker shall do, read from `synthetic.json` in the data folder. */
export const SyntheticBehaviour = z.strictObject({
  /** Share of candidates that the gate rejects. */
  rejectionRate: z.number().default(0),
  /** Indices whose every candidate is rejected. */
  alwaysRejected: z.array(z.int()).default([]),
  /** index → index whose text its first attempt repeats. */
  exactDuplicates: z.record(z.string(), z.int()).default({}),
  /** index → index whose text its first attempts repeat but for the last utterance. */
  nearDuplicates: z.record(z.string(), z.int()).default({}),
  /** So many attempts of a duplicate are duplicates again. */
  duplicateAttempts: z.int().default(1),
  /** Indices whose first attempt comes to nothing because an agent failed. */
  agentFailures: z.array(z.int()).default([]),
  /** The maker throws when it comes to this index: a bug. */
  crashAt: z.int().nullable().default(null),
  /** The maker cannot be made: broken resources. */
  startError: z.string().nullable().default(null),
  /** Waiting time per dialogue, in milliseconds. */
  delayMs: z.number().default(0),
});
export type SyntheticBehaviour = z.infer<typeof SyntheticBehaviour>;

/** Holds an index at which the maker stops answering for good. Hidden, so no part of a run's identity: the same run goes on without it. */
export const STALL_FILE = '.stall';

/** Makes cheap, deterministic dialogues of random characters: for tests of the pipeline, which does not care what a dialogue says. */
export async function createCandidateMaker(configuration: RunConfiguration): Promise<CandidateMaker> {
  const path = join(configuration.dataDir, 'synthetic.json');
  const behaviour = SyntheticBehaviour.parse(existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {});
  const stallPath = join(configuration.dataDir, STALL_FILE);
  const stallAt = existsSync(stallPath) ? Number(readFileSync(stallPath, 'utf8')) : null;
  if (behaviour.startError !== null) throw new RolecsError('resource-invalid', behaviour.startError, { hint: 'mend the file' });
  return {
    async make(requests) {
      if (requests.some(({ index }) => index === behaviour.crashAt)) throw new Error(`synthetic crash at ${behaviour.crashAt}`);
      if (requests.some(({ index }) => index === stallAt)) await new Promise<never>(() => {});
      if (behaviour.delayMs > 0) await sleep(behaviour.delayMs * requests.length);
      return requests.map((request) => makeCandidate(request, configuration, behaviour));
    },
  };
}

export function requestedShares({ topics, count }: RunConfiguration): RequestedShares {
  return { topics: Object.fromEntries(topics.map((topic) => [topic, count / topics.length])) };
}

function makeCandidate({ index, attempt }: CandidateRequest, configuration: RunConfiguration, behaviour: SyntheticBehaviour): Candidate {
  const stream = createStream(`${configuration.seed}/${index}/${attempt}`);
  const record = makeRecord({ index, attempt }, configuration, behaviour);
  const requested = { scenario: record.scenario.id, strategies: record.strategy_combination };
  if (attempt === 0 && behaviour.agentFailures.includes(index)) {
    return { index, attempt, requested, record: null, rejection: { reason: 'agent-failed', detail: 'the supporter did not answer' } };
  }
  const rejects = behaviour.alwaysRejected.includes(index) || stream.chance(behaviour.rejectionRate);
  const rejection = rejects ? { reason: stream.pick(['number-tracing', 'repetition']), detail: `synthetic ${index}/${attempt}` } : null;
  return { index, attempt, requested, record, rejection };
}

function makeRecord({ index, attempt }: CandidateRequest, configuration: RunConfiguration, behaviour: SyntheticBehaviour): DialogueRecord {
  const { seed, topics, version } = configuration;
  const stream = createStream(`${seed}/${index}/${attempt}/record`);
  const topic = topics[index % topics.length] as (typeof topics)[number];
  return {
    id: dialogueId(seed, index),
    index,
    source: TOPIC_LABELS[topic],
    topic,
    persona: syntheticPersona(index % 20),
    scenario: {
      id: `scenario-${index % 24}`,
      title: '合成场景',
      description: '合成场景',
      customer_goal: '无',
      cause: '无',
      customer_knows: [],
      bank_side: { records: [], policy_card: [] },
      unreasonable_demand_text: null,
    },
    strategy_combination: ['GT', 'IV', stream.pick(['RP', 'PR', 'EM']), 'AC'],
    dialogue: makeUtterances({ index, attempt }, seed, behaviour),
    outcome: stream.pick<Outcome>(['solved', 'partly', 'escalated', 'refused']),
    finish_reason: 'closed_by_supporter',
    satisfied: stream.chance(0.7),
    unreasonable_demand: null,
    quality: { gates: { 'number-tracing': 'pass', repetition: stream.chance(0.9) ? 'pass' : 'fail' }, judge: null },
    provenance: { engine: 'offline', model: null, seed, attempt, version, overrides: { 'max-run': stream.int(3) } },
  };
}

function makeUtterances({ index, attempt }: CandidateRequest, seed: number, behaviour: SyntheticBehaviour): DialogueRecord['dialogue'] {
  const repeats = attempt < behaviour.duplicateAttempts;
  const exact = repeats ? behaviour.exactDuplicates[index] : undefined;
  const near = repeats ? behaviour.nearDuplicates[index] : undefined;
  const stream = createStream(`${seed}/${exact ?? near ?? index}/${exact === undefined && near === undefined ? attempt : 0}/text`);
  const length = 10 + 2 * stream.int(8);
  const utterances = Array.from({ length }, (_, position) => (position % 2 === 0 ? supporterLine(stream) : customerLine(stream)));
  if (near !== undefined) utterances.push(supporterLine(createStream(`${seed}/${index}/${attempt}/tail`)));
  return utterances;
}

function supporterLine(stream: RandomStream): SupporterUtterance {
  const code = stream.pick(STRATEGY_CODES);
  return {
    speaker: '客服',
    strategy: `策略${STRATEGY_CODES.indexOf(code) + 1} 合成`,
    text: randomText(stream),
    stage: '连接',
    advised_strategy: code,
  };
}

function customerLine(stream: RandomStream): CustomerUtterance {
  return { speaker: '客户', strategy: '', text: randomText(stream), direction: '回答', emotion: '平静' };
}

function randomText(stream: RandomStream): string {
  return Array.from({ length: 20 }, () => String.fromCharCode(0x4e00 + stream.int(2000))).join('');
}
