import { Failure } from '../failure.ts';
import type { FileSystem } from './file-system.ts';
import type { Snapshot } from './host.ts';
import { codeOf } from './system-error.ts';

/** Reads a file whole. @throws Failure `file-not-readable`; a file that does not exist is a snapshot without bytes */
export async function takeSnapshot(fs: Pick<FileSystem, 'readFile'>, path: string): Promise<Snapshot> {
  try {
    return { path, bytes: await fs.readFile(path) };
  } catch (error) {
    const reason = codeOf(error);
    if (reason === undefined) throw error;
    if (reason === 'ENOENT') return { path, bytes: null };
    throw new Failure('file-not-readable', { path, reason });
  }
}
