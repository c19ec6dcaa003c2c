import { rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DialogueRecord } from '../domain/dialogue.js';
import { DIALOGUE_COLUMNS } from '../parquet/dialogue-columns.js';
import { openParquetFile } from '../parquet/parquet-file.js';
import { measure } from './clock.js';

/** Writing dialogues as Parquet, one thread: records in memory to a file on disk. */
export async function measureParquet(records: readonly DialogueRecord[]): Promise<{ rowsPerSecond: number; bytesPerRow: number }> {
  const path = join(tmpdir(), `rolecs-bench-${process.pid}.parquet`);
  const cost = await measure(() => {
    const file = openParquetFile(path, DIALOGUE_COLUMNS, 'rolecs bench');
    for (const record of records) file.write(record);
    file.close();
  });
  const { size } = statSync(path);
  rmSync(path);
  return { rowsPerSecond: records.length / cost.wallS, bytesPerRow: size / records.length };
}
