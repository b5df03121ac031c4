import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EXIT, Failure, type FailureKind, isFailure } from '../failure.ts';
import {
  type FileSystem,
  followLinks,
  makeFolder,
  removeIfPossible,
  removeWithRetries,
  renameWithRetries,
  syncFolder,
  writeSynced,
} from './file-system.ts';
import { recordChange } from './history.ts';
import { type HeldLock, type LockTools, leftBehind, whileLocked } from './lock.ts';
import {
  FILE_CHANGED_MEANWHILE,
  FILE_NOT_WRITABLE,
  INTERRUPTED,
  type Remake,
  type Replacement,
  type UpdateResult,
} from './machine.ts';
import { runChild } from './programs.ts';
import { causeOf, codeOf, systemError } from './system-error.ts';
import { readIfAny, readRegular, requireReadable } from './whole-file.ts';

/** What writing needs, handed in so that tests can make it fail. */
export interface WriterTools extends LockTools {
  /** The folder of all histories; null where this system has none. */
  readonly historyFolder: string | null;
  /** Called once the file is another. */
  readonly onWritten?: () => void;
}

/** How often a change is redone because a program that knows nothing of the lock changed the file in between. */
const MOST_ATTEMPTS = 5;

/**
 * Changes a file in one step: the new bytes are written and synced beside it, then renamed over it, all under its
 * lock and with the former bytes in the history, if it is to keep them. A symbolic link stays, its target is replaced;
 * owner, permissions and attributes stay, or nothing is changed. The only writer of the user's files in the program.
 * @throws Failure `file-locked`, `lock-unusable`, `file-changed-meanwhile`, `file-not-readable`, `file-not-writable`,
 * `name-of-folder`: the file is as it was; `write-uncertain`, `interrupted`; and what `remake` throws
 */
export async function updateConfigFile(path: string, remake: Remake, tools: WriterTools): Promise<UpdateResult> {
  let target = path;
  try {
    target = await followLinks(tools.fs, path);
    // Before anything is read under the lock: a pipe would be waited for.
    await statWritable(tools.fs, target);
    const { value, problem } = await whileLocked({ path, target }, tools, (lock) =>
      update({ path, target, tools, lock }, remake),
    );
    if (tools.signal.aborted) throw new Failure(INTERRUPTED, { path, isWritten: value !== NO_CHANGE });
    return problem ? { ...value, problems: [...value.problems, problem] } : value;
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    const reason = await trueReason(tools, target, code);
    const left = reason === 'EIMMUTABLE' ? await leftBehind(tools.fs, target) : [];
    throw new Failure(FILE_NOT_WRITABLE, { path, reason, left });
  }
}

/** Makes the folder of a file, and those above it, where they are missing. @throws Failure `file-not-writable` */
export async function makeFolderOf(fs: FileSystem, path: string): Promise<void> {
  try {
    await makeFolder(fs, dirname(path));
  } catch (error) {
    const reason = codeOf(error);
    throw reason === undefined ? error : new Failure(FILE_NOT_WRITABLE, { path, reason });
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

const NO_CHANGE: UpdateResult = { backup: null, problems: [] };

async function update(place: Place, remake: Remake): Promise<UpdateResult> {
  const { path, target, tools } = place;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    await statWritable(tools.fs, target);
    const bytes = await readNow(tools.fs, target);
    const replacement = remake({ path, bytes });
    if (!replacement) return NO_CHANGE;
    if (hasSameBytes(replacement.bytes, bytes)) return await onlyNote(place, replacement);
    const result = await replace(place, bytes, replacement);
    if (result) return result;
  }
  throw new Failure(FILE_CHANGED_MEANWHILE, { path });
}

/** Keeps in the history what was done to the file from outside; the file is not written. */
async function onlyNote({ target, tools }: Place, { bytes, note }: Replacement): Promise<UpdateResult> {
  if (!note) return NO_CHANGE;
  const { problem } = await recordChange(tools.fs, tools.historyFolder, target, { before: bytes, after: bytes, note });
  return { backup: null, problems: problem ? [problem] : [] };
}

const WRITE_UNCERTAIN: FailureKind<{ readonly path: string; readonly reason: string }> = {
  code: 'write-uncertain',
  exit: EXIT.unwritable,
  message: ({ path, reason }) => `${path} may have been changed: ${causeOf(reason)}, and it cannot be read now.`,
  hint: () => 'Look at the file. It is the complete old version or the complete new one.',
};

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
    if (bytes) await writeLike(place, original, bytes);
    record = note && (await recordChange(fs, historyFolder, target, { before, after: bytes, note }));
    if (signal.aborted) throw new Failure(INTERRUPTED, { path, isWritten: false });
    if (!(await lock.isStillHeld())) throw new Failure(FILE_CHANGED_MEANWHILE, { path });
    const now = await readNow(fs, target);
    if (!hasSameBytes(now, before)) return null;
    await putInPlace(place, bytes);
    isDone = true;
    place.tools.onWritten?.();
  } catch (error) {
    isDone = isFailure(error, WRITE_UNCERTAIN);
    throw error;
  } finally {
    // What goes wrong here must not hide what went wrong before.
    if (!isDone) {
      await removeIfPossible(fs, lock.temporary);
      await record?.takeBack();
    }
  }
  await syncFolder(fs, dirname(target));
  return { backup: record?.backup ?? null, problems: record?.problem ? [record.problem] : [] };
}

/**
 * The one step. Where the file is on another machine, the step may have been taken though an error is reported: then
 * the file itself tells.
 * @throws Failure `write-uncertain` where it cannot be asked; the system's error where the file is as it was
 */
async function putInPlace({ path, target, tools: { fs }, lock }: Place, bytes: Uint8Array | null): Promise<void> {
  try {
    await (bytes ? renameWithRetries(fs, lock.temporary, target) : removeWithRetries(fs, target));
  } catch (error) {
    const now = await readNow(fs, target).catch(() => undefined);
    if (now === undefined) throw new Failure(WRITE_UNCERTAIN, { path, reason: codeOf(error) ?? '' });
    if (!hasSameBytes(now, bytes)) throw error;
  }
}

/**
 * What is there now; null for nothing. A file without write permission stays as its owner wants it.
 * @throws an error that says why it cannot be replaced
 */
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
  // Its other names would go on to lead to the old file.
  if (stats.nlink > 1) throw systemError('EHARDLINK');
  requireReadable(stats.size);
  return stats;
}

/** Writes the new bytes beside the file, with all that the original has beside its bytes. */
async function writeLike({ target, lock, tools }: Place, original: Stats | null, bytes: Uint8Array): Promise<void> {
  const { fs, platform } = tools;
  if (!original) return await writeSynced(fs, lock.temporary, bytes, 0o666);
  const write = (mode: number) => writeSynced(fs, lock.temporary, bytes, mode, (file) => keepOwner(file, original));
  try {
    await write(0o600);
  } catch (error) {
    if (codeOf(error) !== 'EMODE') throw error;
    // A file system that lets no permissions be changed may yet take them when the file is made.
    await removeWithRetries(fs, lock.temporary);
    await write(original.mode & 0o777);
  }
  await keepAttributes(target, lock.temporary, platform);
}

async function readNow(fs: FileSystem, target: string): Promise<Uint8Array | null> {
  return await readIfAny({ readFile: (path) => readRegular(fs, path) }, target);
}

function hasSameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b;
  return Buffer.compare(a, b) === 0;
}

/** Where the system's word for a refusal stands for several reasons, the one that it is. */
async function trueReason({ fs, platform }: WriterTools, target: string, reason: string): Promise<string> {
  if (platform === 'win32' || !['EPERM', 'EACCES', 'EBUSY'].includes(reason)) return reason;
  try {
    if (reason === 'EBUSY') return (await isMountPoint(fs, target)) ? 'EMOUNTED' : reason;
    const [file, folder] = await Promise.all([fs.stat(target).catch(() => null), fs.stat(dirname(target))]);
    const own = process.getuid?.();
    const isSticky = (folder.mode & 0o1000) !== 0 && own !== 0 && ![file?.uid, folder.uid].includes(own);
    if (isSticky) return 'ESTICKY';
    return reason === 'EPERM' ? 'EIMMUTABLE' : reason;
  } catch {
    return reason;
  }
}

/** The kernel's list has the mount point in its fifth column, with blanks as octal numbers. */
async function isMountPoint(fs: FileSystem, target: string): Promise<boolean> {
  const list = (await fs.readFile('/proc/self/mountinfo')).toString();
  const name = target.replace(/[ \t\n\\]/g, (unit) => `\\${unit.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return list.split('\n').some((line) => line.split(' ')[4] === name);
}

/*
 * Who may read and write a file stays so when another takes its place; what cannot be kept is a reason to refuse.
 * Node knows of owners and permission bits. Access lists, extended attributes and Windows' attributes are copied by
 * the programs that every such system has.
 */

/** How long a program that copies them may take, in milliseconds. */
const COPY_TIMEOUT = 5000;

/**
 * Gives a new file the owner, the group and the permission bits of the one whose place it will take.
 * @throws the system's error; `EOWNER` and `EGROUP` where this user may not give the file away, `EMODE` for the bits
 */
export async function keepOwner(file: FileHandle, { mode, uid, gid }: Stats): Promise<void> {
  // One by one, since the group may be allowed where the owner is not; before the bits, because it clears some.
  await file.chown(uid, gid).catch(() => file.chown(-1, gid).catch(() => {}));
  // A Windows drive inside a distribution has made-up owners and bits, and may not let them be set even to what they are.
  await file.chmod(mode & 0o7777).catch(() => {});
  const made = await file.stat();
  if (made.uid !== uid) throw systemError('EOWNER');
  if (made.gid !== gid) throw systemError('EGROUP');
  if (made.mode !== mode) throw systemError('EMODE');
}

/**
 * Gives a new file what else there is to keep: access lists and extended attributes on Linux, the attributes hidden and
 * system on Windows. Where there is no program for it, nothing is.
 * @throws `EATTRIBUTES` where something is there and cannot be kept, `EACL` for an access list of the file's own on Windows
 */
export async function keepAttributes(original: string, copy: string, platform: NodeJS.Platform): Promise<void> {
  if (platform === 'linux') await copyByCp(original, copy);
  else if (platform === 'win32') await copyByAttrib(original, copy);
}

/** What cp says, in English by LC_ALL, where something is there that may not be copied. */
const REFUSED = /Operation not permitted|Permission denied|No space left|Disk quota exceeded|Input\/output error/;

async function copyByCp(original: string, copy: string): Promise<void> {
  const args = ['--attributes-only', '--preserve=mode,xattr', '--', original, copy];
  const answer = await runCopier('/bin/cp', args, { LC_ALL: 'C' });
  // Another cp than that of GNU has no such option, and a file system without extended attributes has none to lose.
  if (answer !== null && answer.exit !== 0 && REFUSED.test(answer.errors)) throw systemError('EATTRIBUTES');
}

/** `attrib.exe` prints letters in fixed columns before the path, in every language; `icacls.exe` marks what is inherited. */
async function copyByAttrib(original: string, copy: string): Promise<void> {
  const folder = `${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32`;
  const [attributes, access] = await Promise.all([
    runCopier(`${folder}\\attrib.exe`, [original]),
    runCopier(`${folder}\\icacls.exe`, [original]),
  ]);
  const rights = access?.exit === 0 ? [...access.text.matchAll(/:((?:\([A-Z,]+\))+)/g)] : [];
  if (rights.some(([, flags = '']) => !flags.includes('(I)'))) throw systemError('EACL');
  const letters = attributes?.exit === 0 ? attributes.text.slice(0, Math.max(0, attributes.text.indexOf(':') - 1)) : '';
  const wanted = ['H', 'S'].filter((letter) => letters.includes(letter)).map((letter) => `+${letter}`);
  if (wanted.length === 0) return;
  const set = await runCopier(`${folder}\\attrib.exe`, [...wanted, copy]);
  if (set?.exit !== 0) throw systemError('EATTRIBUTES');
}

/**
 * What a program answered; null where there is none.
 * @throws `EATTRIBUTES` where it is there and did not answer: what it would have kept would be lost
 */
async function runCopier(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const options = {
    cwd: process.platform === 'win32' ? 'C:\\' : '/',
    env: { ...process.env, ...env },
    timeout: COPY_TIMEOUT,
  };
  const answer = await runChild(program, args, options);
  if (answer.known) return answer.value;
  if (answer.why !== 'no-program') throw systemError('EATTRIBUTES');
  return null;
}
