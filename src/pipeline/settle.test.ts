import { describe, expect, test } from 'vitest';
import { MAX_ATTEMPTS } from '../config/run-defaults.js';
import type { CandidateMaker, CandidateRequest } from '../domain/candidate.js';
import { aRunConfiguration } from '../testing/a-run-configuration.js';
import { createCandidateMaker } from '../testing/synthetic-candidates.js';
import { settle } from './settle.js';

/** The synthetic maker with a gate that lets through what a test says; it keeps what it was asked for. */
async function recordingMaker(accepts: (request: CandidateRequest) => boolean) {
  const cohorts: CandidateRequest[][] = [];
  const synthetic = await createCandidateMaker(aRunConfiguration());
  const maker: CandidateMaker = {
    async make(requests) {
      cohorts.push([...requests]);
      const candidates = await synthetic.make(requests);
      return candidates.map((candidate) => ({
        ...candidate,
        rejection: accepts(candidate) ? null : { reason: 'repetition', detail: '“好的，好的”' },
      }));
    },
  };
  return { maker, cohorts };
}

const context = { seed: 42, signatureOf: (text: string) => Uint32Array.of(text.length) };

describe('settle', () => {
  test('tries again what was rejected, together, until it is accepted', async () => {
    const { maker, cohorts } = await recordingMaker(({ index, attempt }) => attempt >= index - 10);
    const requests = [10, 11, 12].map((index) => ({ index, attempt: 0 }));
    const settled = await settle(requests, { ...context, maker });
    expect(cohorts).toEqual([requests, [11, 12].map((index) => ({ index, attempt: 1 })), [{ index: 12, attempt: 2 }]]);
    expect(settled.map(({ index, rejected, accepted }) => [index, rejected.map(({ attempt }) => attempt), accepted?.attempt])).toEqual([
      [10, [], 0],
      [11, [0], 1],
      [12, [0, 1], 2],
    ]);
  });

  test('begins a refill at its attempt and gives up after the last one', async () => {
    const { maker, cohorts } = await recordingMaker(() => false);
    const [settled] = await settle([{ index: 3, attempt: MAX_ATTEMPTS - 2 }], { ...context, maker });
    expect(cohorts.flat().map(({ attempt }) => attempt)).toEqual([MAX_ATTEMPTS - 2, MAX_ATTEMPTS - 1]);
    expect(settled).toMatchObject({ index: 3, rejected: [{ attempt: MAX_ATTEMPTS - 2 }, { attempt: MAX_ATTEMPTS - 1 }], accepted: null });
  });

  test('finishes the lines as they will stand in the files', async () => {
    const { maker } = await recordingMaker(({ attempt }) => attempt === 1);
    const [settled] = await settle([{ index: 3, attempt: 0 }], { ...context, maker });
    const rejected = new TextDecoder().decode(settled?.rejected[0]?.line);
    expect(rejected).toMatch(
      /^\{"id":"rcs-42-000003","index":3,"attempt":0,"reason":"repetition","detail":"“好的，好的”","scenario":"scenario-3","strategy_combination":\["GT",[^\]]*\],"dialogue":\{"id":.*\}\n$/,
    );
    const accepted = new TextDecoder().decode(settled?.accepted?.line);
    expect(accepted).toMatch(/^\{"id":"rcs-42-000003","index":3,"source":.*\}\n$/);
    expect(settled?.accepted?.signature).toEqual(Uint32Array.of(settled?.accepted?.text.length ?? 0));
  });

  test('takes a maker that answers something else for a bug', async () => {
    const { maker } = await recordingMaker(() => true);
    const confused: CandidateMaker = { make: (requests) => maker.make(requests.map(({ index }) => ({ index: index + 1, attempt: 0 }))) };
    await expect(settle([{ index: 1, attempt: 0 }], { ...context, maker: confused })).rejects.toThrow('asked for candidate 1/0, got 2/0');
  });
});
