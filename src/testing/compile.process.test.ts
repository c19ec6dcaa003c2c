import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EMITTED = 'dist/greeting.js';

describe('scripts/compile.mjs', () => {
  let project: string;

  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'rolecs-compile-'));
    for (const path of ['scripts/compile.mjs', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']) {
      cpSync(join(ROOT, path), join(project, path));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
    mkdirSync(join(project, 'src'));
    say('您好');
    expect(compile().status).toBe(0);
  });
  afterAll(() => rmSync(project, { recursive: true }));

  function say(text: string): void {
    writeFileSync(join(project, 'src/greeting.ts'), `export const GREETING: string = '${text}';\n`);
  }
  function compile() {
    return spawnSync(process.execPath, ['scripts/compile.mjs'], { cwd: project, encoding: 'utf8' });
  }
  function compiled(): string {
    return readFileSync(join(project, EMITTED), 'utf8');
  }

  it('leaves what is up to date as it is', () => {
    const { ino, mtimeMs } = statSync(join(project, EMITTED));
    expect(compile().status).toBe(0);
    expect(statSync(join(project, EMITTED))).toMatchObject({ ino, mtimeMs });
  });

  it('compiles source that was changed, whatever its time', () => {
    say('请讲');
    expect(compile().status).toBe(0);
    expect(compiled()).toContain('请讲');
  });

  it('makes good what was removed from dist/, or edited there', () => {
    const sound = compiled();
    rmSync(join(project, EMITTED));
    expect(compile().status).toBe(0);
    expect(compiled()).toBe(sound);
    writeFileSync(join(project, EMITTED), 'export const GREETING = 1;\n');
    expect(compile().status).toBe(0);
    expect(compiled()).toBe(sound);
  });

  it('ends with the compiler’s message on a type error, and again until it is mended', () => {
    writeFileSync(join(project, 'src/greeting.ts'), 'export const GREETING: string = 3;\n');
    for (let run = 0; run < 2; run++) {
      const { status, stdout } = compile();
      expect(status).not.toBe(0);
      expect(stdout).toContain('src/greeting.ts(1,14): error TS2322');
    }
    say('再见');
    expect(compile().status).toBe(0);
    expect(compiled()).toContain('再见');
  });

  it('compiles for other settings of the compiler', () => {
    expect(compiled()).toContain('sourceMappingURL');
    const settings = join(project, 'tsconfig.build.json');
    writeFileSync(settings, readFileSync(settings, 'utf8').replace('"sourceMap": true', '"sourceMap": false'));
    expect(compile().status).toBe(0);
    expect(compiled()).not.toContain('sourceMappingURL');
  });
});
