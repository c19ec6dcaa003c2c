import { change } from '../numbers.js';
import { categoryAxis, INK } from './axes.js';
import type { Chart, Format } from './render-chart.js';

export interface CellMap {
  rows: readonly string[];
  columns: readonly string[];
  /** Shares 0 to 1, or changes −1 to 1 (coloured by their sign, shown with it). */
  values: readonly (readonly (number | null | undefined)[])[];
  /** Pixels for the names of the rows. */
  labelWidth?: number;
}

interface Looks {
  /** From here on a cell has its full colour. */
  fullFrom: number;
  /** Below this a cell is left without its figure. */
  figureFrom: number;
  figure: (value: number) => string;
}

/** Shares as a map: a cell for each pair of row and column, the deeper the more. On a phone without figures. */
export function shareMap(map: CellMap, format: Format): Chart {
  const looks = { fullFrom: 1, figureFrom: format === 'wide' ? 0.05 : Number.POSITIVE_INFINITY, figure: percentOf };
  return cellMap(map, looks, format);
}

/** Changes as a map, in points: more in one colour, less in the other. */
export function changeMap(map: CellMap, format: Format): Chart {
  const isCrowded = format === 'narrow' && map.columns.length > 10;
  return cellMap(
    map,
    { fullFrom: 0.3, figureFrom: isCrowded ? Number.POSITIVE_INFINITY : 0.01, figure: (value) => change(Math.round(100 * value)) },
    format,
  );
}

function cellMap({ rows, columns, values, labelWidth = 28 }: CellMap, { fullFrom, figureFrom, figure }: Looks, format: Format): Chart {
  const cells = rows.flatMap((_, row) =>
    columns.map((__, column) => {
      const value = values[row]?.[column] ?? 0;
      const opacity = Math.min(1, Math.abs(value) / fullFrom) ** 0.7 * 0.8;
      return { value: [column, row, value], itemStyle: { opacity, borderColor: 'var(--paper)', borderWidth: 1 } };
    }),
  );
  const label = { color: INK, fontSize: format === 'wide' ? 12 : 11, interval: 0 };
  return {
    height: rows.length * (format === 'wide' ? 36 : 25) + 30,
    option: {
      grid: { left: labelWidth + 8, right: 8, top: 26, bottom: 4 },
      xAxis: { ...categoryAxis(columns, label), axisLine: { show: false }, position: 'top' },
      yAxis: {
        ...categoryAxis(rows, { ...label, width: labelWidth, overflow: 'break', lineHeight: 13 }),
        axisLine: { show: false },
        inverse: true,
      },
      visualMap: {
        type: 'piecewise',
        show: false,
        seriesIndex: 0,
        pieces: [
          { lt: 0, color: 'var(--fall)' },
          { gte: 0, color: 'var(--heat)' },
        ],
      },
      series: [
        { type: 'heatmap', silent: true, data: cells },
        {
          // The figures apart from the cells: those are translucent, and a label shares the opacity of its cell.
          type: 'scatter',
          silent: true,
          symbolSize: 0,
          data: cells.filter(({ value: [, , value = 0] }) => Math.abs(value) >= figureFrom).map(({ value }) => value),
          label: {
            show: true,
            fontSize: 11,
            color: 'var(--ink)',
            formatter: ({ value: [, , value = 0] }: { value: number[] }) => figure(value),
          },
        },
      ],
    },
  };
}

function percentOf(share: number): string {
  return String(Math.round(100 * share));
}
