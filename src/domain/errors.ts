/**
 * The one base of every error this program raises on purpose. Anything else that is thrown is a bug.
 *
 * `message` says what is wrong and with which value, `hint` what to do about it, `details` what else is wrong, each in a line; none ends in
 * a stack trace for the user.
 */
export class RolecsError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly details: readonly string[];
  readonly exitStatus: ExitStatus;

  constructor(
    code: string,
    message: string,
    options: { hint?: string; details?: readonly string[]; cause?: unknown; exitStatus?: ExitStatus } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RolecsError';
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? [];
    this.exitStatus = options.exitStatus ?? EXIT.usage;
  }
}

/** Exit statuses of the commands (contract §1). */
export const EXIT = { done: 0, failed: 1, usage: 2, gateRefused: 3, interrupted: 130, terminated: 143 } as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];
