import { BarChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, GridComponent, SVGRenderer]);

/** Pixels: no card of the page leaves a chart less, so that its text is not shrunk. */
const WIDTH = 296;
const ROW_HEIGHT = 30;
const LONGEST_LABEL = 96;

/** Stand-ins that the page's own colours take the place of, so that one chart serves light and dark. */
const COLOURS = { '#000001': 'var(--ink)', '#000002': 'var(--target)', '#000003': 'var(--here)', '#000004': 'var(--line)' };
const [INK, TARGET, HERE, LINE] = Object.keys(COLOURS) as [string, string, string, string];

export interface BarRow {
  readonly name: string;
  /** Shares, 0 to 1. */
  readonly target: number;
  readonly here: number;
}

/**
 * Horizontal bars, the target above what is here, as an SVG element without a script.
 * @param describe what a reader who does not see the chart is told
 */
export function barChart(rows: readonly BarRow[], describe: string): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: rows.length * ROW_HEIGHT + 26 });
  const bars = (values: readonly number[], colour: string) => ({
    type: 'bar' as const,
    data: values.map((value) => Number((100 * value).toFixed(2))),
    itemStyle: { color: colour },
    barMaxWidth: 9,
    barGap: '10%',
  });
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: 'inherit' },
    grid: { left: LONGEST_LABEL + 8, right: 14, top: 2, bottom: 22 },
    xAxis: {
      type: 'value',
      min: 0,
      splitNumber: 4,
      axisLabel: { color: INK, formatter: '{value} %', fontSize: 11, hideOverlap: true },
      splitLine: { lineStyle: { color: LINE } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map(({ name }) => name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: LINE } },
      axisLabel: { color: INK, fontSize: 12, width: LONGEST_LABEL, overflow: 'truncate', interval: 0 },
    },
    series: [
      bars(
        rows.map(({ target }) => target),
        TARGET,
      ),
      bars(
        rows.map(({ here }) => here),
        HERE,
      ),
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  const painted = Object.entries(COLOURS).reduce((text, [standIn, colour]) => text.replaceAll(standIn, colour), svg);
  return painted.replace('<svg ', `<svg role="img" aria-label="${escapeHtml(describe)}" `);
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
