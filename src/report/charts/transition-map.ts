import { STRATEGY_CODES, type StrategyCode } from '../../domain/strategy.js';
import { categoryAxis, INK } from './axes.js';
import type { Chart, Format } from './render-chart.js';

/** Below this share a cell is left without its figure. */
const SHOWN_FROM = 0.05;

/**
 * Which strategy follows which: rows from, columns to.
 * @param value of a cell: a share 0 to 1, or a change −1 to 1 (coloured by its sign)
 */
export function transitionMap(value: (from: StrategyCode, to: StrategyCode) => number | null, format: Format): Chart {
  const cells = STRATEGY_CODES.flatMap((from, row) =>
    STRATEGY_CODES.map((to, column) => {
      const share = value(from, to) ?? 0;
      return {
        value: [column, row, share],
        itemStyle: {
          opacity: Math.min(1, Math.abs(share) ** 0.7 * 0.8),
          borderColor: 'var(--paper)',
          borderWidth: 1,
        },
      };
    }),
  );
  const axis = {
    ...categoryAxis(STRATEGY_CODES, { color: INK, fontSize: format === 'wide' ? 12 : 10, interval: 0 }),
    axisLine: { show: false },
  };
  return {
    height: format === 'wide' ? 460 : 330,
    option: {
      grid: { left: 36, right: 8, top: 26, bottom: 4 },
      xAxis: { ...axis, position: 'top' },
      yAxis: { ...axis, inverse: true },
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
        {
          type: 'heatmap',
          silent: true,
          data: cells,
        },
        {
          // The figures apart from the cells: those are translucent, and a label shares the opacity of its cell.
          type: 'scatter',
          silent: true,
          symbolSize: 0,
          data: cells.filter(({ value: [, , share = 0] }) => format === 'wide' && Math.abs(share) >= SHOWN_FROM).map(({ value }) => value),
          label: {
            show: true,
            fontSize: 11,
            color: 'var(--ink)',
            formatter: ({ value: [, , share = 0] }: { value: number[] }) => String(Math.round(100 * share)),
          },
        },
      ],
    },
  };
}
