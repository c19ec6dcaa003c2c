import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a whole file at once: readers see the old content or the new one, also after a crash. `temporary` lies on the same file system. */
export async function replaceFile(path: string, content: string, temporary: string): Promise<void> {
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncDirectory(dirname(path));
}

/** Makes a rename or a new name durable. Where a directory cannot be opened (Windows), the file system sees to it. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r').catch(() => null);
  if (!directory) return;
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
