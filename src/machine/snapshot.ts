import { EXIT, Failure, type FailureKind, quote } from '../failure.ts';
import type { Snapshot } from './machine.ts';
import { adviceOn, causeOf, codeOf } from './system-error.ts';

/** The part of a file system that reading needs. */
interface Reads {
  readFile(path: string): Promise<Uint8Array>;
}

/** `reason` is a name of the system or of wslnet for what is in the way: see `system-error.ts`. */
export const FILE_NOT_READABLE: FailureKind<{ readonly path: string; readonly reason: string }> = {
  code: 'file-not-readable',
  exit: EXIT.unreadable,
  message: ({ path, reason }) => `${path} cannot be read: ${causeOf(reason)}.`,
  hint: ({ reason }) => adviceOn(reason),
};

/** Of a path that only a folder can have, where there is none. */
export const NAME_OF_FOLDER: FailureKind<{ readonly path: string }> = {
  code: 'name-of-folder',
  exit: EXIT.usage,
  message: ({ path }) => `${quote(path)} is the path of a folder, not of a file.`,
  hint: ({ path }) => `For example: ${path}.wslconfig`,
};

/**
 * Reads a file whole. One that does not exist is a snapshot without bytes.
 * @throws Failure `file-not-readable`; `name-of-folder` for the name of a folder that is not there
 */
export async function takeSnapshot(fs: Reads, path: string): Promise<Snapshot> {
  try {
    return { path, bytes: await fs.readFile(path) };
  } catch (error) {
    const reason = codeOf(error);
    if (reason === undefined) throw error;
    if (reason === 'ENOENT' && isNameOfFolder(path)) throw new Failure(NAME_OF_FOLDER, { path });
    if (reason === 'ENOENT') return { path, bytes: null };
    throw new Failure(FILE_NOT_READABLE, { path, reason });
  }
}

/** Whether a path has an end that only a folder can have. */
export function isNameOfFolder(path: string): boolean {
  return /[\\/]$/.test(path);
}
