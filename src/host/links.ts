import { basename, dirname, resolve } from 'node:path';
import type { FileSystem } from './file-system.ts';
import { codeOf, systemError } from './system-error.ts';

const MOST_LINKS = 40;

/**
 * The file behind symbolic links, also where the last one points at nothing yet.
 * @throws the system's error where a link or a folder on the way cannot be read
 */
export async function followLinks(fs: FileSystem, path: string): Promise<string> {
  let target = resolve(path);
  for (let count = 0; count < MOST_LINKS; count++) {
    try {
      return await fs.realpath(target);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
    try {
      target = resolve(dirname(target), await fs.readlink(target));
    } catch {
      // Nothing there yet: its folder may be behind links all the same, and one file must have one name.
      return await withRealFolder(fs, target);
    }
  }
  throw systemError('ELOOP');
}

async function withRealFolder(fs: FileSystem, path: string): Promise<string> {
  return resolve(await fs.realpath(dirname(path)), basename(path));
}
