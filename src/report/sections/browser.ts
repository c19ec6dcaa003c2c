import { html, type Markup } from '../markup.js';
import type { ReportContext } from '../report-context.js';
import { term } from '../terms.js';
import { section } from './parts.js';

const FILTERS = ['topic', 'scenario', 'outcome', 'strategy', 'field', 'value'] as const;

/** The frame of the dialogue browser; `assets/report/page.js` fills it. */
export function browser(context: ReportContext): Markup {
  const { words } = context;
  const filters = FILTERS.map((name) => html`<label>${term(words, `filter.${name}`)}<select id="filter-${name}"></select></label>`);
  return section(
    context,
    'browser',
    html`<form id="filters"><label class="search">${term(words, 'filter.search')}<input id="search" type="search" autocomplete="off"></label>${filters}</form>
<p id="found" role="status"></p>
<div class="reader"><ol id="results"></ol><article id="dialogue"></article></div>`,
  );
}
