import { type Command, CommanderError } from 'commander';
import { EXIT, type ExitStatus, RolecsError } from '../domain/errors.js';
import { printError } from './print-error.js';

/**
 * Runs a command line to its exit status: help goes to stdout, every error to stderr in the same form. The action of the command hands its
 * status to `end`.
 * @param command not yet given an action
 */
export async function runCommand(
  command: Command,
  args: readonly string[],
  action: (options: Record<string, unknown>) => Promise<ExitStatus>,
): Promise<ExitStatus> {
  ignoreClosedPipes();
  let status: ExitStatus = EXIT.done;
  command
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .allowExcessArguments(false)
    .action(async () => {
      status = await action(command.opts());
    });
  try {
    await command.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    return printError(error instanceof CommanderError ? toUsageError(error) : error, { verbose: args.includes('--verbose') });
  }
}

function toUsageError(error: CommanderError): RolecsError {
  return new RolecsError('bad-usage', error.message.replace(/^error: /, ''), { cause: error, hint: '--help lists the options' });
}

/** A reader that goes away (`2>&1 | head`) must not stop the work. */
function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.listeners('error').includes(throwUnlessClosed)) stream.on('error', throwUnlessClosed);
  }
}

function throwUnlessClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
