import { type Content, html, type Markup } from '../markup.js';
import { change, difference, percent, plain, points } from '../numbers.js';
import type { ReportContext } from '../report-context.js';
import { term } from '../terms.js';

/** A part of the page with its heading and the sentence that says how to read it. */
export function section({ words }: ReportContext, id: string, content: Content): Markup {
  return html`<section id="${id}"><h2>${term(words, id)}</h2><p class="note">${term(words, `${id}.note`)}</p>${content}</section>`;
}

export function subheading({ words }: ReportContext, key: string): Markup {
  return html`<h3>${term(words, key)}</h3>`;
}

/** What the colours and marks of a chart mean. */
export function legend(entries: readonly { color: string; name: Content }[], marks: Content = null): Markup {
  const items = entries.map(({ color, name }) => html`<li><i style="background:${color}"></i>${name}</li>`);
  return html`<ul class="legend">${items}${marks}</ul>`;
}

/** The marks of `shareBars`. */
export function barMarks({ words, before }: ReportContext, { target }: { target: boolean }): Markup {
  return html`${target ? html`<li><i class="mark-target"></i>${term(words, 'target')}</li>` : null}${
    before ? html`<li><i class="mark-before"></i>${term(words, 'before')}</li>` : null
  }`;
}

/** A table; all columns but the first are numbers. */
export function table(head: readonly Content[], rows: readonly (readonly Content[])[]): Markup {
  const cells = (row: readonly Content[]) => row.map((cell) => html`<td>${cell}</td>`);
  return html`<div class="scroll"><table><thead><tr>${head.map((cell) => html`<th>${cell}</th>`)}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${cells(row)}</tr>`,
  )}</tbody></table></div>`;
}

/** What a chart shows, as numbers. */
export function folded({ words }: ReportContext, content: Content): Markup {
  return html`<details><summary>${term(words, 'numbers')}</summary>${content}</details>`;
}

interface FigureRow {
  name: Content;
  now: number | null;
  before?: number | null | undefined;
  /** Cells between the name and the value. */
  between?: readonly Content[];
}

/**
 * Figures below each other, with the change where there is another dataset.
 * @param unit shares (0 to 1) are shown in percent, their change in points
 */
export function figureTable(
  { words, before }: ReportContext,
  { head, rows, unit }: { head: readonly Content[]; rows: readonly FigureRow[]; unit: 'share' | 'number' },
): Markup {
  const [show, showChange] = unit === 'share' ? [percent, points] : [plain, change];
  const compared = before === null ? [] : [term(words, 'before'), term(words, 'change')];
  return table(
    [...head, term(words, 'here'), ...compared],
    rows.map((row) => [
      row.name,
      ...(row.between ?? []),
      show(row.now),
      ...(before === null ? [] : [show(row.before ?? null), showChange(difference(row.now, row.before))]),
    ]),
  );
}
