import { RolecsError } from '../domain/errors.js';
import type { PlacedYaml } from '../resources/yaml-places.js';
import type { Problem } from './check-grammar.js';

/**
 * One error that tells every problem with file, line and path, from the top of each file down.
 * @param openFile how messages name a file, and where things stand in it
 */
export function problemsError(
  code: string,
  problems: readonly Problem[],
  openFile: (file: string) => { shownPath: string; lineOf: PlacedYaml['lineOf'] },
): RolecsError {
  const files = new Map([...new Set(problems.map(({ file }) => file))].map((file) => [file, openFile(file)]));
  const told = problems.map(({ file, path, message, hint }) => {
    const { shownPath, lineOf } = files.get(file) as NonNullable<ReturnType<typeof files.get>>;
    // A fault of what lies below shows no line: it is the two together that do not fit.
    const line = path.startsWith('with this') ? null : lineOf(path);
    const text = `${shownPath}${line === null ? '' : `:${line}`}: ${path}: ${message}`;
    return { order: [...files.keys()].indexOf(file), line: line ?? Infinity, text, hint };
  });
  told.sort((left, right) => left.order - right.order || (left.line === right.line ? 0 : left.line - right.line));
  const [first, ...others] = told as [(typeof told)[number], ...typeof told];
  return new RolecsError(code, `${first.text}${others.length > 0 ? ` (and ${others.length} more)` : ''}`, {
    hint: first.hint,
    details: others.map(({ text, hint }) => `${text}; ${hint}`),
  });
}
