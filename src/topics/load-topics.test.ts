import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { RolecsError } from '../domain/errors.js';
import { TOPIC_IDS, TOPIC_LABELS } from '../domain/topic.js';
import { aScenarioSource, COMMON_RULES } from '../testing/a-scenario.js';
import { DATA_DIR } from '../testing/tunables.js';
import { loadTopics } from './load-topics.js';

let folder: string;
const fileOf = (topic: string, id = 'small-case') => join(folder, 'topics', topic, `${id}.yaml`);
/** Files of the sound scenario by topic, made once. */
const SOUND = new Map(TOPIC_IDS.map((topic) => [topic, stringify(aScenarioSource({ topic, id: `${topic}-case` }))]));
const write = (topic: string, changes: Record<string, unknown> = {}, id = 'small-case') =>
  writeFileSync(fileOf(topic, id), stringify({ ...aScenarioSource({ topic, id, ...changes }) }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecs-topics-'));
  mkdirSync(join(folder, 'policies'));
  mkdirSync(join(folder, 'topics'));
  cpSync(join(DATA_DIR, 'personas'), join(folder, 'personas'), { recursive: true });
  writeFileSync(join(folder, 'policies/common.yaml'), stringify(COMMON_RULES));
  writeFileSync(join(folder, 'topics/topics.yaml'), stringify(Object.fromEntries(TOPIC_IDS.map((id) => [id, 1]))));
  for (const topic of TOPIC_IDS) {
    mkdirSync(join(folder, 'topics', topic));
    writeFileSync(fileOf(topic, `${topic}-case`), SOUND.get(topic) ?? '');
  }
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function faultOf(): { code: string; message: string } {
  try {
    loadTopics(folder, (id) => id === 'other');
  } catch (error) {
    if (!(error instanceof RolecsError)) throw error;
    return { code: error.code, message: error.message };
  }
  throw new Error('nothing was wrong');
}

describe('the topics of a folder', () => {
  it('come in canonical order with their labels, scenarios by file name', () => {
    write('other', {}, 'a-case');
    const topics = loadTopics(folder);
    expect(topics.map(({ id, label }) => ({ id, label }))).toEqual(TOPIC_IDS.map((id) => ({ id, label: TOPIC_LABELS[id] })));
    expect(topics.at(-1)?.scenarios.map(({ truth }) => truth.id)).toEqual(['a-case', 'other-case']);
  });

  it('can be restricted, and what is not wanted is not read', () => {
    writeFileSync(fileOf('other', 'other-case'), '\tbroken');
    expect(loadTopics(folder, (id) => id === 'risk-security').map(({ id }) => id)).toEqual(['risk-security']);
  });

  it('name the file and the first fault of a scenario', () => {
    write('other', { goal: '弄清（楚）' }, 'other-case');
    expect(faultOf()).toEqual({
      code: 'scenario-invalid',
      message: 'data/topics/other/other-case.yaml: goal: "弄清（楚）" holds "（", which no utterance may hold',
    });
  });

  it('name file, line and value where the shape is wrong', () => {
    const path = fileOf('other', 'other-case');
    const text = readFileSync(path, 'utf8').replace(/^weight: .*$/m, 'weight: -1');
    writeFileSync(path, text);
    const line = text.split('\n').indexOf('weight: -1') + 1;
    expect(faultOf()).toEqual({
      code: 'resource-invalid',
      message: `data/topics/other/other-case.yaml:${line}: weight: Too small: expected number to be >0, found -1`,
    });
  });

  it('name a topic that has no folder or no scenario', () => {
    rmSync(fileOf('other', 'other-case'));
    expect(faultOf()).toEqual({ code: 'topic-empty', message: 'data/topics/other: no scenario in this topic' });
    rmSync(join(folder, 'topics/other'), { recursive: true });
    expect(faultOf().code).toBe('topic-unreadable');
    expect(faultOf().message).toMatch(/^data\/topics\/other: ENOENT/);
  });

  it('refuse weights that are negative, zero or of no topic', () => {
    const weights = join(folder, 'topics/topics.yaml');
    for (const [change, place] of [
      [{ other: -1 }, 'other: Too small: expected number to be >0, found -1'],
      [{ other: 0 }, 'other: Too small: expected number to be >0, found 0'],
      [{ sports: 1 }, 'sports'],
    ] as const) {
      writeFileSync(weights, stringify({ ...Object.fromEntries(TOPIC_IDS.map((id) => [id, 1])), ...change }));
      expect(faultOf().code).toBe('resource-invalid');
      expect(faultOf().message).toContain('data/topics/topics.yaml:');
      expect(faultOf().message).toContain(place);
    }
  });
});
