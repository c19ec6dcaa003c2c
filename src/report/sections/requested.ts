import { html, type Markup } from '../markup.js';
import { change, difference, plain } from '../numbers.js';
import type { ReportContext } from '../report-context.js';
import type { RunRecord } from '../run-record.js';
import { same, type Term, term, termOr } from '../terms.js';
import { figureTable, folded, section, table } from './parts.js';

/** What was asked for, and what the files hold. */
export function requestedDelivered(context: ReportContext): Markup {
  const { words, now, before } = context;
  const tableOf = (key: 'topics' | 'scenarios', nameOf: (id: string) => Term) =>
    figureTable(context, {
      head: [term(words, key), term(words, 'requested')],
      unit: 'number',
      rows: Object.entries(now.run[key]).map(([id, { requested, delivered }]) => ({
        name: nameOf(id),
        between: [plain(requested)],
        now: delivered,
        before: before?.run[key][id]?.delivered,
      })),
    });
  return section(
    context,
    'delivery',
    html`${quotas(context)}${tableOf('topics', (id) => termOr(words, `topic.${id}`, id))}${folded(context, tableOf('scenarios', same))}`,
  );
}

/** Dialogues, and how far the quotas of topics, scenarios, personas and combinations were missed. */
function quotas({ words, now: { run }, before }: ReportContext): Markup {
  const rows = QUOTAS.map(({ key, asked, got, missed }) => {
    const moved = before === null ? [] : [change(difference(got(run), got(before.run)))];
    return [term(words, `quota.${key}`), asked(run), plain(got(run)), plain(missed(run)), ...moved];
  });
  const head = [
    '',
    term(words, 'requested'),
    term(words, 'delivered'),
    term(words, 'off_by'),
    ...(before === null ? [] : [term(words, 'change')]),
  ];
  return table(head, rows);
}

interface Quota {
  key: string;
  asked: (run: RunRecord) => string;
  got: (run: RunRecord) => number;
  /** Sum of what is missing or too much. */
  missed: (run: RunRecord) => number | null;
}

const QUOTAS: readonly Quota[] = [
  {
    key: 'dialogues',
    asked: ({ counts }) => plain(counts.requested),
    got: ({ counts }) => counts.accepted,
    missed: ({ counts }) => counts.open,
  },
  ...(['topics', 'scenarios'] as const).map(
    (key): Quota => ({
      key,
      asked: (run) => plain(Object.keys(run[key]).length),
      got: (run) => Object.values(run[key]).filter(({ delivered }) => (delivered ?? 0) > 0).length,
      missed: (run) =>
        Object.values(run[key]).reduce(
          (sum, { requested, delivered }) => sum + Math.abs((delivered ?? 0) - (requested ?? delivered ?? 0)),
          0,
        ),
    }),
  ),
  ...(['personas', 'strategy_combinations'] as const).map(
    (key): Quota => ({
      key,
      asked: (run) => plain((run[key].requested as { distinct?: number } | null)?.distinct ?? null),
      got: (run) => run[key].distinct,
      missed: (run) => run[key].off_by?.total ?? null,
    }),
  ),
];
