import { FLOW_POINTS, STRETCHES, type StageStep } from '../../analysis/strategy-flow.js';
import { STAGES, STRATEGY_CODES, type Stage } from '../../domain/strategy.js';
import { shareMap } from '../charts/cell-map.js';
import { type Format, renderChart } from '../charts/render-chart.js';
import { shareBars } from '../charts/share-bars.js';
import { stackedColumns } from '../charts/stacked-columns.js';
import { stageColor, stageFlow } from '../charts/stage-flow.js';

import { html, type Markup } from '../markup.js';
import { difference, percent, points } from '../numbers.js';
import { type ReportContext, strategyColor, strategyTerm } from '../report-context.js';
import { type Language, term } from '../terms.js';
import { changes } from './changes.js';
import { barMarks, figureTable, folded, legend, section, table } from './parts.js';

export function strategyMix(context: ReportContext): Markup {
  const { words, now, before, framework } = context;
  const rows = STRATEGY_CODES.map((code) => ({
    code,
    share: now.figures.strategy_mix[code],
    target: framework.strategies[code].targetShare / 100,
    before: before?.figures.strategy_mix[code],
  }));
  const chart = renderChart(term(words, 'mix'), (language, format) =>
    shareBars(
      rows.map((row) => ({ name: strategyTerm(context, row.code)[language], color: strategyColor(row.code), ...withBefore(row) })),
      { labelWidth: format === 'wide' ? 160 : 108, rowHeight: format === 'wide' ? 26 : 32 },
    ),
  );
  const numbers = figureTable(context, {
    head: ['', term(words, 'target')],
    unit: 'share',
    rows: rows.map(({ code, share, target, before: was }) => ({
      name: html`${code} ${strategyTerm(context, code)}`,
      between: [percent(target)],
      now: share,
      before: was,
    })),
  });
  return section(
    context,
    'mix',
    html`${legend(stageEntries(context), barMarks(context, { target: true }))}${chart}${folded(context, numbers)}`,
  );
}

export function strategyPositions(context: ReportContext): Markup {
  const { words, now, before } = context;
  const tenths = Array.from({ length: STRETCHES }, (_, place) => String(place + 1));
  const chart = renderChart(term(words, 'positions'), (_, format) =>
    stackedColumns(
      tenths,
      STRATEGY_CODES.map((code) => ({ color: strategyColor(code), shares: now.flow.positions[code] })),
      format === 'wide' ? 320 : 260,
    ),
  );
  const entries = STRATEGY_CODES.map((code) => ({ color: strategyColor(code), name: strategyTerm(context, code) }));
  const numbers = stretchTable(
    ['', ...tenths],
    STRATEGY_CODES.map((code) => ({
      name: strategyTerm(context, code),
      now: now.flow.positions[code],
      before: before?.flow.positions[code],
    })),
  );
  const sharesOf = ({ flow }: typeof now) => STRATEGY_CODES.map((code) => flow.positions[code]);
  const moved = changes(context, { now: sharesOf(now), before: before ? sharesOf(before) : undefined }, (language, format) => ({
    ...strategyRows(context, language, format),
    columns: tenths,
  }));
  return section(context, 'positions', html`${legend(entries)}${chart}${moved}${folded(context, numbers)}`);
}

export function transitions(context: ReportContext): Markup {
  const { words, now, before } = context;
  const sharesOf = ({ flow }: typeof now) => STRATEGY_CODES.map((from) => STRATEGY_CODES.map((to) => flow.transitions[from][to]));
  const frame = { rows: STRATEGY_CODES, columns: STRATEGY_CODES };
  const map = renderChart(term(words, 'transitions'), (_, format) => shareMap({ ...frame, values: sharesOf(now) }, format));
  const moved = changes(context, { now: sharesOf(now), before: before ? sharesOf(before) : undefined }, () => frame);
  const entries = STRATEGY_CODES.map((code) => ({ color: strategyColor(code), name: html`${code} ${strategyTerm(context, code)}` }));
  const numbers = stretchTable(
    ['', ...STRATEGY_CODES],
    STRATEGY_CODES.map((from) => ({
      name: from,
      now: STRATEGY_CODES.map((to) => now.flow.transitions[from][to]),
      before: before === null ? undefined : STRATEGY_CODES.map((to) => before.flow.transitions[from][to]),
    })),
  );
  return section(context, 'transitions', html`${legend(entries)}${map}${moved}${folded(context, numbers)}`);
}

export function stages(context: ReportContext): Markup {
  const { words, now, before } = context;
  const names = (language: Language) =>
    Object.fromEntries(STAGES.map((stage) => [stage, term(words, `stage.${stage}`)[language]])) as Record<Stage, string>;
  const flow = renderChart(term(words, 'stages'), (language, format) => stageFlow(now.flow.stage_flow, { names: names(language), format }));
  const numbers = figureTable(context, {
    head: ['', term(words, 'stage.from'), term(words, 'stage.to')],
    unit: 'share',
    rows: now.flow.stage_flow.map(({ point, from, to, share }) => ({
      name: `${point + 1} → ${point + 2}`,
      between: [term(words, `stage.${from}`), term(words, `stage.${to}`)],
      now: share,
      before: before?.flow.stage_flow.find((step) => step.point === point && step.from === from && step.to === to)?.share ?? 0,
    })),
  });
  const sharesOf = ({ flow: { stage_flow: steps } }: typeof now) => STAGES.map((stage) => stageShares(steps, stage));
  const moved = changes(context, { now: sharesOf(now), before: before ? sharesOf(before) : undefined }, (language) => ({
    rows: STAGES.map((stage) => names(language)[stage]),
    columns: Array.from({ length: FLOW_POINTS }, (_, point) => String(point + 1)),
    labelWidth: language === 'zh' ? 32 : 76,
  }));
  return section(context, 'stages', html`${legend(stageEntries(context))}${flow}${moved}${folded(context, numbers)}`);
}

/** Share of the dialogues that are in a stage, at every point of the flow. */
function stageShares(steps: readonly StageStep[], stage: Stage): number[] {
  const sum = (passing: readonly StageStep[]) => passing.reduce((total, { share }) => total + share, 0);
  return Array.from({ length: FLOW_POINTS }, (_, at) =>
    at === 0
      ? sum(steps.filter(({ point, from }) => point === 0 && from === stage))
      : sum(steps.filter(({ point, to }) => point === at - 1 && to === stage)),
  );
}

/** Names of strategies beside a map; a phone has room for the codes. */
function strategyRows(context: ReportContext, language: Language, format: Format) {
  if (format === 'narrow') return { rows: STRATEGY_CODES };
  return { rows: STRATEGY_CODES.map((code) => strategyTerm(context, code)[language]), labelWidth: 176 };
}

/** A row of shares for every name; below it, where there is another dataset, the changes in points. */
export function stretchTable(
  head: readonly string[],
  rows: readonly {
    name: string | { zh: string; en: string };
    now: readonly (number | null)[];
    before: readonly (number | null)[] | undefined;
  }[],
): Markup {
  return table(
    head,
    rows.flatMap(({ name, now, before }) => [
      [name, ...now.map(percent)],
      ...(before ? [['Δ', ...now.map((share, place) => points(difference(share, before[place])))]] : []),
    ]),
  );
}

function stageEntries({ words }: ReportContext) {
  return STAGES.map((stage) => ({ color: stageColor(stage), name: term(words, `stage.${stage}`) }));
}

function withBefore({ share, target, before }: { share: number | null; target: number; before: number | null | undefined }) {
  return { share, target, before: before ?? null };
}
