import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const TAKE_LOCK = fileURLToPath(new URL('../../dist/testing/take-lock.js', import.meta.url));

test('the lock of a dead owner goes to exactly one of many takers that come at once', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'rolecs-lock-')), '.state', 'lock');
  mkdirSync(dirname(path));
  for (let round = 0; round < 2; round++) {
    writeFileSync(path, JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), started: null }));
    const moment = String(Date.now() + 1500);
    const takers = Array.from({ length: 5 }, () => promisify(execFile)(process.execPath, [TAKE_LOCK, path, moment]));
    const said = (await Promise.all(takers)).map(({ stdout }) => stdout).sort();
    expect(said).toEqual(['locked', 'locked', 'locked', 'locked', 'won']);
  }
  rmSync(dirname(dirname(path)), { recursive: true });
});
