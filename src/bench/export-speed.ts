import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DialogueRecord } from '../domain/dialogue.js';
import type { ExportFormat } from '../export/format.js';
import { FORMATS } from '../export/formats.js';
import { type ExportRequest, runExport } from '../export/run-export.js';
import { measure } from './clock.js';

interface ExportSpeed {
  readonly format: string;
  readonly rows: number;
  /** Of wall time; rows are written, read back by the trainers' rules and hashed. */
  readonly rowsPerSecond: number;
}

/** Each format alone, over the same dialogues, with all that an export does: reading the dataset and parsing it is a good part. */
export async function measureExport(
  plan: Pick<ExportRequest, 'options' | 'read' | 'templates'>,
  records: readonly DialogueRecord[],
): Promise<ExportSpeed[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rolecs-bench-export-'));
  const source = join(folder, 'dialogues.jsonl');
  writeFileSync(source, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const write = async (format: ExportFormat): Promise<ExportSpeed> => {
    let rows = 0;
    const { wallS } = await measure(async () => {
      const { files } = await runExport({
        ...plan,
        source,
        expectedSha256: null,
        formats: [format],
        target: join(folder, format.name),
        force: false,
        shares: { train: 1 },
        unit: 'dialogue',
        balanced: [],
        told: {},
        signal: new AbortController().signal,
      });
      rows = Object.values(files).reduce((sum, file) => sum + (file.rows ?? 0), 0);
    });
    return { format: format.name, rows, rowsPerSecond: rows / wallS };
  };
  try {
    const speeds: ExportSpeed[] = [];
    for (const format of FORMATS) speeds.push(await write(format));
    return speeds;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
