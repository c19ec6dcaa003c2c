import { setTimeout as sleep } from 'node:timers/promises';
import { acquireLock } from '../pipeline/folder-lock.js';

/** Takes the lock at PATH at a given moment (ms since 1970), says what came of it, and holds it a while: `node take-lock.js PATH MOMENT`. */
const [path = '', moment = '0'] = process.argv.slice(2);
await sleep(Math.max(0, Number(moment) - Date.now() - 20));
while (Date.now() < Number(moment));
try {
  const lock = acquireLock(path);
  process.stdout.write('won');
  await sleep(1500);
  lock.release();
} catch (error) {
  process.stdout.write((error as { code: string }).code);
}
