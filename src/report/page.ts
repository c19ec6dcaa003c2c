import { STAGES, STRATEGY_CODES } from '../domain/strategy.js';
import { html } from './markup.js';
import type { ReportContext } from './report-context.js';
import { browser } from './sections/browser.js';
import { emotions, lengths, outcomes } from './sections/dialogues.js';
import { overview } from './sections/overview.js';
import { personas } from './sections/personas.js';
import { cost, diversity, rejects } from './sections/quality.js';
import { requestedDelivered } from './sections/requested.js';
import { sources } from './sections/sources.js';
import { stages, strategyMix, strategyPositions, transitions } from './sections/strategies.js';
import { readAsset, term } from './terms.js';

/** The parts of the page in their order, with the ids that its contents lead to. */
const SECTIONS = [
  ['browser', browser],
  ['delivery', requestedDelivered],
  ['mix', strategyMix],
  ['positions', strategyPositions],
  ['transitions', transitions],
  ['stages', stages],
  ['lengths', lengths],
  ['outcomes', outcomes],
  ['emotions', emotions],
  ['personas', personas],
  ['sources', sources],
  ['diversity', diversity],
  ['rejects', rejects],
  ['cost', cost],
] as const;

/** Nothing but what stands in the file may load. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/** What every page begins with. */
export const PAGE_MARK = '<!doctype html><html lang="zh"><head><meta name="generator" content="rolecs report">';

/** Everything up to the archive of the dialogues. */
export function pageHead(context: ReportContext): string {
  const { words, now } = context;
  const contents = SECTIONS.map(([id]) => html`<a href="#${id}">${term(words, id)}</a>`);
  const body = html`<nav class="contents">${contents}</nav><main>${overview(context)}${SECTIONS.map(([, part]) => part(context))}</main>`;
  const switches = html`<div class="switches"><button type="button" id="language">中 / EN</button><button type="button" id="scheme" aria-label="light or dark">◐</button></div>`;
  return [
    PAGE_MARK,
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    html`<title>RoleCS ${now.run.identity.engine} ${now.run.identity.seed}</title>`.text,
    `<script>${readAsset('head.js')}</script><style>${readAsset('page.css')}</style></head><body>`,
    switches.text,
    body.text,
    '\n',
  ].join('');
}

/** One chunk of the archive. */
export function archiveChunk(base64: string): string {
  return `<script type="text/plain" class="chunk">${base64}</script>\n`;
}

/** Everything after the chunks: index, words of the browser, and the script that reads them. */
export function pageTail({ words, framework }: ReportContext, index: string): string {
  const spoken = {
    words,
    strategies: STRATEGY_CODES.map((code) => ({ code, zh: framework.strategies[code].name, en: framework.strategies[code].english })),
    stages: STAGES.map((stage) => term(words, `stage.${stage}`)),
  };
  return [
    `<script type="text/plain" id="archive-index">${index}</script>`,
    `<script type="application/json" id="words">${JSON.stringify(spoken).replaceAll('<', '\\u003c')}</script>`,
    `<script type="module">${readAsset('page.js')}</script>`,
    '</body></html>\n',
  ].join('\n');
}
