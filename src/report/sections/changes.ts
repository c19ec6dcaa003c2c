import { type CellMap, changeMap } from '../charts/cell-map.js';
import { type Format, renderChart } from '../charts/render-chart.js';
import { html, type Markup } from '../markup.js';
import { difference } from '../numbers.js';
import type { ReportContext } from '../report-context.js';
import { type Language, term } from '../terms.js';
import { subheading } from './parts.js';

/** Shares by row, one for each column. */
type ShareRows = readonly (readonly (number | null | undefined)[])[];

/**
 * The change of a chart as a map below it; nothing where there is no other dataset.
 * @param frame names of rows and columns
 */
export function changes(
  context: ReportContext,
  { now, before }: { now: ShareRows; before: ShareRows | undefined },
  frame: (language: Language, format: Format) => Omit<CellMap, 'values'>,
): Markup | null {
  if (before === undefined) return null;
  const values = now.map((row, at) => row.map((share, column) => difference(share, before[at]?.[column])));
  const title = term(context.words, 'change.points');
  const drawn = renderChart(title, (language, format) => changeMap({ ...frame(language, format), values }, format));
  return html`${subheading(context, 'change.points')}${drawn}`;
}
