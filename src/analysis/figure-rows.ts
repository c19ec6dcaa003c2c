import { STRATEGY_CODES, type StrategyFramework } from '../domain/strategy.js';
import { type Baseline, type Baselines, figureAt, standingOf } from './baselines.js';
import type { Figures } from './dataset-figures.js';

/** Points around the target share of a strategy. */
const MIX_TOLERANCE = 1.5;

/** One row for each figure with a baseline: name, value, target, humans, standing; as text, for tables. */
export function figureRows(figures: Figures, baselines: Baselines): string[][] {
  return baselines.map(({ figure, name, target, humans }) => {
    const value = figureAt(figures, figure);
    return [name, showFigure(value), showTarget(target), humans, standingOf(value, target)];
  });
}

/** One row for each strategy: label, percent of the supporter's lines, target, standing. */
export function strategyRows(figures: Figures, framework: StrategyFramework): string[][] {
  return STRATEGY_CODES.map((code) => {
    const { label, targetShare } = framework.strategies[code];
    const share = figures.strategy_mix[code] ?? null;
    const percent = share === null ? null : 100 * share;
    const standing = standingOf(percent, { min: targetShare - MIX_TOLERANCE, max: targetShare + MIX_TOLERANCE });
    return [label, showFigure(percent), `${targetShare} ± ${MIX_TOLERANCE}`, standing];
  });
}

export function showFigure(value: number | null): string {
  return value === null ? '–' : value.toFixed(value >= 10 ? 1 : 3);
}

function showTarget({ min, max }: Baseline['target']): string {
  if (min !== undefined && max !== undefined) return `${min} to ${max}`;
  return min !== undefined ? `≥ ${min}` : max !== undefined ? `≤ ${max}` : '';
}
