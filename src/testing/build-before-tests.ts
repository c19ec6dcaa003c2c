import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Compiles the program once before the tests, so that those which start processes never meet a stale build. */
export default function build(): void {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/compile.mjs', import.meta.url))], { stdio: 'inherit' });
}
