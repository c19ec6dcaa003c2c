import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Replacement, replaceFolder } from './replace-folder.js';

let root: string;
let target: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rolecs-replace-'));
  target = join(root, 'below', 'target');
});
afterEach(() => rmSync(root, { recursive: true }));

const MARK = 'ours';
const as = (force: boolean): Replacement => ({ force, kind: 'export', isOurs: (folder) => existsSync(join(folder, MARK)) });

/** Writes a folder of ours. */
const fill = (content: string) => async (folder: string) => {
  writeFileSync(join(folder, MARK), '');
  writeFileSync(join(folder, 'content'), content);
};

const contentOf = () => readFileSync(join(target, 'content'), 'utf8');

describe('replaceFolder', () => {
  it('shows the folder when it is complete, and nothing beside it', async () => {
    await replaceFolder(target, as(false), async (folder) => {
      await fill('new')(folder);
      expect(existsSync(target)).toBe(false);
    });
    expect(contentOf()).toBe('new');
    expect(readdirSync(join(root, 'below'))).toEqual(['target']);
  });

  it('keeps an existing folder without --force, and replaces it with --force', async () => {
    await replaceFolder(target, as(false), fill('old'));
    await expect(replaceFolder(target, as(false), fill('new'))).rejects.toMatchObject({ code: 'output-exists', exitStatus: 2 });
    expect(contentOf()).toBe('old');
    await replaceFolder(target, as(true), fill('new'));
    expect(contentOf()).toBe('new');
    expect(readdirSync(join(root, 'below'))).toEqual(['target']);
  });

  it('never replaces what it did not make', async () => {
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'content'), 'of somebody');
    await expect(replaceFolder(target, as(true), fill('new'))).rejects.toMatchObject({ code: 'output-exists', exitStatus: 2 });
    expect(contentOf()).toBe('of somebody');
  });

  it('leaves the old folder as it was when the disk is full', async () => {
    await replaceFolder(target, as(false), fill('old'));
    const failing = replaceFolder(target, as(true), async (folder) => {
      await fill('half')(folder);
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    });
    await expect(failing).rejects.toMatchObject({ code: 'output-failed', exitStatus: 1 });
    expect(contentOf()).toBe('old');
    expect(readdirSync(join(root, 'below'))).toEqual(['target']);
  });

  it('sweeps what a killed run left, gives back what it had moved away, and spares a run that lives', async () => {
    await replaceFolder(target, as(false), fill('old'));
    const { pid: dead } = spawnSync(process.execPath, ['--version']);
    const beside = (name: string) => join(root, 'below', `.target.partial-${name}`);
    renameSync(target, beside(`${dead}-a.old`));
    mkdirSync(beside(`${dead}-a`));
    mkdirSync(beside(`${process.ppid}-b`));
    await expect(replaceFolder(target, as(false), fill('new'))).rejects.toMatchObject({ code: 'output-exists' });
    expect(contentOf()).toBe('old');
    expect(readdirSync(join(root, 'below')).sort()).toEqual([`.target.partial-${process.ppid}-b`, 'target']);
  });

  it('refuses a file in its place', async () => {
    mkdirSync(join(root, 'below'));
    writeFileSync(target, 'a file');
    await expect(replaceFolder(target, as(true), fill('new'))).rejects.toMatchObject({ code: 'output-unusable', exitStatus: 2 });
  });
});
