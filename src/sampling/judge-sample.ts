import { createStream } from '../random/stream.js';

/** Which dialogues are judged: none, all, or a share of the indices. */
export type JudgeSample = 'off' | 'all' | `sample:${string}`;

/** Share of the indices, or null where the text is none of the three forms. */
export function shareOf(sample: string): number | null {
  if (sample === 'off') return 0;
  if (sample === 'all') return 1;
  const share = Number(/^sample:(\d*\.?\d+)$/.exec(sample)?.[1] ?? Number.NaN);
  return share > 0 && share <= 1 ? share : null;
}

/** Whether the dialogue at an index is judged: a pure function of seed and index, so that every attempt at it is held to the same. */
export function isJudged(index: number, { seed, share }: { seed: number; share: number }): boolean {
  return share >= 1 || (share > 0 && createStream(`${seed}/${index}/judge`).chance(share));
}
