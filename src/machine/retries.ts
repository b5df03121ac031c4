import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, type FileSystem } from './system-error.ts';

/** What Windows says while another program, often a virus scanner, has a file open for a moment. */
const SHARING_ERRORS: readonly unknown[] = ['EPERM', 'EACCES', 'EBUSY'];

export function isSharingError(error: unknown): boolean {
  return SHARING_ERRORS.includes(codeOf(error));
}

/** Milliseconds between one try and the next. */
const PAUSES = [10, 20, 50, 100, 200, 400];

/** Renames, with timeout for programs that have one of the files open. @throws the system's error of the last try */
export async function renameWithRetries(fs: FileSystem, from: string, to: string): Promise<void> {
  await withRetries(() => fs.rename(from, to));
}

/** Removes a file that may be there, with the same timeout. */
export async function removeWithRetries(fs: FileSystem, path: string): Promise<void> {
  await withRetries(() => fs.rm(path, { force: true }));
}

/** Does what Windows may refuse for a moment. @throws the system's error of the last try */
export async function withRetries<T>(action: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES) {
    try {
      return await action();
    } catch (error) {
      if (!isSharingError(error)) throw error;
    }
    await sleep(pause);
  }
  return await action();
}
