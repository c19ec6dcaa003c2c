import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const TAKE_LOCK = fileURLToPath(new URL('../../dist/testing/take-lock.js', import.meta.url));

/** A process that stands ready to take the lock. */
async function startTaker(path: string) {
  const child = spawn(process.execPath, [TAKE_LOCK, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const nextLine = async () => String(await once(lines, 'line'));
  await nextLine();
  return { child, nextLine };
}

test('the lock of a dead owner goes to exactly one of many takers that come at once', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'rolecs-lock-')), '.state', 'lock');
  mkdirSync(dirname(path));
  for (let round = 0; round < 2; round++) {
    writeFileSync(path, JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), started: null }));
    const takers = await Promise.all(Array.from({ length: 5 }, () => startTaker(path)));
    const answers = takers.map(({ nextLine }) => nextLine());
    for (const { child } of takers) child.stdin.write('now\n');
    expect((await Promise.all(answers)).sort()).toEqual(['locked', 'locked', 'locked', 'locked', 'won']);
    const ends = takers.map(({ child }) => once(child, 'close'));
    for (const { child } of takers) child.stdin.end();
    await Promise.all(ends);
  }
  rmSync(dirname(dirname(path)), { recursive: true });
});
