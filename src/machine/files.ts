import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { Failure } from '../failure.ts';
import { recordChange } from './history.ts';
import { type HeldLock, type LockTools, whileLocked } from './lock.ts';
import type { Remake, Replacement, UpdateResult } from './machine.ts';
import { removeWithRetries, renameWithRetries } from './retries.ts';
import { takeSnapshot } from './snapshot.ts';
import { codeOf, type FileSystem, systemError } from './system-error.ts';

export interface WriterTools extends LockTools {
  /** The folder of all histories; null where this system has none. */
  readonly historyFolder: string | null;
}

/** How often a change is redone because a program that knows nothing of the lock changed the file in between. */
const MOST_ATTEMPTS = 5;

/**
 * Changes a file in one step: the new bytes are written and synced beside it, then renamed over it, all under its
 * lock and with the former bytes in the history, if it is to keep them. A symbolic link stays, its target is replaced; permission bits and,
 * where possible, the owner stay. The only writer of the user's files in the program.
 * @throws Failure `file-locked`, `file-changed-meanwhile`, `file-not-readable`, `file-not-writable`: the file is as it
 * was; `interrupted`; and what `remake` throws
 */
export async function updateConfigFile(path: string, remake: Remake, tools: WriterTools): Promise<UpdateResult> {
  try {
    const target = await followLinks(tools.fs, path);
    const result = await whileLocked({ path, target }, tools, (lock) => update({ path, target, tools, lock }, remake));
    if (tools.signal.aborted) throw new Failure('interrupted', { path, isWritten: result !== NO_CHANGE });
    return result;
  } catch (error) {
    const reason = codeOf(error);
    throw reason === undefined ? error : new Failure('file-not-writable', { path, reason });
  }
}

/** Makes the folder of a file, and those above it, where they are missing. @throws Failure `file-not-writable` */
export async function makeFolderOf(fs: FileSystem, path: string): Promise<void> {
  try {
    await fs.mkdir(dirname(path), { recursive: true });
  } catch (error) {
    const reason = codeOf(error);
    throw reason === undefined ? error : new Failure('file-not-writable', { path, reason });
  }
}

interface Place {
  /** The file as the user knows it. */
  readonly path: string;
  /** What is behind its links. */
  readonly target: string;
  readonly tools: WriterTools;
  readonly lock: HeldLock;
}

const NO_CHANGE: UpdateResult = { backup: null, historyProblem: null };

async function update(place: Place, remake: Remake): Promise<UpdateResult> {
  const { path, target, tools } = place;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const { bytes } = await takeSnapshot(tools.fs, target);
    const replacement = remake({ path, bytes });
    if (!replacement) return NO_CHANGE;
    const result = await replace(place, bytes, replacement);
    if (result) return result;
  }
  throw new Failure('file-changed-meanwhile', { path });
}

/** Puts new bytes in place of those that were read; null where these are not there any more. */
async function replace(
  place: Place,
  before: Uint8Array | null,
  replacement: Replacement,
): Promise<UpdateResult | null> {
  const { path, target, lock } = place;
  const { fs, historyFolder, signal } = place.tools;
  const { bytes, note } = replacement;
  const original = await statWritable(fs, target);
  let record: Awaited<ReturnType<typeof recordChange>> | null = null;
  let isDone = false;
  try {
    if (bytes) await writeLike(fs, original, lock.temporary, bytes);
    record = note && (await recordChange(fs, historyFolder, target, { before, after: bytes, note }));
    if (signal.aborted) throw new Failure('interrupted', { path, isWritten: false });
    if (!(await lock.isStillHeld())) throw new Failure('file-changed-meanwhile', { path });
    const now = await takeSnapshot(fs, target);
    if (!hasSameBytes(now.bytes, before)) return null;
    await (bytes ? renameWithRetries(fs, lock.temporary, target) : removeWithRetries(fs, target));
    isDone = true;
  } finally {
    if (!isDone) {
      await removeWithRetries(fs, lock.temporary);
      await record?.takeBack();
    }
  }
  await syncFolder(fs, dirname(target));
  return { backup: record?.backup ?? null, historyProblem: record?.problem ?? null };
}

/** What is there now; null for nothing. A file without write permission stays as its owner wants it. */
async function statWritable(fs: FileSystem, target: string): Promise<Stats | null> {
  let stats: Stats;
  try {
    stats = await fs.stat(target);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  if (!stats.isFile()) throw systemError(stats.isDirectory() ? 'EISDIR' : 'ENOTFILE');
  if ((stats.mode & 0o222) === 0) throw systemError('EROFILE');
  return stats;
}

/** Writes a file with the permissions and, where possible, the owner of the original. */
async function writeLike(fs: FileSystem, original: Stats | null, path: string, bytes: Uint8Array): Promise<void> {
  if (!original) return await writeSynced(fs, path, bytes, 0o666);
  const { mode, uid, gid } = original;
  await writeSynced(fs, path, bytes, 0o600, async (file: FileHandle) => {
    // Only root may give files away; before the bits, because it clears some of them.
    await file.chown(uid, gid).catch(() => {});
    // A Windows drive inside a distribution has made-up bits, and may not let them be set even to what they are.
    if ((await file.stat()).mode !== mode) await file.chmod(mode & 0o7777);
  });
}

function hasSameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b;
  return Buffer.compare(a, b) === 0;
}

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

/**
 * Makes a file that was not there and sees it onto the disk. What it leaves behind after an error is the caller's.
 * @param mode for `open`, which takes the umask from it
 * @param finish what else to do to the open file before it is synced
 * @throws the system's error
 */
export async function writeSynced(
  fs: FileSystem,
  path: string,
  bytes: Uint8Array,
  mode: number,
  finish?: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const file = await fs.open(path, 'wx', mode);
  try {
    await file.writeFile(bytes);
    await finish?.(file);
    await file.sync();
  } finally {
    await file.close();
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
