import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DATA_DIR } from '../config/project.js';
import { EmotionModel } from '../domain/emotion.js';
import { readYaml } from '../resources/read-yaml.js';
import { buildRecord, customer, framework } from '../testing/build-record.js';
import { EmotionPaths } from './emotion-paths.js';
import { StrategyFlow } from './strategy-flow.js';

it('tells where a strategy stands, what follows it, and through which stages a dialogue goes', () => {
  const flow = new StrategyFlow(framework);
  flow.add(buildRecord()); // GT IV RP ID RI FR AC
  const { positions, transitions, stage_flow: steps } = flow.figures();
  expect(positions.GT[0]).toBe(1);
  expect(positions.AC.indexOf(1)).toBe(8);
  expect(transitions.RP).toMatchObject({ ID: 1, RI: 0 });
  expect(transitions.AC.GT).toBeNull();
  expect(steps.map(({ from, to, share }) => `${from}→${to} ${share}`)).toEqual([
    '连接→连接 1',
    '连接→识别 1',
    '识别→解决 1',
    '解决→维护 1',
    '维护→维护 1',
  ]);
});

it('reads the level of 恼火 from the family that all words of the dialogue belong to', () => {
  const model = readYaml(join(DATA_DIR, 'emotions.yaml'), EmotionModel, 'data/emotions.yaml');
  const levelsOf = (...emotions: string[]) => {
    const paths = new EmotionPaths(model);
    paths.add(buildRecord({ dialogue: emotions.map((emotion) => ({ ...customer('说。'), emotion })) }));
    const { mean, unnamed } = paths.figures();
    return { levels: mean.filter((level) => level !== null), unnamed };
  };
  expect(levelsOf('不满', '恼火')).toEqual({ levels: [2, 3], unnamed: 0 });
  expect(levelsOf('好奇', '恼火')).toEqual({ levels: [1, 4], unnamed: 0 });
  expect(levelsOf('好奇', '悲伤')).toEqual({ levels: [], unnamed: 1 });
});
