import type { FileHandle } from 'node:fs/promises';
import type { FileSystem } from './file-system.ts';

/**
 * Makes a file that was not there and sees it onto the disk. What it leaves behind after an error is the caller's.
 * @param mode for `open`, which takes the umask from it
 * @param finish what else to do to the open file before it is synced
 * @throws the system's error
 */
export async function writeSynced(
  fs: FileSystem,
  path: string,
  bytes: Uint8Array,
  mode: number,
  finish?: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const file = await fs.open(path, 'wx', mode);
  try {
    await file.writeFile(bytes);
    await finish?.(file);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** So that new names in a folder survive a power cut. Not every system lets a folder be opened. */
export async function syncFolder(fs: FileSystem, folder: string): Promise<void> {
  try {
    const handle = await fs.open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // The bytes are safe in either name; only when the new name is on disk is left to the system.
  }
}
