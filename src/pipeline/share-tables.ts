/** Times something was met, by its id. */
export type Counts = Map<string, number>;

export interface Share {
  /** null: nobody said. */
  requested: number | null;
  delivered: number;
}

/** Requested against delivered, every id of either. */
export function compare(requested: Record<string, number> | undefined, delivered: Counts): Record<string, Share> {
  const keys = [...new Set([...Object.keys(requested ?? {}), ...delivered.keys()])].sort();
  return Object.fromEntries(
    keys.map((key) => [key, { requested: requested ? (requested[key] ?? 0) : null, delivered: delivered.get(key) ?? 0 }]),
  );
}

/** A table too long to read: how many keys, the extremes, and how far off the worst and all together are. */
export function summarise(table: Record<string, Share>) {
  const shares = Object.values(table);
  const requested = shares.map((share) => share.requested).filter((share) => share !== null);
  const delivered = shares.map((share) => share.delivered);
  const differences = shares.map((share) => (share.requested === null ? 0 : Math.abs(share.delivered - share.requested)));
  return {
    distinct: delivered.filter((times) => times > 0).length,
    requested: requested.length === 0 ? null : { distinct: requested.filter((times) => times > 0).length, ...extremes(requested) },
    delivered: extremes(delivered),
    off_by:
      requested.length === 0 ? null : { most: round(extremes(differences).max), total: round(differences.reduce((a, b) => a + b, 0)) },
  };
}

function extremes(values: readonly number[]): { min: number; max: number } {
  if (values.length === 0) return { min: 0, max: 0 };
  return { min: values.reduce((a, b) => Math.min(a, b)), max: values.reduce((a, b) => Math.max(a, b)) };
}

export function increase(counts: Counts, key: string, times = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + times);
}

export function sorted(counts: Counts): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : round(part / whole);
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
