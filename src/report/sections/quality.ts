import { figureAt, standingOf } from '../../analysis/baselines.js';
import { renderChart } from '../charts/render-chart.js';
import { shareBars } from '../charts/share-bars.js';
import { html, type Markup } from '../markup.js';
import { change, difference, plain } from '../numbers.js';
import type { ReportContext } from '../report-context.js';
import { same, term, termOr } from '../terms.js';
import { barMarks, figureTable, folded, legend, section, subheading, table } from './parts.js';

/** Figures of diversity and realism beside their targets and what humans reach. */
export function diversity(context: ReportContext): Markup {
  const { words, baselines, now, before } = context;
  const rows = baselines.map(({ figure, name, target, humans }) => {
    const value = figureAt(now.figures, figure);
    const was = before === null ? null : figureAt(before.figures, figure);
    const standing = standingOf(value, target);
    return [
      termOr(words, `figure.${figure}`, name),
      html`<span class="standing ${standing}">${plain(value)}</span>`,
      rangeText(target),
      humans,
      ...(before === null ? [] : [plain(was), change(difference(value, was))]),
    ];
  });
  const compared = before === null ? [] : [term(words, 'before'), term(words, 'change')];
  return section(context, 'diversity', table(['', term(words, 'here'), term(words, 'target'), term(words, 'humans'), ...compared], rows));
}

function rangeText({ min, max }: { min?: number | undefined; max?: number | undefined }): string {
  if (min !== undefined && max !== undefined) return `${min} – ${max}`;
  return min !== undefined ? `≥ ${min}` : max !== undefined ? `≤ ${max}` : '';
}

/** Why candidates were dropped, what the gates said, and what the state machine had to override. */
export function rejects(context: ReportContext): Markup {
  const { words, now, before } = context;
  const shareOf = (facts: typeof now, reason: string) => (facts.run.counts.rejected_by_reason[reason] ?? 0) / candidatesOf(facts);
  const reasons = Object.keys({ ...now.run.counts.rejected_by_reason, ...before?.run.counts.rejected_by_reason }).sort(
    (a, b) => shareOf(now, b) - shareOf(now, a),
  );
  const bars = reasons.map((reason) => ({
    name: reason,
    color: 'var(--fall)',
    share: shareOf(now, reason),
    before: before === null ? null : shareOf(before, reason),
  }));
  const chart =
    reasons.length === 0
      ? html`<p>${term(words, 'rejects.none')}</p>`
      : renderChart(term(words, 'rejects'), (_, format) => shareBars(bars, { labelWidth: format === 'wide' ? 180 : 110 }));
  const reasonTable = figureTable(context, {
    head: [term(words, 'rejects.reason')],
    unit: 'share',
    rows: bars.map(({ name, share, before: was }) => ({ name, now: share, before: was })),
  });
  const countRows = (pick: (facts: typeof now) => Readonly<Record<string, number>>) =>
    Object.entries(pick(now)).map(([name, times]) => ({ name, now: times, before: before === null ? null : (pick(before)[name] ?? 0) }));
  const gateFails = ({ run }: typeof now) => Object.fromEntries(Object.entries(run.quality.gates).map(([gate, { fail }]) => [gate, fail]));
  const counts = (head: string, pick: (facts: typeof now) => Readonly<Record<string, number>>) =>
    figureTable(context, { head: [term(words, head)], unit: 'number', rows: countRows(pick) });
  return section(
    context,
    'rejects',
    html`${before === null ? null : legend([], barMarks(context, { target: false }))}${chart}${folded(
      context,
      html`${reasonTable}${counts('rejects.gates', gateFails)}${counts('rejects.overrides', ({ run }) => run.quality.overrides)}${counts(
        'rejects.finish',
        ({ run }) => run.finish_reasons,
      )}`,
    )}${judged(context)}`,
  );
}

function candidatesOf({ run: { counts } }: ReportContext['now']): number {
  return counts.accepted + counts.rejected;
}

/** Pass rates of the judge by criterion, where one was asked. */
function judged(context: ReportContext): Markup | null {
  const { words, now, before } = context;
  const judge = now.run.quality.judge;
  if (judge === null) return null;
  const rows = Object.entries(judge.criteria).map(([criterion, rate]) => ({
    name: criterion,
    now: rate,
    before: before?.run.quality.judge?.criteria[criterion],
  }));
  return html`${subheading(context, 'judge')}${figureTable(context, { head: [term(words, 'judge.criterion')], unit: 'share', rows })}`;
}

/** Tokens and money by role where a model was paid, time where not. */
export function cost(context: ReportContext): Markup {
  const { words, now, before } = context;
  const totals = (facts: typeof now) => {
    const { usage, timings } = facts.run;
    const sum = (pick: (session: (typeof timings.sessions)[number]) => number | undefined) =>
      timings.sessions.reduce((all, session) => all + (pick(session) ?? 0), 0);
    return {
      'cost.wall_s': sum(({ wall_s }) => wall_s),
      'cost.cpu_s': sum(({ machine }) => machine?.cpu_s),
      'cost.calls': usage?.calls ?? 0,
      'cost.retries': usage?.retries ?? 0,
      ...Object.fromEntries(Object.entries(usage?.cost ?? {}).map(([currency, amount]) => [`cost in ${currency}`, amount])),
    };
  };
  const before_ = before === null ? null : (totals(before) as Record<string, number>);
  const rows = Object.entries(totals(now)).map(([key, value]) => ({ name: termOr(words, key, key), now: value, before: before_?.[key] }));
  return section(
    context,
    'cost',
    html`${figureTable(context, { head: [''], unit: 'number', rows })}${now.run.usage ? roles(context, now.run.usage.by_role) : null}`,
  );
}

type Roles = NonNullable<ReportContext['now']['run']['usage']>['by_role'];

function roles({ words }: ReportContext, byRole: Roles): Markup {
  const head = ['cost.role', 'cost.model', 'cost.input', 'cost.cached', 'cost.output', 'cost.money'].map((key) => term(words, key));
  return table(
    head,
    Object.entries(byRole).map(([role, { model, input, cached, output, cost: paid }]) => [
      same(role),
      model ?? '–',
      plain(input),
      plain(cached),
      plain(output),
      plain(paid ?? null),
    ]),
  );
}
