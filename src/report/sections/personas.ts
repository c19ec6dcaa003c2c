import { renderSmallChart } from '../charts/render-chart.js';
import { shareBars } from '../charts/share-bars.js';
import { html, type Markup } from '../markup.js';
import { difference, percent, points } from '../numbers.js';
import type { FieldTarget } from '../persona-targets.js';
import type { ReportContext } from '../report-context.js';
import { term, termOr } from '../terms.js';
import { barMarks, folded, legend, section, table } from './parts.js';

/** Fields of more values (cities, surnames) show the most frequent. */
const VALUES_SHOWN = 10;
/** Pixels: three cards beside each other get so much, so that their text is not shrunk. */
const CARD_WIDTH = 270;

interface ValueRow {
  value: string;
  here: number;
  target: number;
  population: number;
  before: number | null;
}

/** Every field of the personas beside what the tables give it, and where the tables come from. */
export function personas(context: ReportContext): Markup {
  const { words, now, before } = context;
  const cards = now.targets.fields.map((field) => card(context, field, rowsOf(context, field)));
  const compared = before === null ? [] : [term(words, 'before'), term(words, 'change')];
  const numbers = table(
    [
      term(words, 'field'),
      term(words, 'value'),
      term(words, 'population'),
      term(words, 'target'),
      term(words, 'here'),
      term(words, 'difference'),
      ...compared,
    ],
    now.targets.fields.flatMap((field) =>
      rowsOf(context, field).map(({ value, here, target, population, before: was }) => [
        fieldName(context, field.field),
        value,
        percent(population),
        percent(target),
        percent(here),
        points(here - target),
        ...(before === null ? [] : [percent(was), points(difference(here, was))]),
      ]),
    ),
  );
  const missing = now.targets.fileMissing ? html`<p class="warning">${term(words, 'personas.file_missing')}</p>` : null;
  const marks = legend([{ color: 'var(--accent)', name: term(words, 'here') }], barMarks(context, { target: true }));
  return section(context, 'personas', html`${missing}${marks}<div class="cards">${cards}</div>${folded(context, numbers)}`);
}

function rowsOf({ now, before }: ReportContext, { field, shares }: FieldTarget): ValueRow[] {
  const shareIn = (facts: typeof now, value: string) => facts.personas.fields[field]?.find(({ key }) => key === value)?.share ?? 0;
  const rows = [...shares].map(([value, { target, population }]) => ({
    value,
    here: shareIn(now, value),
    target,
    population,
    before: before === null ? null : shareIn(before, value),
  }));
  return rows.length <= VALUES_SHOWN ? rows : rows.sort((a, b) => b.target - a.target).slice(0, VALUES_SHOWN);
}

function card(context: ReportContext, { field, source, status }: FieldTarget, rows: readonly ValueRow[]): Markup {
  const { words } = context;
  const bars = rows.map(({ value, here, target, before }) => ({ name: value, color: 'var(--accent)', share: here, target, before }));
  return html`<figure class="card"><h3>${fieldName(context, field)}</h3>${renderSmallChart(
    field,
    shareBars(bars, { labelWidth: 84, rowHeight: 22, overflow: 'truncate' }),
    CARD_WIDTH,
  )}<figcaption><b>${term(words, `status.${status}`)}</b> ${source}</figcaption></figure>`;
}

function fieldName({ words }: ReportContext, field: string) {
  return termOr(words, `field.${field}`, field);
}
