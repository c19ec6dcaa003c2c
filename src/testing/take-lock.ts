import { createInterface } from 'node:readline';
import { acquireLock } from '../pipeline/folder-lock.js';

/** Says `ready`, takes the lock at PATH at the first line of stdin, says what came of it, and holds it until stdin ends: `node take-lock.js PATH`. */
const [path = ''] = process.argv.slice(2);
const say = (word: string) => process.stdout.write(`${word}\n`);
const lines = createInterface({ input: process.stdin });
lines.once('line', () => {
  try {
    const lock = acquireLock(path);
    say('won');
    lines.once('close', () => lock.release());
  } catch (error) {
    say((error as { code: string }).code);
  }
});
say('ready');
