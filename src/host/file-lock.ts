import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { FileSystem } from './file-system.ts';
import { type Holder, isElsewhere, isGone, parseHolder, thisProcess } from './holder.ts';
import { type LockSight, LockWatch } from './lock-watch.ts';
import { isSharingError, patiently, removePatiently } from './patience.ts';
import { codeOf } from './system-error.ts';

/** A lock that this process holds. */
export interface HeldLock {
  /** The file for the new bytes. Its name is the holder's alone, and who takes over a dead one's lock removes it. */
  readonly temporary: string;
  /** False where another took it over, believing this process dead. */
  isStillHeld(): Promise<boolean>;
}

export interface LockTools {
  readonly fs: FileSystem;
  readonly isWindows: boolean;
  /** Aborted when the user wants to stop. */
  readonly signal: AbortSignal;
}

/** How often a holder shows that it is alive, in milliseconds. */
const BEAT = 200;
/** How often a waiting process looks, at least and at most: at random, so that they do not all come at once. */
const POLL = { least: 5, most: 25 };
/** How long one waits for one holder. */
const PATIENCE = 2000;
/** How long a holder on another system may be silent. */
const SILENCE = 1500;

/**
 * Runs an action while no other wslnet holds the lock of a file, which lies beside it. The lock of a process that is
 * gone is taken over, that of a living one never.
 * @param path the file as the user knows it; `target` is what is behind its links
 * @throws Failure `file-locked` after two seconds of one holder, `interrupted`; and what the action throws
 */
export async function whileLocked<T>(
  { path, target }: { readonly path: string; readonly target: string },
  tools: LockTools,
  action: (lock: HeldLock) => Promise<T>,
): Promise<T> {
  const { fs } = tools;
  const file = lockOf(target);
  const token = randomBytes(6).toString('hex');
  const text = JSON.stringify(thisProcess(token));
  const isStillHeld = async () => (await look(fs, file))?.text === text;
  const handle = await acquire(path, target, text, tools);
  const beat = setInterval(() => void handle.utimes(new Date(), new Date()).catch(() => {}), BEAT);
  try {
    return await action({ temporary: temporaryOf(target, token), isStillHeld });
  } finally {
    clearInterval(beat);
    await handle.close();
    if (await isStillHeld()) await removePatiently(fs, file);
  }
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
    if (signal.aborted) throw new Failure('interrupted', { path, isWritten: false });
    const handle = await create(tools, file, text);
    if (handle) return handle;
    const seen = await look(fs, file);
    if (seen) {
      watch.observe(seen);
      const holder = parseHolder(seen.text);
      const isDead = holder && !isElsewhere(holder) ? isGone(holder) : watch.silence > SILENCE;
      if (isDead) await takeAway(target, seen.text, tools, guardWatch);
      else if (watch.waited > PATIENCE) throw new Failure('file-locked', { path, lock: file, holder: naming(holder) });
    }
    await sleep(POLL.least + Math.random() * (POLL.most - POLL.least));
  }
}

/** What tells a holder from others for the person who waits: the system too, where it is another one. */
function naming(holder: Holder | null): { pid: number; place: string | null } | null {
  return holder && { pid: holder.pid, place: isElsewhere(holder) ? holder.place : null };
}

/** Makes a file that was not there, with this text; null where there is one. @throws the system's error */
async function create({ fs, isWindows }: LockTools, file: string, text: string): Promise<FileHandle | null> {
  const open = () => fs.open(file, 'wx', 0o600);
  let handle: FileHandle;
  try {
    // On Windows the name of a file that was just removed stays taken for as long as somebody has it open.
    handle = await (isWindows ? patiently(open) : open());
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return null;
    throw error;
  }
  try {
    await handle.writeFile(text);
    return handle;
  } catch (error) {
    await handle.close().catch(() => {});
    await removePatiently(fs, file);
    throw error;
  }
}

/** What a lock says, and when it last showed a sign of life; null where it is gone. */
async function look(fs: FileSystem, file: string): Promise<LockSight | null> {
  try {
    return { text: await fs.readFile(file, 'utf8'), beat: (await fs.stat(file)).mtimeMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || isSharingError(error)) return null;
    throw error;
  }
}

/**
 * Removes the lock of a dead holder, and the bytes it did not finish. Several may find it dead at once, and one of them
 * may hold a lock of its own by the time another acts: so it is done under a guard, and only to that very lock.
 */
async function takeAway(target: string, deadText: string, tools: LockTools, guardWatch: LockWatch): Promise<void> {
  const { fs } = tools;
  const file = lockOf(target);
  const guard = `${file}-guard`;
  const handle = await create(tools, guard, '');
  if (!handle) {
    const seen = await look(fs, guard);
    if (seen) guardWatch.observe(seen);
    // Its maker died as well, within the few steps below.
    if (guardWatch.silence > SILENCE / 2) await removePatiently(fs, guard);
    return;
  }
  try {
    await handle.close();
    if ((await look(fs, file))?.text !== deadText) return;
    const holder = parseHolder(deadText);
    if (holder) await removePatiently(fs, temporaryOf(target, holder.token));
    await removePatiently(fs, file);
  } finally {
    await removePatiently(fs, guard);
  }
}
