import { type FileHandle, open, readFile, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Failure } from '../failure.ts';
import type { Snapshot } from './host.ts';

/** Reads a file whole. @throws Failure `file-not-readable`; a file that does not exist is a snapshot without bytes */
export async function readConfigFile(path: string): Promise<Snapshot> {
  try {
    return { path, bytes: await readFile(path) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { path, bytes: null };
    throw new Failure('file-not-readable', { path, cause: causeOf(error) });
  }
}

/**
 * Puts new bytes in place of a file's in one step: written and synced beside it, then renamed over it. A symbolic
 * link stays, its target is replaced; permission bits stay. The only writer of configuration files in the program.
 * @throws Failure `file-changed-meanwhile`, `file-not-writable`; the file is then as it was
 */
export async function replaceConfigFile(snapshot: Snapshot, bytes: Uint8Array): Promise<void> {
  const { path } = snapshot;
  const target = await unwritableAsFailure(path, () => followLinks(path));
  const temporary = `${target}.${process.pid}.wslnet-tmp`;
  try {
    await unwritableAsFailure(path, () => writeBeside(target, temporary, bytes));
    const now = await readConfigFile(target);
    if (!hasSameBytes(now.bytes, snapshot.bytes)) throw new Failure('file-changed-meanwhile', { path });
    await unwritableAsFailure(path, () => rename(temporary, target));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(target));
}

async function writeBeside(target: string, temporary: string, bytes: Uint8Array): Promise<void> {
  const mode = await modeOf(target);
  let file: FileHandle | undefined;
  try {
    file = await open(temporary, 'wx', mode);
    await file.writeFile(bytes);
    // The umask took bits away from those of the original.
    if (mode !== undefined) await file.chmod(mode);
    await file.sync();
  } finally {
    await file?.close();
  }
}

/** The permission bits of an existing file. Without write permission it stays as its owner wants it. */
async function modeOf(target: string): Promise<number | undefined> {
  try {
    const { mode } = await stat(target);
    if ((mode & 0o222) === 0) throw Object.assign(new Error('read-only'), { code: 'EROFILE' });
    return mode & 0o7777;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const MOST_LINKS = 40;

/** The file behind symbolic links, also where the last one points at nothing yet. */
async function followLinks(path: string): Promise<string> {
  let target = resolve(path);
  for (let count = 0; count < MOST_LINKS; count++) {
    try {
      return await realpath(target);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
    try {
      target = resolve(dirname(target), await readlink(target));
    } catch {
      return target;
    }
  }
  throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
}

/** So that the rename itself survives a power cut. Not every system lets a folder be opened. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // The bytes are safe in either name; only when the new name is on disk is left to the system.
  }
}

function hasSameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b;
  return Buffer.compare(a, b) === 0;
}

async function unwritableAsFailure<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new Failure('file-not-writable', { path, cause: causeOf(error) });
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

const CAUSES: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission',
  EPERM: 'the system does not allow it',
  EROFS: 'it is on a read-only file system',
  EROFILE: 'it is read-only',
  EBUSY: 'another program has it open',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  EFBIG: 'the disk does not take a file of this size',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  ENOENT: 'its folder does not exist',
  ELOOP: 'its symbolic links go round in circles',
  ENAMETOOLONG: 'the path is too long',
};

/** The system's reason in plain words. */
function causeOf(error: unknown): string {
  return CAUSES[codeOf(error) ?? ''] ?? (error instanceof Error ? error.message : String(error));
}
