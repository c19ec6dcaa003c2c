import type { Comparison } from '../../personas/population.js';
import { html, type Markup } from '../markup.js';
import { points } from '../numbers.js';
import type { ReportContext } from '../report-context.js';
import { term } from '../terms.js';
import { section } from './parts.js';

/** The default distribution beside what is published about people, each deviation with its reason. It is the same for every dataset. */
export function sources(context: ReportContext): Markup {
  const { words, now } = context;
  const head = ['sources.figure', 'sources.published', 'sources.default', 'difference', 'sources.source', 'sources.why'];
  const rows = now.targets.comparisons.map((comparison) => {
    const { of, published, here, noise, unit, source, status } = comparison;
    return html`<tr><td>${of}</td><td>${published} ${unit}</td><td>${here.toFixed(1)} ± ${noise.toFixed(1)} ${unit}</td><td>${points((here - published) / 100)}</td><td>${source} · <small>${term(words, `status.${status}`)}</small></td><td>${reason(context, comparison)}</td></tr>`;
  });
  return section(
    context,
    'sources',
    html`<table class="prose"><thead><tr>${head.map((key) => html`<th>${term(words, key)}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`,
  );
}

function reason({ words }: ReportContext, { why }: Comparison) {
  return why ?? term(words, 'sources.chance');
}
