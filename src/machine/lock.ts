import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, Failure, type FailureKind } from '../failure.ts';
import { type FileSystem, giveToOwner, removeIfPossible, removeWithRetries, withRetries } from './file-system.ts';
import { type Holder, isElsewhere, isGone, parseHolder, thisProcess } from './lock-holder.ts';
import { INTERRUPTED } from './machine.ts';
import { causeOf, codeOf, isSharingError } from './system-error.ts';
import { readRegular } from './whole-file.ts';

/** A lock that this process holds. */
export interface HeldLock {
  /** The file for the new bytes. Only the holder uses its name; whoever takes over the lock of a dead process removes it. */
  readonly temporary: string;
  /** False where another took it over, believing this process dead. @throws the system's error where it cannot be read */
  isStillHeld(): Promise<boolean>;
}

/** What locking needs, handed in so that tests can make it fail. */
export interface LockTools {
  readonly fs: FileSystem;
  readonly platform: NodeJS.Platform;
  /** Aborted when the user wants to stop. */
  readonly signal: AbortSignal;
}

/** How often a holder shows that it is alive, in milliseconds. */
const BEAT = 200;
/** How often a waiting process looks, at least and at most: at random, so that they do not all come at once. */
const POLL = { least: 5, most: 25 };
/** How long one waits for one holder. */
const TIMEOUT = 2000;
/** How long a holder on another system may be silent. */
const SILENCE = 1500;

const LOCK_LEFT: FailureKind<{ readonly lock: string; readonly reason: string }> = {
  code: 'lock-left',
  exit: EXIT.unwritable,
  message: ({ lock, reason }) => `The lock ${lock} could not be removed: ${causeOf(reason)}.`,
  hint: () => 'The file was changed. The next wslnet command takes over the lock.',
};

/**
 * Runs an action while no other wslnet holds the lock of a file, which lies beside it. The lock of a process that is
 * gone is taken over, that of a living one never.
 * @param path the file as the user knows it; `target` is what is behind its links
 * @returns what the action gives, and what went wrong when the lock was given up: the action is done all the same
 * @throws Failure `file-locked` after two seconds of one holder, `lock-unusable`, `interrupted`; and what the action throws
 */
export async function whileLocked<T>(
  { path, target }: { readonly path: string; readonly target: string },
  tools: LockTools,
  action: (lock: HeldLock) => Promise<T>,
): Promise<{ readonly value: T; readonly problem: Failure | null }> {
  const { fs } = tools;
  const file = lockOf(target);
  const token = randomBytes(6).toString('hex');
  const text = JSON.stringify(thisProcess(token));
  const isStillHeld = async () => (await readRegular(fs, file).catch(ignoreAbsence))?.toString() === text;
  const handle = await acquire(path, target, text, tools);
  const beat = setInterval(() => void handle.utimes(new Date(), new Date()).catch(() => {}), BEAT);
  let problem: Failure | null = null;
  let value: T;
  try {
    value = await action({ temporary: temporaryOf(target, token), isStillHeld });
  } finally {
    clearInterval(beat);
    await handle.close().catch(() => {});
    try {
      if (await isStillHeld()) await removeWithRetries(fs, file);
    } catch (error) {
      problem = new Failure(LOCK_LEFT, { lock: file, reason: codeOf(error) ?? String(error) });
    }
  }
  return { value, problem };
}

/** What the system says where a lock is gone, or something else has its name. */
const ABSENCES: readonly unknown[] = ['ENOENT', 'EISDIR', 'ENOTFILE', 'ETOOLARGE', 'ELOOP'];

function ignoreAbsence(error: unknown): null {
  if (ABSENCES.includes(codeOf(error))) return null;
  throw error;
}

/** What this process had to leave beside a file, in a folder that lets nothing be removed. Never throws. */
export async function leftBehind(fs: FileSystem, target: string): Promise<string[]> {
  const holder = parseHolder((await readRegular(fs, lockOf(target)).catch(() => ''))?.toString());
  if (holder?.pid !== process.pid || isElsewhere(holder)) return [];
  const names = await fs.readdir(dirname(target)).catch((): string[] => []);
  return [lockOf(target), temporaryOf(target, holder.token)].filter((path) => names.includes(basename(path)));
}

function lockOf(target: string): string {
  return `${target}.wslnet-lock`;
}

function temporaryOf(target: string, token: string): string {
  return `${target}.${token}.wslnet-tmp`;
}

async function acquire(path: string, target: string, text: string, tools: LockTools): Promise<FileHandle> {
  const { fs, signal } = tools;
  const file = lockOf(target);
  const watch = new LockWatch();
  const guardWatch = new LockWatch();
  for (;;) {
    if (signal.aborted) throw new Failure(INTERRUPTED, { path, isWritten: false });
    const handle = await create(tools, file, text);
    if (handle) return handle;
    const seen = (await look(fs, file)) ?? UNSEEN;
    watch.observe(seen);
    const holder = seen.text === null ? null : parseHolder(seen.text);
    const isDead = holder && !isElsewhere(holder) ? isGone(holder) : watch.silence > SILENCE;
    // What was not made by wslnet is left alone, and nobody is waited for in vain.
    if (seen.text !== null && isDead) await takeAway({ path, target, seen: seen.text }, tools, guardWatch);
    // Taking it over waits for others in its turn, and says what for.
    if (watch.waited > (isDead && seen.text !== null ? 2 * TIMEOUT + SILENCE : TIMEOUT))
      throw refusal(path, file, seen, holder);
    await sleep(POLL.least + Math.random() * (POLL.most - POLL.least));
  }
}

function nameOf({ pid, place }: { pid: number; place: string | null }): string {
  return `process ${pid}${place === null ? '' : ` on ${place}`}`;
}

const FILE_LOCKED: FailureKind<{
  readonly path: string;
  readonly lock: string;
  readonly holder: { readonly pid: number; readonly place: string | null } | null;
}> = {
  code: 'file-locked',
  exit: EXIT.unwritable,
  message: ({ path, holder }) =>
    holder === null ? `Another wslnet is changing ${path}.` : `Another wslnet (${nameOf(holder)}) is changing ${path}.`,
  hint: ({ lock }) => `The file is unchanged. Try again; if no other wslnet is running, delete ${lock} first.`,
};

/**
 * What lies in the place of a lock and cannot be waited for. `stuck`: a lock of a dead wslnet that cannot be removed;
 * `unseen`: its name is taken, and nothing is there, as while Windows waits for a program to close a removed file.
 */
type LockObstacle = 'folder' | 'link' | 'special' | 'foreign' | 'unreadable' | 'stuck' | 'unseen';

const OBSTACLES: { readonly [O in LockObstacle]: string } = {
  folder: 'it is a folder',
  link: 'it is a symbolic link',
  special: 'it is not a plain file',
  foreign: 'wslnet did not create it',
  unreadable: 'it cannot be read',
  stuck: 'it was left behind by a stopped process and cannot be removed',
  unseen: 'its name is taken, but the system shows no such file',
};

const LOCK_UNUSABLE: FailureKind<{
  readonly path: string;
  readonly lock: string;
  readonly obstacle: LockObstacle;
  readonly owner: number | null;
}> = {
  code: 'lock-unusable',
  exit: EXIT.unwritable,
  message: ({ path, lock, obstacle, owner }) =>
    owner === null
      ? `${path} cannot be changed. The problem is its lock file, ${lock}: ${OBSTACLES[obstacle]}.`
      : `${path} cannot be changed. The problem is its lock file, ${lock}: ${OBSTACLES[obstacle]} (owner: ${owner === 0 ? 'root' : `user ${owner}`}).`,
  hint: ({ lock, obstacle }) => {
    if (obstacle === 'unseen')
      return 'The file is unchanged. A program may still have the removed lock open, such as a virus scanner. Try again later.';
    const command =
      obstacle === 'stuck' ? ' If that fails, check with lsattr -d whether its folder is append-only.' : '';
    return `The file is unchanged. If no other wslnet is running, remove ${lock}.${command}`;
  },
};

function refusal(path: string, lock: string, { obstacle, owner }: FoundLock, holder: Holder | null): Failure {
  if (obstacle !== null) return new Failure(LOCK_UNUSABLE, { path, lock, obstacle, owner });
  return new Failure(FILE_LOCKED, { path, lock, holder: naming(holder) });
}

/** How a holder is named to the person who waits: with its system where that is another one. */
function naming(holder: Holder | null): { pid: number; place: string | null } | null {
  return holder && { pid: holder.pid, place: isElsewhere(holder) ? holder.place : null };
}

/** Makes a file that was not there, with this text; null where there is one. @throws the system's error */
async function create({ fs, platform }: LockTools, file: string, text: string): Promise<FileHandle | null> {
  const open = () => fs.open(file, 'wx', 0o600);
  let handle: FileHandle;
  try {
    // On Windows the name of a file that was just removed stays taken for as long as somebody has it open.
    handle = await (platform === 'win32' ? withRetries(open) : open());
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return null;
    throw error;
  }
  try {
    await giveToOwner(fs, handle, dirname(file));
    await handle.writeFile(text);
    return handle;
  } catch (error) {
    await handle.close().catch(() => {});
    await removeIfPossible(fs, file);
    throw error;
  }
}

/** No lock is near this long, in bytes. */
const LONGEST_LOCK = 4096;

/** What a lock says, and when it last showed a sign of life; null where it is gone. */
async function look(fs: FileSystem, file: string): Promise<FoundLock | null> {
  let stats: Stats;
  try {
    stats = await fs.lstat(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    if (isSharingError(error)) return { text: null, beat: 0, obstacle: 'unreadable', owner: null };
    throw error;
  }
  const seen = { beat: stats.mtimeMs, owner: stats.uid };
  const foreign = (obstacle: LockObstacle): FoundLock => ({ ...seen, text: null, obstacle });
  if (stats.isSymbolicLink()) return foreign('link');
  if (!stats.isFile()) return foreign(stats.isDirectory() ? 'folder' : 'special');
  if (stats.size > LONGEST_LOCK) return foreign('foreign');
  try {
    const text = (await readRegular(fs, file)).toString();
    // The process that made it may have died before it had written all of it.
    return isOurs(text) ? { ...seen, text, obstacle: null } : foreign('foreign');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    if (isSharingError(error)) return foreign('unreadable');
    throw error;
  }
}

const BEGINNING = '{"token":"';

function isOurs(text: string): boolean {
  return text.startsWith(BEGINNING) || BEGINNING.startsWith(text);
}

/**
 * Removes the lock of a dead holder, and the bytes it did not finish. Several may find it dead at once, and one of them
 * may hold a lock of its own by the time another acts: so it is done under a guard, and only to that very lock.
 * @throws Failure `lock-unusable` where it cannot be removed
 */
async function takeAway(
  { path, target, seen: deadText }: { readonly path: string; readonly target: string; readonly seen: string },
  tools: LockTools,
  guardWatch: LockWatch,
): Promise<void> {
  const { fs } = tools;
  const file = lockOf(target);
  const guard = `${file}-guard`;
  const handle = await create(tools, guard, '');
  if (!handle) {
    const seen = (await look(fs, guard)) ?? UNSEEN;
    guardWatch.observe(seen);
    if (seen.text === null && guardWatch.waited > TIMEOUT) throw refusal(path, guard, seen, null);
    // The process that made it died too, within the few steps below.
    if (seen.text !== null && guardWatch.silence > SILENCE / 2) await removeWithRetries(fs, guard);
    return;
  }
  try {
    await handle.close();
    const seen = await look(fs, file);
    if (seen?.text !== deadText) return;
    const holder = parseHolder(deadText);
    if (holder) await removeIfPossible(fs, temporaryOf(target, holder.token));
    await removeWithRetries(fs, file).catch((error: unknown) => {
      if (codeOf(error) === undefined) throw error;
      throw new Failure(LOCK_UNUSABLE, { path, lock: file, obstacle: 'stuck', owner: seen.owner });
    });
  } finally {
    await removeIfPossible(fs, guard);
  }
}

/** A lock file at one moment. */
export interface FoundLock {
  /** Null for what is no lock of wslnet's, or cannot be read; `obstacle` then says which. */
  readonly text: string | null;
  readonly obstacle: LockObstacle | null;
  /** The number of the user it belongs to; null where that is not known. */
  readonly owner: number | null;
  /** When it was last touched, by the clock of its file system. */
  readonly beat: number;
}

/** What is seen of a lock that is gone. One that another process has just given up is seen so once, and not for long. */
const UNSEEN: FoundLock = { text: null, obstacle: 'unseen', owner: null, beat: 0 };

/** The most that may count as waited between two looks, in milliseconds. */
const LONGEST_STEP = 100;

/**
 * Somebody who waits for a lock. Times are counted from look to look on this side alone: the clocks of Windows and of
 * a distribution drift apart, and while the machine sleeps nobody waits and nobody is silent.
 */
export class LockWatch {
  /** For how long the same holder has been seen, in milliseconds. */
  waited = 0;
  /** For how long it has shown no sign of life, in milliseconds. */
  silence = 0;
  private last: { readonly text: string | null; readonly beat: number; readonly at: number } | null = null;

  observe({ text, beat }: Pick<FoundLock, 'text' | 'beat'>): void {
    const at = performance.now();
    const step = this.last ? Math.min(at - this.last.at, LONGEST_STEP) : 0;
    const isSame = this.last?.text === text;
    this.waited = isSame ? this.waited + step : 0;
    this.silence = isSame && this.last?.beat === beat ? this.silence + step : 0;
    this.last = { text, beat, at };
  }
}
