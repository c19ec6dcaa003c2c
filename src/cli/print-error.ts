import { EXIT, type ExitStatus, RolecsError } from '../domain/errors.js';

/**
 * Says on stderr what went wrong: the message, and what to do about it. The stack only on request.
 * @returns the exit status that goes with it
 */
export function printError(error: unknown, options: { verbose: boolean }): ExitStatus {
  if (error instanceof RolecsError) {
    print(`error: ${oneLine(error.message)}`);
    if (error.hint !== undefined) print(`  ${oneLine(error.hint)}`);
    for (const detail of error.details) print(`error: ${oneLine(detail)}`);
  } else {
    print(`error: internal error: ${oneLine(error instanceof Error ? error.message : String(error))}`);
    print(`  this is a bug, please report it${options.verbose ? '' : '; --verbose shows where it happened'}`);
  }
  if (options.verbose && error instanceof Error) {
    print(error.stack ?? '');
    if (error.cause instanceof Error) print(`caused by ${error.cause.stack ?? error.cause.message}`);
  }
  return error instanceof RolecsError ? error.exitStatus : EXIT.failed;
}

function print(text: string): void {
  process.stderr.write(`${text}\n`);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}
