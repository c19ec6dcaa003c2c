import { categoryAxis, shareAxis } from './axes.js';
import type { Chart, Format } from './render-chart.js';

type Bins = readonly { from: number; share: number }[];

/** Shares of lengths as an area, those of another dataset as a dashed line. */
export function lengthLines(bins: Bins, { before, color, format }: { before: Bins | undefined; color: string; format: Format }): Chart {
  const starts = [...new Set([...bins, ...(before ?? [])].map(({ from }) => from))].sort((a, b) => a - b);
  const shares = (of: Bins) => starts.map((start) => of.find(({ from }) => from === start)?.share ?? 0);
  const line = { type: 'line', silent: true, showSymbol: false, smooth: 0.2 };
  return {
    height: format === 'wide' ? 220 : 190,
    option: {
      grid: { left: 44, right: 12, top: 10, bottom: 26 },
      xAxis: { ...categoryAxis(starts.map(String)), boundaryGap: false },
      yAxis: { ...shareAxis, min: 0 },
      series: [
        { ...line, data: shares(bins), lineStyle: { color, width: 2 }, areaStyle: { color, opacity: 0.16 } },
        ...(before ? [{ ...line, data: shares(before), lineStyle: { color: 'var(--ink)', width: 1.5, type: 'dashed' } }] : []),
      ],
    },
  };
}
