import { percent } from '../numbers.js';
import { categoryAxis, shareAxis } from './axes.js';
import type { Chart } from './render-chart.js';

interface ShareBar {
  name: string;
  /** A CSS colour. */
  color: string;
  /** 0 to 1. */
  share: number | null;
  /** What it should be: a line across the bar. */
  target?: number | null;
  /** What it was: a hollow dot. */
  before?: number | null;
}

/**
 * Shares as bars below each other, with their targets.
 * @param labelWidth pixels for the names
 * @param overflow what happens to names that are longer
 */
export function shareBars(
  bars: readonly ShareBar[],
  { labelWidth, rowHeight = 26, overflow = 'break' }: { labelWidth: number; rowHeight?: number; overflow?: 'break' | 'truncate' },
): Chart {
  const names = bars.map(({ name }) => name);
  const marks = (name: 'target' | 'before', symbol: string, symbolSize: number[], itemStyle: object) => ({
    type: 'scatter',
    silent: true,
    symbol,
    symbolSize,
    itemStyle,
    z: 5,
    data: bars.flatMap((bar, row) => {
      const value = bar[name];
      return value === null || value === undefined ? [] : [[value, row]];
    }),
  });
  return {
    height: bars.length * rowHeight + 8,
    option: {
      grid: { left: labelWidth + 8, right: 56, top: 4, bottom: 4 },
      xAxis: { ...shareAxis, min: 0, axisLabel: { show: false }, splitLine: { show: false } },
      // The first bar stands on top.
      yAxis: { ...categoryAxis(names, { width: labelWidth, overflow, lineHeight: 13, interval: 0 }), inverse: true },
      series: [
        {
          type: 'bar',
          silent: true,
          barWidth: '58%',
          data: bars.map(({ share, color }) => ({ value: share ?? 0, itemStyle: { color, borderRadius: [0, 2, 2, 0] } })),
        },
        {
          // Beyond whatever stands in the row, so that no mark runs through a figure.
          type: 'scatter',
          silent: true,
          symbolSize: 0,
          data: bars.map(({ share, target, before }, row) => [Math.max(share ?? 0, target ?? 0, before ?? 0), row]),
          label: { show: true, position: 'right', distance: 8, color: 'var(--ink)', fontSize: 11, formatter: labelled(bars) },
        },
        marks('target', 'rect', [2, 0.8 * rowHeight], { color: 'var(--ink)' }),
        marks('before', 'circle', [8, 8], { color: 'var(--paper)', borderColor: 'var(--ink)', borderWidth: 1.5 }),
      ],
    },
  };
}

function labelled(bars: readonly ShareBar[]) {
  return ({ dataIndex }: { dataIndex: number }) => percent(bars[dataIndex]?.share ?? null);
}
