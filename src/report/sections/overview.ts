import type { DatasetFacts } from '../dataset-facts.js';
import { html, type Markup } from '../markup.js';
import { change, difference, percent, plain, points } from '../numbers.js';
import type { ReportContext } from '../report-context.js';
import { term } from '../terms.js';

const TILES: readonly { key: string; unit: 'share' | 'number'; of: (facts: DatasetFacts) => number | null }[] = [
  { key: 'dialogues', unit: 'number', of: ({ figures }) => figures.dialogues },
  { key: 'utterances', unit: 'number', of: ({ figures }) => figures.utterances_mean },
  { key: 'personas', unit: 'number', of: ({ personas }) => personas.personas },
  { key: 'rejected', unit: 'share', of: ({ run: { counts } }) => counts.rejected / (counts.rejected + counts.accepted) },
  { key: 'not_satisfied', unit: 'share', of: ({ figures }) => figures.not_satisfied },
  { key: 'unreasonable_demand', unit: 'share', of: ({ figures }) => figures.unreasonable_demand },
];

/** What the dataset is, and its first figures. */
export function overview({ words, now, before }: ReportContext): Markup {
  const tiles = TILES.map(({ key, unit, of }) => {
    const [show, showChange] = unit === 'share' ? [percent, points] : [plain, change];
    const moved = before === null ? null : html`<small>${showChange(difference(of(now), of(before)))}</small>`;
    return html`<div class="tile"><dt>${term(words, `tile.${key}`)}</dt><dd>${show(of(now))}${moved}</dd></div>`;
  });
  return html`<header class="page-head"><h1>${term(words, 'title')}</h1><p class="identity">${identity(now)}</p>${
    before === null ? null : html`<p class="identity">${term(words, 'against')} ${identity(before)}</p>`
  }</header><dl class="tiles">${tiles}</dl>`;
}

function identity({ run: { identity: run } }: DatasetFacts): string {
  const sets = run.personas.sets.map(({ field, value, share }) => `${field}.${value}=${share}`);
  return [run.engine, run.model, `seed ${run.seed}`, `count ${run.count}`, `gates ${run.gates}`, `version ${run.version}`, ...sets]
    .filter((part) => part !== null)
    .join(' · ');
}
