import { STAGES, type Stage, type StrategyCode, type StrategyFramework } from '../domain/strategy.js';

const rank = (stage: Stage) => STAGES.indexOf(stage);

/**
 * The stage in which a strategy may be used next, or null when it may not be used now.
 *
 * Progress is soft-monotone: a stage appears for the first time only after the ones before it that appear at all; going back to one that
 * was there is free. Among what is possible, the stage nearest to where the talk naturally goes is taken.
 * @param path stages so far, in order of the supporter's lines
 */
export function stageFor(strategy: StrategyCode, path: readonly Stage[], framework: StrategyFramework, closing: boolean): Stage | null {
  const current = path.at(-1) ?? '连接';
  const furthest = path.reduce((most, stage) => Math.max(most, rank(stage)), 0);
  const possible = framework.strategies[strategy].allowedStages.filter(
    (stage) => path.includes(stage) || rank(stage) > furthest || path.length === 0,
  );
  if (possible.length === 0) return null;
  const wished = rank(wishedStage(strategy, current, closing, path));
  return possible.reduce((best, stage) => (Math.abs(rank(stage) - wished) < Math.abs(rank(best) - wished) ? stage : best));
}

function wishedStage(strategy: StrategyCode, current: Stage, closing: boolean, path: readonly Stage[]): Stage {
  const atLeast = (stage: Stage): Stage => (rank(current) < rank(stage) ? stage : current);
  switch (strategy) {
    case 'RP':
    case 'ID':
      return atLeast('识别');
    case 'PR':
      return current === '识别' && path.length > 2 ? '探索' : atLeast('识别');
    case 'PS':
      return atLeast('探索');
    case 'RI':
      return '解决';
    case 'FR':
      return closing || current === '维护' ? '维护' : '解决';
    case 'RC':
    case 'AC':
      return '维护';
    default:
      return current;
  }
}
