import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CommitOperation, commit, createRepo, datasetInfo, HubApiError, type ListFileEntry, listFiles } from '@huggingface/hub';
import { EXIT, RolecsError } from '../domain/errors.js';
import { toHubError } from './hub-errors.js';
import type { LocalFile } from './local-files.js';
import { type PushPlan, planPush } from './push-plan.js';
import type { PushTarget } from './push-target.js';
import { type RetrySettings, retryingFetch } from './retrying-fetch.js';

/** How often a commit is tried anew when the repository moved meanwhile. */
const MAX_ROUNDS = 5;

interface PushResult {
  /** Whether this call changed the repository. */
  status: 'pushed' | 'unchanged';
  url: string;
  uploaded: readonly string[];
  removed: readonly string[];
}

type Access = ReturnType<typeof accessTo>;

/**
 * Brings a repository of the Hub to hold the files of a folder, in one commit; what is there already is not sent. The commit names its parent: where
 * another one came in between, or the answer to ours was lost, the repository is looked at again.
 * @throws RolecsError `hub-refused` (exit 2), `hub-failed` (exit 1)
 */
export async function pushFolder(
  folder: string,
  files: readonly LocalFile[],
  target: PushTarget,
  settings: { retry: RetrySettings; commitTitle: string },
): Promise<PushResult> {
  const access = accessTo(target, settings.retry);
  const url = `${target.hubUrl}/datasets/${target.repository}`;
  let tried: PushPlan = { upload: [], remove: [] };
  try {
    for (let round = 1; round <= MAX_ROUNDS; round++) {
      const head = await findHead(access, target);
      const plan = planPush(folder, files, await listRemote(access, head));
      const isDone = plan.upload.length === 0 && plan.remove.length === 0;
      if (isDone || (await isCommitted(folder, plan, head, access, settings.commitTitle))) {
        const { upload, remove } = isDone ? tried : plan;
        const isUntouched = upload.length === 0 && remove.length === 0;
        return { status: isUntouched ? 'unchanged' : 'pushed', url, uploaded: upload.map(({ path }) => path), removed: remove };
      }
      tried = plan;
    }
  } catch (error) {
    throw toHubError(error, target);
  }
  throw new RolecsError('hub-failed', `${url} was changed by somebody else during each of ${MAX_ROUNDS} tries to commit`, {
    hint: 'push again when nobody else does: `npm run export` with the same --out and --push, without --from',
    exitStatus: EXIT.failed,
  });
}

/** What every call of the client takes. */
function accessTo({ repository, token, hubUrl }: PushTarget, retry: RetrySettings) {
  return { repo: { type: 'dataset', name: repository }, accessToken: token, hubUrl, fetch: retryingFetch(retry) } as const;
}

/** The commit that `main` stands at; the repository is made where it is missing. */
async function findHead(access: Access, target: PushTarget): Promise<string> {
  const look = async () => (await datasetInfo({ ...access, name: target.repository, revision: 'main', additionalFields: ['sha'] })).sha;
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof HubApiError) || error.statusCode !== 404) throw error;
  }
  try {
    await createRepo({ ...access, ...(target.visibility === null ? {} : { visibility: target.visibility }) });
  } catch (error) {
    // Somebody made it meanwhile, or we did and the answer was lost.
    if (!(error instanceof HubApiError) || error.statusCode !== 409) throw error;
  }
  return look();
}

async function listRemote(access: Access, revision: string): Promise<ListFileEntry[]> {
  const entries: ListFileEntry[] = [];
  for await (const entry of listFiles({ ...access, recursive: true, revision })) entries.push(entry);
  return entries;
}

/** @returns false where `main` no longer stands at `parentCommit` */
async function isCommitted(folder: string, plan: PushPlan, parentCommit: string, access: Access, title: string): Promise<boolean> {
  const operations: CommitOperation[] = [
    ...plan.upload.map(({ path }) => ({ operation: 'addOrUpdate' as const, path, content: pathToFileURL(join(folder, path)) })),
    ...plan.remove.map((path) => ({ operation: 'delete' as const, path })),
  ];
  try {
    // LFS rather than Xet: its plain requests are what our stand-in of the Hub proves (docs/decisions/0011).
    await commit({ ...access, title, operations, parentCommit, useXet: false });
    return true;
  } catch (error) {
    if (error instanceof HubApiError && (error.statusCode === 409 || error.statusCode === 412)) return false;
    throw error;
  }
}
