import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../failure.ts';
import { type HeldLock, type LockTools, whileLocked } from './file-lock.ts';
import type { FileSystem } from './file-system.ts';
import { recordChange } from './history.ts';
import type { Remake, Replacement, UpdateResult } from './host.ts';
import { followLinks } from './links.ts';
import { removePatiently, renamePatiently } from './patience.ts';
import { takeSnapshot } from './snapshot.ts';
import { syncFolder, writeSynced } from './synced-write.ts';
import { codeOf, systemError } from './system-error.ts';

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
    await (bytes ? renamePatiently(fs, lock.temporary, target) : removePatiently(fs, target));
    isDone = true;
  } finally {
    if (!isDone) {
      await removePatiently(fs, lock.temporary);
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
