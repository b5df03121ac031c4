import { Failure } from '../failure.ts';
import type { Snapshot } from './machine.ts';
import { codeOf } from './system-error.ts';

/** The part of a file system that reading needs. */
interface Reads {
  readFile(path: string): Promise<Uint8Array>;
}

/** Reads a file whole. @throws Failure `file-not-readable`; a file that does not exist is a snapshot without bytes */
export async function takeSnapshot(fs: Reads, path: string): Promise<Snapshot> {
  try {
    return { path, bytes: await fs.readFile(path) };
  } catch (error) {
    const reason = codeOf(error);
    if (reason === undefined) throw error;
    if (reason === 'ENOENT') return { path, bytes: null };
    throw new Failure('file-not-readable', { path, reason });
  }
}
