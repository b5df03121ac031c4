import { constants } from 'node:fs';
import type * as promises from 'node:fs/promises';
import { EXIT, Failure, type FailureKind, quote } from '../failure.ts';
import { adviceOn, causeOf, codeOf, systemError } from './system-error.ts';

/** In bytes. A `.wslconfig` has some hundred; what is larger than this is none, and would take all memory. */
export const LARGEST_FILE = 16 * 1024 * 1024;

/** Opening a pipe waits for its other end unless this is asked for. Windows has no pipes with names in folders. */
export const WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a file whole. Whatever lies in its place is not waited for, and not read without end.
 * @throws an error `ENOTFILE` for a pipe, a socket or a device, `ETOOLARGE`, and the system's error
 */
export async function readRegular(fs: Pick<typeof promises, 'stat' | 'readFile'>, path: string): Promise<Buffer> {
  const stats = await fs.stat(path);
  if (!stats.isFile()) throw systemError(stats.isDirectory() ? 'EISDIR' : 'ENOTFILE');
  requireReadable(stats.size);
  return await fs.readFile(path, { flag: WITHOUT_WAITING });
}

/**
 * All bytes of a stream that may have no end.
 * @throws an error `ETOOLARGE`, and what the stream throws
 */
export async function readStream(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    requireReadable(length);
  }
  return Buffer.concat(chunks);
}

/** @param size in bytes @throws an error `ETOOLARGE` */
export function requireReadable(size: number): void {
  if (size > LARGEST_FILE) throw systemError('ETOOLARGE');
}

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

/** Of a path of Windows' that is given in Linux, where it would name a file in the current folder. */
export const WINDOWS_PATH: FailureKind<{ readonly path: string; readonly linuxPath: string | null }> = {
  code: 'windows-path',
  exit: EXIT.usage,
  message: ({ path }) => `${quote(path)} is a Windows path, and this is Linux.`,
  hint: ({ linuxPath }) => (linuxPath === null ? 'Give the path that the file has in Linux.' : `Use ${linuxPath}`),
};

/** Whether a path begins as only those of Windows do: with a drive or a server. */
export function isWindowsPath(path: string): boolean {
  return /^(?:[a-z]:[\\/]|\\\\)/i.test(path);
}

/**
 * Reads a file whole that need not exist; null where it does not.
 * @throws Failure `file-not-readable`; `name-of-folder` for the name of a folder that is not there
 */
export async function readIfAny(fs: Reads, path: string): Promise<Uint8Array | null> {
  try {
    return await fs.readFile(path);
  } catch (error) {
    const reason = codeOf(error);
    if (reason === undefined) throw error;
    if (reason === 'ENOENT' && isNameOfFolder(path)) throw new Failure(NAME_OF_FOLDER, { path });
    if (reason === 'ENOENT') return null;
    throw new Failure(FILE_NOT_READABLE, { path, reason });
  }
}

/** Whether a path has an end that only a folder can have. */
export function isNameOfFolder(path: string): boolean {
  return /[\\/]$/.test(path);
}
