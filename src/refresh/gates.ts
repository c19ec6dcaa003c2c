import { figureAt } from '../analysis/baselines.js';
import { type Drift, driftBetween } from '../analysis/drift.js';
import type { MarginalCounts } from '../analysis/marginals.js';
import { STRATEGY_CODES, type StrategyFramework } from '../domain/strategy.js';
import type { EarlierReport } from './earlier-report.js';
import type { Measures } from './measure-version.js';
import type { RefreshSettings } from './refresh-settings.js';

/** What one gate says of a version. */
export interface Verdict {
  gate: string;
  /** Null where there was nothing to measure, which is a miss. */
  value: number | null;
  min?: number | undefined;
  max?: number | undefined;
  passed: boolean;
}

/** A marginal beside what it was meant to be and what it was before. */
export interface MarginalDrift {
  field: string;
  target: Drift | null;
  previous: Drift | null;
}

export interface GateInput {
  counts: { accepted: number; rejected: number; open: number };
  measures: Measures;
  targets: Record<string, MarginalCounts>;
  /** Null for the first version. */
  previous: EarlierReport | null;
  framework: StrategyFramework;
}

/** Every marginal, held against target and previous version. */
export function marginalDrifts({ measures, targets, previous }: GateInput, { drift }: RefreshSettings): MarginalDrift[] {
  const { deviations } = drift;
  return Object.entries(measures.marginals).map(([field, counts]) => {
    const [target, before] = [targets[field], previous?.marginals[field]];
    return {
      field,
      target: target ? driftBetween(target, counts, { deviations, exact: true }) : null,
      previous: before ? driftBetween(before, counts, { deviations }) : null,
    };
  });
}

/** Holds a version against every gate. */
export function judgeVersion(input: GateInput, drifts: readonly MarginalDrift[], settings: RefreshSettings): Verdict[] {
  const { counts, measures, framework } = input;
  const { strategy_mix, drift } = settings;
  const candidates = counts.accepted + counts.rejected;
  return [
    verdict('open dialogues', counts.open, settings.open_dialogues),
    verdict('reject share', candidates === 0 ? null : counts.rejected / candidates, settings.reject_share),
    verdict('compliance failures', measures.complianceFailures, settings.compliance_failures),
    ...STRATEGY_CODES.map((code) => {
      const share = measures.figures.strategy_mix[code];
      const { targetShare } = framework.strategies[code];
      return verdict(`strategy mix ${code} %`, share === null ? null : 100 * share, {
        min: targetShare - strategy_mix.tolerance,
        max: targetShare + strategy_mix.tolerance,
      });
    }),
    ...Object.entries(settings.figures).map(([figure, range]) => verdict(figure, figureAt(measures.figures, figure), range)),
    ...ratioVerdicts(input, settings),
    ...drifts.flatMap(({ field, target, previous }) => [
      ...(target ? [driftVerdict(`drift ${field} to target`, target, drift.target)] : []),
      ...(previous ? [driftVerdict(`drift ${field} to previous`, previous, drift.previous)] : []),
    ]),
  ];
}

/** What a gate was missed by, in words. */
export function describeMiss({ gate, value, min, max }: Verdict): string {
  const wanted = [...(min === undefined ? [] : [`at least ${show(min)}`]), ...(max === undefined ? [] : [`at most ${show(max)}`])];
  return `${gate} ${show(value)} (${wanted.join(', ')})`;
}

export function show(value: number | null): string {
  return value === null ? '–' : String(Math.round(value * 10_000) / 10_000);
}

/** Lexical figures fall with size by arithmetic alone: versions of about the same size are compared. */
const LIKE_SIZE = 1.25;

function ratioVerdicts({ measures: { figures }, previous }: GateInput, { figures_to_previous }: RefreshSettings): Verdict[] {
  const before = figureAt(previous?.figures, 'dialogues');
  if (before === null || Math.max(before / figures.dialogues, figures.dialogues / before) > LIKE_SIZE) return [];
  return Object.entries(figures_to_previous).map(([figure, range]) => {
    const [value, was] = [figureAt(figures, figure), figureAt(previous?.figures, figure)];
    return verdict(`${figure} to previous`, value === null || !was ? null : value / was, range);
  });
}

function driftVerdict(gate: string, { totalVariation, byChance }: Drift, limit: number): Verdict {
  return verdict(gate, totalVariation, { max: byChance + limit });
}

/** A figure that could not be measured misses every limit; a gate without one is passed. */
function verdict(gate: string, value: number | null, range: { min?: number | undefined; max?: number | undefined }): Verdict {
  const { min, max } = range;
  const isAsked = min !== undefined || max !== undefined;
  const isWithin = (measured: number) => (min === undefined || measured >= min) && (max === undefined || measured <= max);
  const passed = !isAsked || (value !== null && isWithin(value));
  return { gate, value, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }), passed };
}
