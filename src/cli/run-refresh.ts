import { EXIT, type ExitStatus } from '../domain/errors.js';
import { refresh } from '../refresh/refresh.js';
import { loadRefreshSettings } from '../refresh/refresh-settings.js';
import type { Version } from '../refresh/version.js';
import type { GenerateRequest } from './generate-options.js';
import { performRun } from './perform-run.js';
import type { RefreshRequest } from './refresh-options.js';
import { shown } from './run-generate.js';

/**
 * Does what `refresh` was asked to do. A line on stdout for each version that was made: path, `accepted` or `refused`, dialogues, sha256,
 * separated by tabs; on stderr what gates were missed.
 */
export async function runRefresh(request: RefreshRequest, template: GenerateRequest, makerModule: string): Promise<ExitStatus> {
  const { dataDir, personas, engine } = template.configuration;
  let stopped: ExitStatus | null = null;
  const { made, interrupted } = await refresh(request.directory, request.order, {
    dataDir,
    personas,
    settings: loadRefreshSettings(dataDir, request.settingsFile),
    mayDiscard: engine === 'offline',
    onWarning: (message) => say(`warning: ${message}`),
    makeRun: async ({ directory, count, seed }, earlier) => {
      const configuration = { ...template.configuration, count, seed };
      const { outcome, stopStatus, spent } = await performRun({ ...template, configuration, directory }, { makerModule, earlier });
      if (outcome.status === 'interrupted') {
        stopped = stopStatus;
        say(
          `stopped: ${spent === null ? '' : `${spent}; `}current is as it was; the same command${spent === null ? '' : ' with a higher limit'} goes on`,
        );
      }
      return outcome.status;
    },
  });
  for (const version of made) print(version);
  if (interrupted) return stopped ?? EXIT.failed;
  return made.some(({ status }) => status === 'refused') ? EXIT.gateRefused : EXIT.done;
}

function print({ directory, status, dialogues, sha256, name, missed }: Version): void {
  process.stdout.write(`${shown(directory)}\t${status}\t${dialogues}\t${sha256}\n`);
  if (status === 'accepted') return;
  say(`refused: ${name} missed ${missed.length} of its gates; ${shown(directory)}/report.md has all, current stays as it was`);
  for (const miss of missed) say(`  ${miss}`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
