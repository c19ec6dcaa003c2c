import type { Environment } from '../config/environment.js';
import { HUB } from '../config/run-defaults.js';
import { RolecsError } from '../domain/errors.js';
import { checkLocalFiles, type LocalFile } from '../hub/local-files.js';
import type { PushTarget } from '../hub/push-target.js';

/** Where to push, and whether at all; without a token nothing but a dry run is possible. */
type PushWish = Omit<PushTarget, 'token'> & ({ dryRun: true; token: null } | { dryRun: false; token: string });

/** `org/name` */
export function repositoryOption(text: string): string {
  if (/^[\w-][\w.-]{0,95}\/[\w-][\w.-]{0,95}$/.test(text)) return text;
  throw new RolecsError('bad-option', `--push ${text}: must be org/name of a dataset`, { hint: 'as in --push my-org/rolecs' });
}

/**
 * @returns null where nothing is to be pushed
 * @throws RolecsError `bad-usage` where the token is missing or none, or options do not go together
 */
export function pushTargetFrom(options: Record<string, unknown>, { read }: Environment): PushWish | null {
  if (options.push === undefined) {
    const lone = options.dryRun === true ? '--dry-run' : options.private === true ? '--private' : null;
    if (lone !== null) throw new RolecsError('bad-usage', `${lone} needs --push`, { hint: 'as in --push my-org/rolecs' });
    return null;
  }
  const hubUrl = (read('HF_ENDPOINT') ?? HUB.url).replace(/\/+$/, '');
  if (!URL.canParse(hubUrl))
    throw new RolecsError('bad-usage', `HF_ENDPOINT "${hubUrl}": this is no URL`, { hint: `unset it, or ${HUB.url}` });
  const place = { repository: String(options.push), hubUrl, visibility: options.private === true ? ('private' as const) : null };
  if (options.dryRun === true) return { ...place, dryRun: true, token: null };
  const token = read('HF_TOKEN');
  if (token?.startsWith('hf_')) return { ...place, dryRun: false, token };
  throw new RolecsError(
    'bad-usage',
    token === null ? '--push needs HF_TOKEN, which is not set' : 'HF_TOKEN is no token of the Hub: those begin with hf_',
    {
      hint: 'make one with write access in the settings of the Hub and set it in the environment or in .env',
    },
  );
}

/**
 * Pushes and says what went, or says what would go.
 * @throws RolecsError `export-changed` where a file is not as the manifest says, and those of `pushFolder`
 */
export async function pushOrShow(folder: string, files: readonly LocalFile[], wish: PushWish): Promise<void> {
  await checkLocalFiles(folder, files);
  const url = `${wish.hubUrl}/datasets/${wish.repository}`;
  if (wish.dryRun) {
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    print(`dry run: ${files.length} files, ${bytes} bytes would go to ${url} in one commit; what is there already would not be sent`);
    return;
  }
  const { pushFolder } = await import('../hub/push-folder.js'); // the client of the Hub takes a while to load
  const { status, uploaded, removed } = await pushFolder(folder, files, wish, {
    commitTitle: 'Upload dataset made by the RoleCS generator',
    retry: {
      retries: HUB.retries,
      firstWaitMs: HUB.firstWaitMs,
      onRetry: ({ what, attempt }) => process.stderr.write(`warning: the Hub failed (${what}), try ${attempt + 1} of ${HUB.retries + 1}\n`),
    },
  });
  for (const path of uploaded) print(`sent ${path}`);
  for (const path of removed) print(`removed ${path}`);
  print(`${status} ${url}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
