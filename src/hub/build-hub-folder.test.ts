import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashStream } from '../resources/hash-stream.js';
import { buildRecord } from '../testing/build-record.js';
import { hubFolderOptions } from '../testing/hub-folder-of.js';
import { buildHubFolder } from './build-hub-folder.js';
import { readHubManifest } from './hub-manifest.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rolecs-build-'));
});
afterEach(() => rmSync(root, { recursive: true }));

async function build(dialogues: string, expectedSha256: string | null): Promise<void> {
  writeFileSync(join(root, 'dialogues.jsonl'), dialogues);
  await buildHubFolder({ from: root, expectedSha256, out: join(root, 'hub'), force: false }, hubFolderOptions());
}

const LINE = `${JSON.stringify(buildRecord())}\n`;

describe('buildHubFolder', () => {
  it('makes one split of a run and names what it was made of', async () => {
    await build(LINE, null);
    expect(readHubManifest(join(root, 'hub'))).toMatchObject({
      source: await hashStream(join(root, 'dialogues.jsonl')),
      splits: { train: 1 },
    });
  });

  it.each([
    ['a file that is not as its run left it', LINE, 'f'.repeat(64), 'dataset-changed'],
    ['a file without a line', '', null, 'dataset-empty'],
    ['a line that is no dialogue', `${LINE}{"id":"x"}\n`, null, 'dataset-invalid'],
  ])('refuses %s, exit 2, and leaves nothing behind', async (_name, dialogues, expected, code) => {
    await expect(build(dialogues, expected)).rejects.toMatchObject({ code, exitStatus: 2 });
    expect(readdirSync(root)).toEqual(['dialogues.jsonl']);
  });
});
