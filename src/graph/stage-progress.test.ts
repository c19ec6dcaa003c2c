import { beforeAll, describe, expect, it } from 'vitest';
import { STAGES, STRATEGY_CODES, type Stage, type StrategyCode, type StrategyFramework } from '../domain/strategy.js';
import { createStream } from '../random/stream.js';
import { readTunables } from '../testing/tunables.js';
import { stageFor } from './stage-progress.js';

let framework: StrategyFramework;
beforeAll(() => {
  framework = readTunables().framework;
});

const stagesOf = (strategies: string): (Stage | null)[] => {
  const path: Stage[] = [];
  return strategies.split(' ').map((strategy) => {
    const stage = stageFor(strategy as StrategyCode, path, framework, false);
    if (stage !== null) path.push(stage);
    return stage;
  });
};

describe('the stage of a line', () => {
  it('goes through the five stages in an ordinary call', () => {
    expect(stagesOf('GT IV RP PR PS RI ID FR RC AC')).toEqual([
      '连接',
      '连接',
      '识别',
      '探索',
      '探索',
      '解决',
      '解决',
      '解决',
      '维护',
      '维护',
    ]);
  });

  it('is that of the talk for what fits everywhere', () => {
    expect(stagesOf('GT EM RP EM RI OT FR')).toEqual(['连接', '连接', '识别', '识别', '解决', '解决', '解决']);
  });

  it('goes back to a stage that was there', () => {
    expect(stageFor('RP', ['连接', '识别', '维护'], framework, false)).toBe('识别');
    expect(stageFor('IV', ['连接', '识别', '解决'], framework, false)).toBe('解决');
  });

  it('is none where every allowed stage was passed over', () => {
    expect(stageFor('RI', ['连接', '维护'], framework, false)).toBeNull();
    expect(stageFor('PR', ['连接', '维护'], framework, false)).toBeNull();
    expect(stageFor('GT', ['识别'], framework, false)).toBeNull();
  });

  it('is the last stage for a feedback request once the talk closes', () => {
    expect(stageFor('FR', ['连接', '识别', '解决'], framework, true)).toBe('维护');
    expect(stageFor('FR', ['连接', '识别', '解决'], framework, false)).toBe('解决');
  });

  it('is one that the strategy allows, and stages appear first in order, over random legal sequences', () => {
    for (let run = 0; run < 400; run++) {
      const stream = createStream(`stages/${run}`);
      const path: Stage[] = [];
      for (let line = 0; line < 20; line++) {
        const strategy = stream.pick(STRATEGY_CODES);
        const stage = stageFor(strategy, path, framework, stream.chance(0.2));
        if (stage === null) continue;
        expect(framework.strategies[strategy].allowedStages).toContain(stage);
        path.push(stage);
      }
      const firsts = [...new Set(path)];
      expect(firsts).toEqual(STAGES.filter((stage) => firsts.includes(stage)));
    }
  });

  it('never shuts out what fits into the last stage', () => {
    for (const strategy of ['EM', 'PS', 'FR', 'RC', 'AC', 'OT'] as const) {
      expect(stageFor(strategy, ['连接', '维护'], framework, false)).toBe('维护');
    }
  });
});
