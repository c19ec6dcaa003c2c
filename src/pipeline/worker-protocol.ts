import type { CandidateRequest } from '../domain/candidate.js';
import { EXIT, type ExitStatus, RolecsError } from '../domain/errors.js';
import type { RequestedShares } from './maker-module.js';
import type { RunConfiguration } from './run-configuration.js';
import type { AcceptedCandidate, SettledIndex } from './settle.js';

/** What a worker gets when it starts. */
export interface WorkerStart {
  configuration: RunConfiguration;
  /** URL of a module that fulfils MakerModule. */
  makerModule: string;
}

/** Lines of a file that a worker reads again on resume. */
export interface ReplayRange {
  path: string;
  offset: number;
  /** Bytes of each line, line feed included. */
  lineBytes: number[];
}
export type ReplayedDialogue = Omit<AcceptedCandidate, 'line'>;

/** The jobs a worker knows, with what each takes and gives. It has one at a time. */
export interface WorkerJobs {
  settle: { input: CandidateRequest[]; output: SettledIndex[] };
  replay: { input: ReplayRange; output: ReplayedDialogue[] };
  requestedShares: { input: null; output: RequestedShares };
}
export type JobKind = keyof WorkerJobs;

export type JobMessage = { [Kind in JobKind]: { kind: Kind; input: WorkerJobs[Kind]['input'] } }[JobKind];
export type WorkerMessage =
  | { type: 'ready' }
  | { type: 'done'; output: WorkerJobs[JobKind]['output'] }
  /** It could not start, or a job failed. */
  | { type: 'failed'; error: PlainError };

/** An error as it crosses threads; structured clone would lose the class and its fields. */
export interface PlainError {
  message: string;
  stack: string | undefined;
  known: { code: string; hint: string | undefined; exitStatus: ExitStatus } | null;
}

export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { message: String(error), stack: undefined, known: null };
  const known = error instanceof RolecsError ? { code: error.code, hint: error.hint, exitStatus: error.exitStatus } : null;
  return { message: error.message, stack: error.stack, known };
}

export function fromPlainError({ message, stack, known }: PlainError): Error {
  const error = known
    ? new RolecsError(known.code, message, {
        exitStatus: known.exitStatus,
        ...(known.hint === undefined ? {} : { hint: known.hint }),
      })
    : new RolecsError('worker-failed', `a worker thread failed: ${message}`, {
        hint: 'this is a bug: run again with --verbose and report the stack; what was finished is kept for --resume',
        exitStatus: EXIT.failed,
      });
  if (stack !== undefined) error.stack = stack;
  return error;
}
