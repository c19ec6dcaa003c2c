/**
 * σ²between / σ²within of groups of measurements (one-way random effects, unequal group sizes, by the method of moments). Above 1, who
 * speaks decides more than which dialogue it is. Null where no group has two members or members do not differ.
 */
export function varianceRatio(groups: readonly (readonly number[])[]): number | null {
  const all = groups.reduce((sum, group) => sum + group.length, 0);
  if (groups.length < 2 || all === groups.length) return null;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const grand = mean(groups.flat());
  const between = groups.reduce((sum, group) => sum + group.length * (mean(group) - grand) ** 2, 0) / (groups.length - 1);
  const within =
    groups.reduce((sum, group) => sum + group.reduce((part, value) => part + (value - mean(group)) ** 2, 0), 0) / (all - groups.length);
  const effectiveSize = (all - groups.reduce((sum, group) => sum + group.length ** 2, 0) / all) / (groups.length - 1);
  return within === 0 ? null : Math.max(0, (between - within) / effectiveSize) / within;
}
