import { constants } from 'node:fs';
import type * as promises from 'node:fs/promises';
import { systemError } from './system-error.ts';

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
