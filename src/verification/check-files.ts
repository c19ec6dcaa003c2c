import { createHash } from 'node:crypto';
import { createReadStream, type Dirent, existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type DatasetManifest, type ListedFile, MANIFEST } from './dataset-manifest.js';
import type { FindingSink } from './findings.js';

/** By-products of a run that its manifest does not vouch for (contract §2). */
const BY_PRODUCTS: readonly string[] = [MANIFEST, 'run.log', 'reasoning.jsonl'];
const STATE = '.state';
const LINE_FEED = 0x0a;

/** Holds the files of a folder against those that its manifest lists: all there, none beside them, each byte for byte. */
export async function checkFiles(directory: string, { files }: DatasetManifest, findings: FindingSink): Promise<void> {
  for (const [name, listed] of Object.entries(files)) {
    const place = { file: name, line: null, id: null };
    const path = join(directory, name);
    if (name.split('/').includes('..')) findings.add('manifest-edited', place, 'is listed, but lies outside of the folder');
    else if (!existsSync(path) || !statSync(path).isFile()) findings.add('file-missing', place, 'is listed in the manifest and not there');
    else for (const what of await differencesOf(path, listed)) findings.add('file-changed', place, what);
  }
  for (const name of filesBelow(directory)) {
    if (name in files || BY_PRODUCTS.includes(name)) continue;
    findings.add('file-unlisted', { file: name, line: null, id: null }, 'is there and not listed in the manifest');
  }
}

async function differencesOf(path: string, listed: ListedFile): Promise<string[]> {
  const found = await measure(path);
  const stated = { ...listed, lines: listed.lines ?? (path.endsWith('.jsonl') ? listed.rows : null) };
  const keys = (['bytes', 'lines', 'sha256'] as const).filter(
    (key) => typeof (stated[key] ?? null) !== 'object' && stated[key] !== found[key],
  );
  return keys.map((key) => `${key} ${found[key]}, the manifest says ${stated[key]}`);
}

async function measure(path: string): Promise<{ bytes: number; lines: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  let lines = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
    for (let feed = chunk.indexOf(LINE_FEED); feed !== -1; feed = chunk.indexOf(LINE_FEED, feed + 1)) lines++;
  }
  return { bytes, lines, sha256: hash.digest('hex') };
}

/** Paths of all files, folders joined by a slash as manifests write them. What a resume needs is not looked at. */
function filesBelow(directory: string): string[] {
  const place = (entry: Dirent) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/');
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(place)
    .filter((name) => !name.startsWith(`${STATE}/`))
    .sort();
}
