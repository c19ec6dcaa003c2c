import { relative } from 'node:path';
import { EXIT, type ExitStatus, RolecsError } from '../domain/errors.js';
import type { GenerateRequest } from './generate-options.js';
import { type LlmAccess, tariffOf } from './llm-access.js';
import { type PerformedRun, performRun } from './perform-run.js';

/** Does what `generate` was asked to do; the result goes to stdout as one line: path, number of dialogues, sha256, separated by tabs. */
export async function runGenerate(request: GenerateRequest, makerModule: string): Promise<ExitStatus> {
  const { configuration, llm, notes, dryRun } = request;
  if (llm !== null && dryRun) {
    for (const note of notes) process.stderr.write(`${note}\n`);
    return printEstimate({ ...request, llm });
  }
  return conclude(await performRun(request, { makerModule }), configuration.count);
}

/** What `--dry-run` does. */
async function printEstimate({ configuration, llm }: GenerateRequest & { llm: LlmAccess }): Promise<ExitStatus> {
  const { estimateRun } = await import('../pipeline/estimate-run.js');
  const { formatEstimate } = await import('./print-estimate.js');
  const { settings, judge } = llm;
  const estimate = await estimateRun(configuration, { settings, judge, tariff: tariffOf(llm) });
  process.stdout.write(`${formatEstimate(estimate, { count: configuration.count, settings })}\n`);
  return EXIT.done;
}

function conclude(
  { outcome: { status, accepted, open, openIndices, dialogues, sha256 }, stopStatus, spent }: PerformedRun,
  count: number,
): ExitStatus {
  const path = shown(dialogues);
  if (status === 'interrupted') {
    const kept =
      sha256 === null
        ? 'nothing was begun'
        : `${accepted} of ${count} dialogues stand in ${path}; the same command with ${spent === null ? '' : 'a higher limit and '}--resume goes on`;
    process.stderr.write(`stopped: ${spent === null ? '' : `${spent}; `}${kept}\n`);
    return stopStatus ?? EXIT.failed;
  }
  if (status === 'incomplete') {
    const named = openIndices.slice(0, 5).join(', ') + (open > 5 ? ', …' : '');
    throw new RolecsError('indices-open', `${open} of ${count} dialogues could not be made: all attempts were rejected at index ${named}`, {
      exitStatus: EXIT.failed,
      hint: `the other ${accepted} stand in ${path}; rejected.jsonl beside it tells the reasons`,
    });
  }
  process.stdout.write(`${path}\t${accepted}\t${sha256}\n`);
  return EXIT.done;
}

/** A path as people would write it: relative where it lies below the working folder. */
export function shown(path: string): string {
  const short = relative('', path);
  return short.startsWith('..') ? path : short;
}
