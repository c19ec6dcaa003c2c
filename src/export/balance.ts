/**
 * How often rows of rare strategies are written so that each has up to a share of all rows afterwards.
 * @param counts rows by strategy before
 * @param rare strategies to raise; those that have the share already, or no row, are left alone
 * @param share 0 to 1, of all rows
 * @param maxCopies no row is written more often
 * @returns factors above 1 by strategy; `floor(n × factor)` rows are to be written of n
 */
export function copiesFor(
  counts: ReadonlyMap<string, number>,
  rare: readonly string[],
  { share, maxCopies }: { readonly share: number; readonly maxCopies: number },
): Record<string, number> {
  const factors = new Map(rare.filter((strategy) => (counts.get(strategy) ?? 0) > 0).map((strategy) => [strategy, 1]));
  // Raising one strategy adds rows and so takes share from the others: the factors rise together until none needs more.
  for (let moved = true; moved; ) {
    moved = false;
    const total = sum([...counts].map(([strategy, count]) => count * (factors.get(strategy) ?? 1)));
    for (const [strategy, factor] of factors) {
      const count = counts.get(strategy) as number;
      const wanted = Math.min(maxCopies, (share * (total - count * factor)) / ((1 - share) * count));
      if (wanted > factor + 1e-9) {
        factors.set(strategy, wanted);
        moved = true;
      }
    }
  }
  return Object.fromEntries([...factors].filter(([, factor]) => factor > 1));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((left, right) => left + right, 0);
}
