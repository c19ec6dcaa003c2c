import { readEnvironment } from '../config/environment.js';
import type { ExitStatus } from '../domain/errors.js';
import type { GenerateSetup } from './generate-main.js';
import { toRequest } from './generate-options.js';
import { refreshCommand, toRefreshRequest } from './refresh-options.js';
import { runCommand } from './run-command.js';

/** The command `refresh`, from arguments to exit status. */
export function refreshDataset(args: readonly string[], { dataDir, version, makerModule }: GenerateSetup): Promise<ExitStatus> {
  return runCommand(refreshCommand(), args, async (options) => {
    const request = toRefreshRequest(options, new Date().toISOString().slice(0, 10));
    const { count } = request.order;
    // Seed and folder are those of the version that is made.
    const template = toRequest(
      { ...options, count, seed: 0, out: request.directory, resume: true, force: false },
      { environment: readEnvironment(process.cwd()), version, dataDir },
    );
    const { runRefresh } = await import('./run-refresh.js'); // after the options are known to be good: --help and errors stay fast
    return runRefresh(request, template, makerModule);
  });
}
