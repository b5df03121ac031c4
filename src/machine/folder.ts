import type * as promises from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { codeOf, systemError } from './system-error.ts';

/**
 * Makes a folder and those above it, where they are missing.
 * Node's own recursion never ends where a folder that is there says that what is to be made in it has no parent.
 * @throws the system's error; `ENOTDIR` where something else has the name
 */
export async function makeFolder(
  fs: Pick<typeof promises, 'mkdir' | 'stat'>,
  folder: string,
  mode = 0o777,
): Promise<void> {
  const missing = [resolve(folder)];
  while (missing.length > 0) {
    const path = missing.at(-1) ?? '';
    try {
      await fs.mkdir(path, { mode });
      missing.pop();
    } catch (error) {
      const parent = dirname(path);
      if (await isFolder(fs, path)) missing.pop();
      else if (codeOf(error) === 'ENOENT' && parent !== path && !(await isFolder(fs, parent))) missing.push(parent);
      // A file, or a link that leads nowhere.
      else throw codeOf(error) === 'EEXIST' ? systemError('ENOTDIR') : error;
    }
  }
}

/** Whether a folder is there. */
export async function isFolder(fs: Pick<typeof promises, 'stat'>, path: string): Promise<boolean> {
  try {
    return (await fs.stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/**
 * Writes a note of the program's own for a later run, in place of the one before. What else has its name, such as a link
 * to another file, is not written through.
 * @throws the system's error
 */
export async function writeNote(
  fs: Pick<typeof promises, 'mkdir' | 'rm' | 'stat' | 'writeFile'>,
  path: string,
  text: string,
): Promise<void> {
  await makeFolder(fs, dirname(path), 0o700);
  await fs.rm(path, { force: true });
  await fs.writeFile(path, text, { mode: 0o600, flag: 'wx' });
}
