import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { DialogueRecord } from '../domain/dialogue.js';
import { JUDGE_CRITERIA } from '../domain/judgement.js';
import { generate, server, start, useLlmProcesses, workspace } from '../testing/llm-process-test.js';

useLlmProcesses();
const isJudgeRequest = ({ body }: (typeof server.requests)[number]) => body.messages[0]?.content.includes('质检员');

/** The manifest's figures, counted anew from the rows and rejects. */
function countedAnew() {
  const candidates = [...workspace.rows(), ...workspace.rejects().flatMap(({ dialogue }) => dialogue ?? [])];
  const judged = candidates.flatMap(({ quality }) => quality.judge ?? []);
  return {
    judged: judged.length,
    passed: judged.filter(({ passed }) => passed).length,
    held: Object.fromEntries(
      JUDGE_CRITERIA.map((criterion) => [criterion, judged.filter(({ criteria }) => criteria[criterion].pass).length]),
    ),
  };
}

describe('generate --judge', () => {
  it('all, with full gates and a server that answers sensibly: every row judged, the failed ones refilled, the rates in the manifest', async () => {
    await start({ judgeFails: 0.4, faults: { stringBooleans: 0.02 } });
    const { status, stderr } = await generate('--count 8 --judge all --concurrency 8');
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const rows = workspace.rows();
    expect(rows.map(({ index }) => index)).toEqual(Array.from({ length: 8 }, (_, index) => index));
    expect(rows.filter(({ quality }) => !quality.judge?.passed)).toEqual([]);
    const rejected = workspace.rejects().filter(({ reason }) => reason.startsWith('judge-'));
    expect(rejected.length).toBeGreaterThan(0);
    for (const { index, attempt } of rejected) expect(rows[index]?.provenance.attempt).toBeGreaterThan(attempt);
    const { quality, counts, usage, timings } = workspace.manifest();
    const { judged, passed, held } = countedAnew();
    expect(quality.judge).toMatchObject({ judged, passed, by_topic: { other: { judged, passed } } });
    for (const criterion of JUDGE_CRITERIA) expect(quality.judge.criteria[criterion]).toBeCloseTo((held[criterion] ?? 0) / judged, 3);
    expect(counts.rejected_by_reason).toMatchObject({ [rejected[0]?.reason ?? '']: expect.any(Number) });
    expect(usage.by_role.judge).toMatchObject({ model: 'm-1', calls: server.requests.filter(isJudgeRequest).length });
    expect(timings.sessions[0].structured_output.judge).toBe('json_schema');
  });

  it('sample judges the same dialogues whatever the run, and by a model of its own where the settings say so', async () => {
    await start();
    workspace.write('mine.yaml', 'roles: { judge: { model: strict-1 } }');
    expect(await generate('--count 8 --judge sample:0.4 --llm-config mine.yaml')).toMatchObject({ status: 0 });
    const judged = (rows: DialogueRecord[]) => rows.flatMap(({ index, quality }) => (quality.judge ? [index] : []));
    const first = judged(workspace.rows());
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(8);
    expect(new Set(server.requests.filter(isJudgeRequest).map(({ body }) => body.model))).toEqual(new Set(['strict-1']));
    expect(workspace.rows().find(({ quality }) => quality.judge)?.quality.judge?.model).toBe('strict-1');
    expect(await generate('--count 8 --judge sample:0.4 --llm-config mine.yaml --force --concurrency 1')).toMatchObject({ status: 0 });
    expect(judged(workspace.rows())).toEqual(first);
  });

  it('counts over a resume what was judged before it, and is no other judge’s run', async () => {
    await start({ judgeFails: 0.3, latencyMs: 3 });
    const { child, result } = workspace.start('--count 6 --judge all --concurrency 2', { baseUrl: server.url });
    while (server.requests.filter(isJudgeRequest).length < 3) await sleep(10);
    child.kill('SIGINT');
    expect(await result).toMatchObject({ status: 130 });
    const other = await generate('--count 6 --judge off --resume');
    expect(other).toMatchObject({ status: 2, stderr: expect.stringContaining('judge all → off') });
    expect(await generate('--count 6 --judge all --resume')).toMatchObject({ status: 0 });
    const { judged, passed } = countedAnew();
    expect(workspace.manifest().quality.judge).toMatchObject({ judged, passed });
    expect(passed).toBe(6);
  });
});
