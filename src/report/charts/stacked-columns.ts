import { categoryAxis, shareAxis } from './axes.js';
import type { Chart } from './render-chart.js';

interface Layer {
  color: string;
  /** One share (0 to 1) for each column. */
  shares: readonly (number | null)[];
}

/** Shares of a whole, stacked, column beside column. */
export function stackedColumns(columns: readonly string[], layers: readonly Layer[], height: number): Chart {
  return {
    height,
    option: {
      grid: { left: 44, right: 8, top: 10, bottom: 26 },
      xAxis: categoryAxis(columns),
      yAxis: { ...shareAxis, min: 0, max: 1, interval: 0.25 },
      series: layers.map((layer) => ({ ...barOf(layer), barCategoryGap: '8%' })),
    },
  };
}

/** Shares of a whole, stacked, row below row; the first row on top. */
export function stackedRows(rows: readonly string[], layers: readonly Layer[], labelWidth: number): Chart {
  return {
    height: rows.length * 30 + 34,
    option: {
      grid: { left: labelWidth + 8, right: 16, top: 4, bottom: 26 },
      xAxis: { ...shareAxis, min: 0, max: 1, interval: 0.25 },
      yAxis: { ...categoryAxis(rows, { width: labelWidth, overflow: 'break', lineHeight: 13, interval: 0 }), inverse: true },
      series: layers.map((layer) => ({ ...barOf(layer), barWidth: '62%' })),
    },
  };
}

function barOf({ color, shares }: Layer) {
  return {
    type: 'bar',
    stack: 'whole',
    silent: true,
    itemStyle: { color, borderColor: 'var(--paper)', borderWidth: 0.5 },
    data: shares.map((share) => share ?? 0),
  };
}
