/** The looks that all charts share. */
export const INK = 'var(--ink-2)';
export const FAINT = 'var(--line)';

export const shareAxis = {
  type: 'value',
  axisLabel: { color: INK, fontSize: 11, formatter: (share: number) => `${Math.round(1000 * share) / 10}%` },
  splitLine: { lineStyle: { color: FAINT } },
  splitNumber: 4,
} as const;

export function categoryAxis(data: readonly string[], label: Readonly<Record<string, unknown>> = {}) {
  return {
    type: 'category',
    data,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: FAINT } },
    axisLabel: { color: INK, fontSize: 11, ...label },
  } as const;
}
