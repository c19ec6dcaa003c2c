import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acquireLock, refuseIfLocked } from './folder-lock.js';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.js';

/** Larger than the largest process number Linux gives. */
const DEAD: ProcessIdentity = { pid: 2 ** 22 + 1, host: hostname(), started: null };
let path: string;

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'rolecs-lock-')), '.state', 'lock');
});
afterEach(() => rmSync(dirname(dirname(path)), { recursive: true }));

function leaveLock(content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

describe('a lock', () => {
  test('keeps others out until it is released', () => {
    const lock = acquireLock(path);
    expect(() => acquireLock(path)).toThrow(`process ${process.pid} on ${hostname()} holds ${path}`);
    expect(() => refuseIfLocked(path)).toThrow('another run is at work there');
    lock.release();
    expect(existsSync(path)).toBe(false);
    refuseIfLocked(path);
    acquireLock(path).release();
  });

  test('leaves nothing else in its folder', () => {
    leaveLock(JSON.stringify(DEAD));
    writeFileSync(`${path}.0f8fad5b`, 'of a taker that was killed');
    acquireLock(path);
    expect(readdirSync(dirname(path))).toEqual(['lock']);
  });

  test.each([
    ['dead', JSON.stringify(DEAD)],
    ['one whose number another process has now', JSON.stringify({ ...thisProcess(), started: 'another-boot/17' })],
    ['nobody: the file is empty', ''],
    ['nobody: the file is something else', '{"pid":"x"}'],
  ])('is taken over when its owner is %s', (_, content) => {
    leaveLock(content);
    refuseIfLocked(path);
    acquireLock(path).release();
  });

  test('of another host is respected', () => {
    leaveLock(JSON.stringify({ ...DEAD, host: 'elsewhere' }));
    expect(() => acquireLock(path)).toThrow('on elsewhere holds');
  });

  test('is taken over although an earlier taker died half-way', () => {
    leaveLock(JSON.stringify(DEAD));
    const token = createHash('sha256').update(JSON.stringify(DEAD)).digest('hex').slice(0, 12);
    writeFileSync(`${path}.${token}`, JSON.stringify({ ...DEAD, pid: DEAD.pid + 1 }));
    acquireLock(path).release();
  });
});

test('a process that has ended is not alive, also while its number lingers', async () => {
  const child = execFile(process.execPath, ['-e', '']);
  const identity = { ...thisProcess(), pid: child.pid as number };
  await new Promise((resolve) => child.on('close', resolve));
  expect(isAlive(identity)).toBe(false);
  expect(isAlive(thisProcess())).toBe(true);
});
