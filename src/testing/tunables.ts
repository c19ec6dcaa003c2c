import { join } from 'node:path';
import { EmotionModel } from '../domain/emotion.js';
import { StrategyFramework } from '../domain/strategy.js';
import { readYaml } from '../resources/read-yaml.js';
import { SamplingSettings } from '../sampling/settings.js';

export const DATA_DIR = join(import.meta.dirname, '../../data');

/** What tests need of `data/` besides topics and phrases: numbers and names, no sentences. */
export function readTunables(): { framework: StrategyFramework; settings: SamplingSettings; emotions: EmotionModel } {
  return {
    framework: readYaml(join(DATA_DIR, 'strategies.yaml'), StrategyFramework, 'data/strategies.yaml'),
    settings: readYaml(join(DATA_DIR, 'sampling.yaml'), SamplingSettings, 'data/sampling.yaml'),
    emotions: readYaml(join(DATA_DIR, 'emotions.yaml'), EmotionModel, 'data/emotions.yaml'),
  };
}
