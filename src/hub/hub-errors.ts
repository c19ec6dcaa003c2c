import { HubApiError } from '@huggingface/hub';
import isNetworkError from 'is-network-error';
import { EXIT, RolecsError } from '../domain/errors.js';
import type { PushTarget } from './push-target.js';
import { whatFailed } from './retrying-fetch.js';

/** What went wrong between us and the Hub, in words. The token is cut out of whatever a server or a proxy echoes; no cause is kept for the same reason. */
export function toHubError(error: unknown, { repository, token, hubUrl }: PushTarget): unknown {
  if (error instanceof RolecsError || !(error instanceof Error)) return error;
  const what = whatFailed(error).replaceAll(token, '[HF_TOKEN]');
  if (error instanceof HubApiError) {
    const refusal = REFUSALS[error.statusCode];
    if (refusal)
      return new RolecsError('hub-refused', `${hubUrl} refuses the push to ${repository} (status ${error.statusCode}): ${what}`, {
        hint: refusal,
      });
    return new RolecsError('hub-failed', `the push to ${repository} failed with status ${error.statusCode}: ${what}`, {
      hint: AGAIN,
      exitStatus: EXIT.failed,
    });
  }
  if (!isNetworkError(error)) return error;
  return new RolecsError('hub-failed', `${hubUrl} cannot be reached: ${what}`, { hint: AGAIN, exitStatus: EXIT.failed });
}

const AGAIN = 'the folder is kept: push it again with the same --out and --push, without --from; what arrived is not sent twice';

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'the folder or its card does not suit the Hub; see the message, and make the folder again',
  401: 'HF_TOKEN is missing, wrong or expired: make one with write access in the settings of the Hub',
  403: 'HF_TOKEN may not write there: make one with write access to that organisation, or name another repository',
};
