import type { Bending } from '../personas/bending.js';
import type { FieldShares } from '../personas/pool-figures.js';
import type { Comparison } from '../personas/population.js';
import type { PreviewFigures } from '../personas/preview-figures.js';
import { barChart, escapeHtml } from './bar-chart.js';
import { STYLE } from './style.js';

const VALUES_SHOWN = 10;

/** A self-contained page about a persona distribution: no script, nothing loaded. */
export function previewPage(figures: PreviewFigures, population: readonly Comparison[]): string {
  const { count, seed, bending, fields, numbers, associations, samples } = figures;
  const body = [
    `<header><h1>Personas</h1><p>${count} personas, seed ${seed}. <span class="key target"></span> what the tables give
     <span class="key here"></span> what was drawn</p></header>`,
    bending === null ? '' : section('Targets', bendingTable(bending)),
    section(
      'Shares',
      `<div class="cards">${fields
        .filter(({ latent }) => !latent)
        .map(card)
        .join('')}</div>`,
    ),
    section(
      'Numbers',
      table(
        ['field', 'mean', 'deviation', 'least', 'most'],
        numbers.map(({ field, mean, deviation, min, max }) => [field, mean.toFixed(2), deviation.toFixed(2), String(min), String(max)]),
      ),
    ),
    section(
      'What hangs together most',
      table(
        ['fields', 'Cramér’s V'],
        associations.map(({ fields: pair, cramersV }) => [pair.join(' × '), cramersV.toFixed(2)]),
      ),
    ),
    section('Against what is published', `<div class="scroll">${populationTable(population)}</div>`),
    section('Five of them', samples.map((text) => `<p class="sample" lang="zh">${escapeHtml(text)}</p>`).join('')),
  ];
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Personas</title>
<style>${STYLE}</style></head>
<body><main>${body.join('\n')}</main></body>
</html>
`;
}

function section(title: string, content: string): string {
  return `<section><h2>${escapeHtml(title)}</h2>${content}</section>`;
}

function card({ field, values, totalVariation, chiSquare }: FieldShares): string {
  const shown = [...values].sort((left, right) => right.realised - left.realised).slice(0, VALUES_SHOWN);
  const rest = values.length > shown.length ? `, ${values.length - shown.length} more values` : '';
  const rows = shown.map(({ value, expected, realised }) => ({ name: value, target: expected, here: realised }));
  return `<article><h3>${escapeHtml(field)}</h3>${barChart(rows, `Shares of ${field}`)}
<p class="note">total variation ${totalVariation.toFixed(3)}, chi-square ${chiSquare.toFixed(1)}${rest}</p></article>`;
}

function bendingTable({ fields, effectiveSize }: Bending): string {
  const rows = fields.flatMap(({ field, targets, meanShift, largestShift }) =>
    targets.map(({ value, asked, before, factor }) => [
      `${field}.${value}`,
      percent(before),
      percent(asked),
      `× ${Number(factor.toPrecision(3))}`,
      `${percent(meanShift)} (at most ${percent(largestShift)})`,
    ]),
  );
  return `${table(['target', 'tables gave', 'asked', 'weight', 'table moved by'], rows)}
<p class="note">Effective sample size ${Math.round(effectiveSize)}: so many unweighted personas would tell as much.</p>`;
}

function populationTable(population: readonly Comparison[]): string {
  return table(
    ['', 'published', 'here', 'difference', 'source', 'why'],
    population.map(({ of, published, here, unit, source, why }) => [
      of.en,
      `${published} ${unit}`,
      `${here.toFixed(1)} ${unit}`,
      `${here > published ? '+' : ''}${(here - published).toFixed(1)}`,
      source.en,
      why?.en ?? 'within chance',
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], tag: string) => row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('');
  return `<table><thead><tr>${cells(head, 'th')}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('')}</tbody></table>`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
