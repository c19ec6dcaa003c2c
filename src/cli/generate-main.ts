import { readEnvironment } from '../config/environment.js';
import type { ExitStatus } from '../domain/errors.js';
import { generateCommand, toRequest } from './generate-options.js';
import { runCommand } from './run-command.js';

export interface GenerateSetup {
  dataDir: string;
  version: string;
  /** URL of the module that makes candidates. */
  makerModule: string;
}

/** The command `generate`, from arguments to exit status. */
export function generate(args: readonly string[], { dataDir, version, makerModule }: GenerateSetup): Promise<ExitStatus> {
  return runCommand(generateCommand(), args, async (options) => {
    const request = toRequest(options, { environment: readEnvironment(process.cwd()), version, dataDir });
    const { runGenerate } = await import('./run-generate.js'); // after the options are known to be good: --help and errors stay fast
    return runGenerate(request, makerModule);
  });
}
