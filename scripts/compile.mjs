// Compiles src/ to dist/, unless dist/ is exactly what this source was compiled to: every npm command begins with it.
//
// What was compiled is known by content, never by time: sha256 over the compiler's settings, the lock file and every source file, and over
// every file that was emitted. A changed, missing or further file on either side compiles anew; a type error ends the command.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SETTINGS = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const STAMP = 'dist/.compiled';
/** The compiler's own memory of what it emitted: it would not emit again what somebody has removed. */
const BUILD_INFO = 'dist/.tsbuildinfo';

const source = hashOf([...SETTINGS, ...filesBelow('src').filter((path) => !path.endsWith('.test.ts'))]);
const stamp = read(STAMP);
const output = hashOf(emitted());
if (stamp !== shown(source, output)) compile(stamp?.endsWith(output) ?? false);

/** @param {boolean} isIntact whether dist/ is what was emitted last */
function compile(isIntact) {
  rmSync(join(ROOT, STAMP), { force: true });
  if (!isIntact) rmSync(join(ROOT, BUILD_INFO), { force: true });
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status, error } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: ROOT, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(join(ROOT, STAMP), shown(source, hashOf(emitted())));
}

function emitted() {
  return filesBelow('dist').filter((path) => path !== STAMP && path !== BUILD_INFO);
}

/** @param {string} folder relative to the project */
function filesBelow(folder) {
  try {
    return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(ROOT.length))
      .sort();
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/** @param {readonly string[]} paths */
function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    const content = readFileSync(join(ROOT, path));
    hash.update(`${path}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return null;
  }
}

/**
 * @param {string} source
 * @param {string} emitted
 */
function shown(source, emitted) {
  return `source ${source}\nemitted ${emitted}`;
}
