import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
/** The browser, and signs for Chinese: pages are measured in it. */
const DEBIAN_PACKAGES = ['chromium', 'fonts-noto-cjk'];

/**
 * Path of a browser for tests: what CHROMIUM names, else where systems put it, else installed from Debian.
 * @throws Error when there is none and none can be installed
 */
export function findChromium(): string {
  const found = [process.env.CHROMIUM, ...PLACES].find((path) => path !== undefined && existsSync(path));
  if (found !== undefined) return found;
  try {
    execFileSync('apt-get', ['update', '-qq']);
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...DEBIAN_PACKAGES]);
  } catch (cause) {
    throw new Error('tests of pages need Chromium: install it, or name it in the environment variable CHROMIUM', { cause });
  }
  return PLACES[0] as string;
}
