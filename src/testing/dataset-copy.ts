import { createHash } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = Record<string, unknown>;
interface EditableManifest extends Json {
  files: Record<string, { bytes: number; lines: number; sha256: string }>;
  timings: { manifest_sha256: string };
}

/** A copy of a dataset that a test spoils. */
export class DatasetCopy {
  readonly directory: string;

  constructor(original: string, directory: string) {
    cpSync(original, directory, { recursive: true, verbatimSymlinks: true });
    this.directory = directory;
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** Bytes of a file become others; the manifest does not learn of it. */
  editBytes(name: string, edit: (bytes: Buffer) => Buffer): this {
    writeFileSync(this.path(name), edit(readFileSync(this.path(name))));
    return this;
  }

  /** Rows of a file become others, and the manifest vouches for them. */
  editRows<Row>(name: string, edit: (rows: Row[]) => Row[]): this {
    const rows = readFileSync(this.path(name), 'utf8').trimEnd().split('\n');
    const text = edit(rows.map((row) => JSON.parse(row) as Row))
      .map((row) => `${JSON.stringify(row)}\n`)
      .join('');
    writeFileSync(this.path(name), text);
    return this.editManifest(({ files }) => {
      files[name] = { bytes: Buffer.byteLength(text), lines: text.split('\n').length - 1, sha256: sha256Of(text) };
    });
  }

  /** The manifest becomes another one whose own hash fits. */
  editManifest(edit: (manifest: EditableManifest) => void, name = 'manifest.json'): this {
    const manifest = JSON.parse(readFileSync(this.path(name), 'utf8')) as EditableManifest;
    edit(manifest);
    manifest.timings.manifest_sha256 = '0'.repeat(64);
    const seal = sha256Of(`${JSON.stringify(manifest, null, 2)}\n`);
    manifest.timings.manifest_sha256 = seal;
    writeFileSync(this.path(name), `${JSON.stringify(manifest, null, 2)}\n`);
    return this;
  }
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
