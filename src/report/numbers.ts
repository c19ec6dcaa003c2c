/** A share (0 to 1) as percent. */
export function percent(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)} %`;
}

/** A difference of shares, in points. */
export function points(difference: number | null): string {
  return difference === null ? '–' : signed(100 * difference, 1);
}

/** With so many digits as tell values of its size apart. */
export function plain(value: number | null): string {
  if (value === null) return '–';
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 3);
}

/** A difference with its sign. */
export function change(difference: number | null): string {
  if (difference === null) return '–';
  return signed(difference, Number.isInteger(difference) ? 0 : Math.abs(difference) >= 10 ? 1 : 3);
}

/** null where one of the two is missing. */
export function difference(now: number | null | undefined, before: number | null | undefined): number | null {
  return now === null || now === undefined || before === null || before === undefined ? null : now - before;
}

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return `±${text}`;
  return `${value > 0 ? '+' : '−'}${text}`;
}
