type Tree = Readonly<Record<string, unknown>>;

/** Plain counts by key that the rows tell in full: a key more is wrong. */
const CLOSED = ['counts.rejected_by_reason.', 'counts.accepted_at_attempt.', 'finish_reasons.', 'quality.overrides.'];

/**
 * Where the figures of a manifest are not those counted: `counts.accepted: 400, the rows give 399`. Figures that were not counted
 * (what was requested) are left alone, but a manifest may not count what no row holds.
 */
export function compareFigures(stated: unknown, counted: Tree, path = ''): string[] {
  if (!isTree(stated)) return [`${path.slice(0, -1)}: ${show(stated)}, the rows give ${show(counted)}`];
  const found: string[] = [];
  for (const [key, expected] of Object.entries(counted)) {
    if (isTree(expected)) found.push(...compareFigures(stated[key], expected, `${path}${key}.`));
    else if (stated[key] !== expected) found.push(`${path}${key}: ${show(stated[key])}, the rows give ${show(expected)}`);
  }
  for (const [key, extra] of Object.entries(stated)) {
    if (!(key in counted) && (isCounted(extra) || (CLOSED.includes(path) && isPositive(extra)))) {
      found.push(`${path}${key}: ${show(extra)}, the rows give none`);
    }
  }
  return found;
}

/** An entry that says of something how often it was met. */
function isCounted(value: unknown): boolean {
  return isTree(value) && [value.delivered, value.pass, value.fail].some(isPositive);
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && value > 0;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
