/**
 * Splits `total` into whole quotas in proportion to weights by largest remainder (Hamilton): each quota is within one of its exact share, their sum is
 * `total`. Ties go to the earlier one.
 * @throws RangeError when the weights do not sum to something positive
 */
export function largestRemainder(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((left, right) => left + right, 0);
  if (!(sum > 0)) throw new RangeError(`weights sum to ${sum}`);
  const exact = weights.map((weight) => (weight / sum) * total);
  const quotas = exact.map(Math.floor);
  const rest = total - quotas.reduce((left, right) => left + right, 0);
  const byRemainder = exact.map((share, position) => ({ position, remainder: share - Math.floor(share) }));
  byRemainder.sort((a, b) => b.remainder - a.remainder || a.position - b.position);
  for (const { position } of byRemainder.slice(0, rest)) quotas[position] = (quotas[position] ?? 0) + 1;
  return quotas;
}
