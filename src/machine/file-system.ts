import { constants } from 'node:fs';
import type * as promises from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import { codeOf, isSharingError, systemError } from './system-error.ts';
import { isNameOfFolder, NAME_OF_FOLDER } from './whole-file.ts';

/** The part of Node's file system that reading and writing need. It is handed in, so that tests can make it fail. */
export type FileSystem = Pick<
  typeof promises,
  'lstat' | 'mkdir' | 'open' | 'readdir' | 'readFile' | 'readlink' | 'realpath' | 'rename' | 'stat' | 'unlink'
>;

/** Milliseconds between one try and the next. */
const PAUSES = [10, 20, 50, 100, 200, 400];

/** Tries again what Windows may refuse for a moment. @throws the system's error of the last try */
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

/** Renames, and waits for programs that have one of the files open. @throws the system's error of the last try */
export async function renameWithRetries(fs: FileSystem, from: string, to: string): Promise<void> {
  await withRetries(() => fs.rename(from, to));
}

/** Removes a file that may be there, in the same way. @throws the system's error of the last try */
export async function removeWithRetries(fs: FileSystem, path: string): Promise<void> {
  await withRetries(async () => {
    try {
      // Where this is refused, Node's own `rm` would try to remove a folder, and tell of that.
      await fs.unlink(path);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  });
}

/** Removes a file that may be there, where nothing is lost if that fails. Never throws. */
export async function removeIfPossible(fs: FileSystem, path: string): Promise<void> {
  await removeWithRetries(fs, path).catch(() => {});
}

const MOST_LINKS = 40;

/**
 * The file behind symbolic links, also where the last one points at nothing yet.
 * @throws the system's error where a link or a folder on the way cannot be read; `ENOTUTF8` where a name on the way has
 * bytes that are not UTF-8, which would lead to another file
 * @throws Failure `name-of-folder` for the name of a folder that is not there
 */
export async function followLinks(fs: FileSystem, path: string): Promise<string> {
  if (isNameOfFolder(path) && !(await isFolder(fs, path))) throw new Failure(NAME_OF_FOLDER, { path });
  let target = faithful(resolve(path));
  for (let count = 0; count < MOST_LINKS; count++) {
    try {
      return await realPath(fs, target);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
    let link: Buffer;
    try {
      link = await fs.readlink(target, 'buffer');
    } catch {
      // Nothing there yet: its folder may be behind links all the same, and one file must have one name.
      return resolve(await realPath(fs, dirname(target)), basename(target));
    }
    target = resolve(dirname(target), decodeName(link));
  }
  throw systemError('ELOOP');
}

async function realPath(fs: FileSystem, path: string): Promise<string> {
  return decodeName(await fs.realpath(path, 'buffer'));
}

/** @throws an error `ENOTUTF8` where the bytes cannot be had back from the text */
function decodeName(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (Buffer.compare(Buffer.from(text), bytes) !== 0) throw systemError('ENOTUTF8');
  return text;
}

/** Node puts U+FFFD for what is not UTF-8 in an argument or a variable; the name that was meant is lost. */
function faithful(path: string): string {
  if (path.includes('\ufffd')) throw systemError('ENOTUTF8');
  return path;
}

/**
 * Makes a file that was not there, and syncs it to the disk. After an error the caller removes what is left of it.
 * @param mode for `open`, which takes the umask from it
 * @param finish what else to do to the open file before it is synced
 * @throws the system's error
 */
export async function writeSynced(
  fs: FileSystem,
  path: string,
  bytes: Uint8Array,
  mode: number,
  finish?: (file: promises.FileHandle) => Promise<void>,
): Promise<void> {
  const file = await fs.open(path, 'wx', mode);
  try {
    await giveToOwner(fs, file, dirname(path));
    await file.writeFile(bytes);
    await finish?.(file);
    await syncIfPossible(file);
  } catch (error) {
    await file.close().catch(() => {});
    throw error;
  }
  // Some systems tell only now that there was no room.
  await file.close();
}

/**
 * Gives what root has just made to whom the folder belongs that it is in: where sudo keeps HOME, the user would have
 * files that only root can read. Where that cannot be, it stays root's. Never throws.
 */
export async function giveToOwner(
  fs: Pick<FileSystem, 'stat'>,
  made: Pick<promises.FileHandle, 'chown'>,
  folder: string,
): Promise<void> {
  if (process.getuid?.() !== 0) return;
  try {
    const { uid, gid } = await fs.stat(folder);
    if (uid !== 0) await made.chown(uid, gid);
  } catch {
    // A drive of Windows may know no owners.
  }
}

/** Some file systems have no such thing as a sync, and say so. */
const CANNOT_SYNC: readonly unknown[] = ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

async function syncIfPossible(file: promises.FileHandle): Promise<void> {
  try {
    await file.sync();
  } catch (error) {
    if (!CANNOT_SYNC.includes(codeOf(error))) throw error;
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

/**
 * Makes a folder and those above it, where they are missing. What root makes belongs to the owner of the folder above.
 * Node's own recursion never ends where a folder that is there says that what is to be made in it has no parent.
 * @throws the system's error; `ENOTDIR` where something else has the name
 */
export async function makeFolder(
  fs: Pick<FileSystem, 'mkdir' | 'open' | 'stat'>,
  folder: string,
  mode = 0o777,
): Promise<void> {
  const missing = [resolve(folder)];
  while (missing.length > 0) {
    const path = missing.at(-1) ?? '';
    try {
      await fs.mkdir(path, { mode });
      missing.pop();
      if (process.getuid?.() === 0) await giveFolderToOwner(fs, path);
    } catch (error) {
      const parent = dirname(path);
      if (await isFolder(fs, path)) missing.pop();
      else if (codeOf(error) === 'ENOENT' && parent !== path && !(await isFolder(fs, parent))) missing.push(parent);
      // A file, or a link that leads nowhere.
      else throw codeOf(error) === 'EEXIST' ? systemError('ENOTDIR') : error;
    }
  }
}

/** By the open folder, and no link that somebody put in its place meanwhile. */
async function giveFolderToOwner(fs: Pick<FileSystem, 'open' | 'stat'>, path: string): Promise<void> {
  try {
    const made = await fs.open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    await giveToOwner(fs, made, dirname(path)).finally(() => made.close());
  } catch {
    // Then it stays root's.
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
export async function writeNote(fs: FileSystem, path: string, text: string): Promise<void> {
  await makeFolder(fs, dirname(path), 0o700);
  await removeWithRetries(fs, path);
  await writeSynced(fs, path, Buffer.from(text), 0o600);
}
