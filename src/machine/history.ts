import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { EXIT, Failure, type FailureKind } from '../failure.ts';
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
import type { ChangeNote, FileHistory, HistoryEntry } from './machine.ts';
import { adviceOn, causeOf, codeOf, systemError } from './system-error.ts';
import { readRegular } from './whole-file.ts';

/*
 * Each file has a folder of its own, named by a hash of its path. In it are the bytes of every version, named by
 * theirs, so that equal ones are kept once, and a list of the changes. It is written under the file's lock only, and
 * whatever else lies there is left alone.
 */

/** How many changes of a file are remembered. */
const MOST_ENTRIES = 50;

const LIST = 'changes.json';
const UNFINISHED = 'unfinished';

/** A change that is about to be made. */
export interface Change {
  /** Null for no file. */
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
  readonly note: ChangeNote;
}

/** What the history keeps of a change that is about to be made. */
export interface Recording {
  /** Where the former bytes are; null where there were none, or they could not be kept. */
  readonly backup: string | null;
  readonly problem: Failure | null;
  /** For a change that was not made after all. Never throws. */
  readonly takeBack: () => Promise<void>;
}

const NO_HISTORY_FOLDER: FailureKind = {
  code: 'no-history-folder',
  exit: EXIT.unwritable,
  message: () => 'The previous version was not saved: there is no folder for the history.',
  hint: () => 'Set XDG_STATE_HOME or HOME (on Windows, LOCALAPPDATA). wslnet undo cannot undo this change.',
};

const HISTORY_NOT_WRITABLE: FailureKind<{ readonly folder: string; readonly reason: string }> = {
  code: 'history-not-writable',
  exit: EXIT.unwritable,
  message: ({ folder, reason }) => `The previous version was not saved in ${folder}: ${causeOf(reason)}.`,
  hint: () => 'The file was changed, but wslnet undo cannot undo this change.',
};

/**
 * Keeps the bytes of a file before and after a change, and that it was made. Does not throw for what goes wrong:
 * a file can be changed without its history.
 * @param root the folder of all histories; null where there is none
 */
export async function recordChange(
  fs: FileSystem,
  root: string | null,
  target: string,
  { before, after, note }: Change,
): Promise<Recording> {
  const nothing = { backup: null, takeBack: async () => {} };
  if (root === null) return { ...nothing, problem: new Failure(NO_HISTORY_FOLDER, {}) };
  const folder = folderOf(root, target);
  try {
    await makeOwnFolder(fs, folder);
    const earlier = await readList(fs, folder);
    const entry: StoredEntry = {
      time: new Date().toISOString(),
      ...note,
      before: before && (await keep(fs, folder, before)),
      after: after && (await keep(fs, folder, after)),
    };
    const entries = [entry, ...earlier].slice(0, MOST_ENTRIES);
    await writeList(fs, folder, target, entries);
    await syncFolder(fs, folder);
    await prune(fs, folder, entries);
    const takeBack = () => writeList(fs, folder, target, earlier).catch(() => {});
    return { backup: entry.before && join(folder, entry.before), problem: null, takeBack };
  } catch (error) {
    const reason = codeOf(error);
    if (reason === undefined) throw error;
    return { ...nothing, problem: new Failure(HISTORY_NOT_WRITABLE, { folder, reason }) };
  }
}

const HISTORY_NOT_READABLE: FailureKind<{
  readonly path: string;
  readonly folder: string | null;
  readonly reason: string;
}> = {
  code: 'history-not-readable',
  exit: EXIT.unreadable,
  message: ({ path, reason }) => `The history of ${path} cannot be read: ${causeOf(reason)}.`,
  hint: ({ folder }) => `wslnet can still change the file.${folder === null ? '' : ` The history is in ${folder}.`}`,
};

/** What wslnet did to a file. @throws Failure `history-not-readable` */
export async function readHistory(fs: FileSystem, root: string | null, path: string): Promise<FileHistory> {
  if (root === null) return { entries: [], line: [], position: -1, last: -1 };
  let folder: string | null = null;
  try {
    const target = await followLinks(fs, path);
    const own = folderOf(root, target);
    folder = own;
    const pathOf = (name: string | null) => name && join(own, name);
    const { list, version } = await readTogether(fs, own, target);
    const stored = nameEntries(list);
    const entries = stored.map((entry) => ({ ...entry, before: pathOf(entry.before), after: pathOf(entry.after) }));
    return { entries, ...findPosition(entries, version) };
  } catch (error) {
    const reason = codeOf(error);
    throw reason === undefined ? error : new Failure(HISTORY_NOT_READABLE, { path, folder, reason });
  }
}

/** How often both are read anew while other processes change them. */
const MOST_LOOKS = 10;

/** The list and the version that the file is, at one time: another process may be changing both, and nobody waits here. */
async function readTogether(
  fs: FileSystem,
  folder: string,
  target: string,
): Promise<{ readonly list: StoredEntry[]; readonly version: string | null }> {
  let list = await readList(fs, folder);
  for (let look = 1; ; look++) {
    const version = await versionOf(fs, folder, target);
    const now = await readList(fs, folder);
    if (look === MOST_LOOKS || JSON.stringify(now) === JSON.stringify(list)) return { list: now, version };
    list = now;
  }
}

const VERSION_LOST: FailureKind<{ readonly path: string; readonly version: string; readonly reason: string }> = {
  code: 'version-lost',
  exit: EXIT.unwritable,
  message: ({ path, version, reason }) => `Version ${version} of ${path} cannot be restored: ${causeOf(reason)}.`,
  hint: ({ reason }) => `The file is unchanged. ${adviceOn(reason) ?? ''}`.trim(),
};

/**
 * The bytes of a version that the history keeps, which are what they were.
 * @param version its path, as {@link FileHistory} has it
 * @throws Failure `version-lost` where they are not there, cannot be read or were altered
 */
export async function readVersion(fs: FileSystem, path: string, version: string): Promise<Uint8Array> {
  try {
    const bytes = await readRegular(fs, version);
    if (!version.endsWith(nameOf(bytes))) throw systemError('EALTERED');
    return bytes;
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    // What lies there now is no version: nobody but wslnet keeps some there.
    const reason = code === 'ENOENT' ? 'EGONE' : NO_VERSION.includes(code) ? 'EALTERED' : code;
    throw new Failure(VERSION_LOST, { path, version, reason });
  }
}

const NO_VERSION: readonly unknown[] = ['EISDIR', 'ENOTFILE', 'ETOOLARGE', 'ELOOP'];

/** Names that stay when more changes follow: made of the entry itself, so that entries of old histories have them too. */
function nameEntries(entries: readonly StoredEntry[]): Named[] {
  const taken = new Set<string>();
  const named = [...entries].reverse().map((entry): Named => {
    const { time, before, after, command } = entry;
    const digits = hash(JSON.stringify([time, command, before, after]));
    let length = SHORTEST_NAME;
    while (taken.has(digits.slice(0, length)) && length < digits.length) length++;
    const id = digits.slice(0, length);
    taken.add(id);
    return { ...entry, id };
  });
  return named.reverse();
}

const SHORTEST_NAME = 6;

type Named = StoredEntry & { readonly id: string };

/** The version that a file is now, as its history would name it; null for no file, and for what is no regular one. */
async function versionOf(fs: FileSystem, folder: string, target: string): Promise<string | null> {
  try {
    return join(folder, nameOf(await readRegular(fs, target)));
  } catch (error) {
    if (NO_FILE.includes(codeOf(error))) return null;
    throw error;
  }
}

const NO_FILE: readonly unknown[] = ['ENOENT', 'ENOTDIR', 'EISDIR', 'ENOTFILE'];

/** @param now the version that the file is now, as the history would name it */
function findPosition(entries: readonly HistoryEntry[], now: string | null): Omit<FileHistory, 'entries'> {
  const { line, position } = followMoves(entries);
  const [latest, ...earlier] = entries;
  if (!latest || latest.after === now) return { line, position, last: position };
  // A change that was cut off may be in the history and not in the file.
  if (latest.before === now) {
    const former = followMoves(earlier);
    return { ...former, last: former.position };
  }
  return { line, position: null, last: position };
}

/**
 * Where the changes and the moves between them have led. A change begins a new end of the line; `undo` and `redo` move
 * on it. An `undo` of an earlier wslnet did not say where it led: it went back by one if it did just the opposite.
 */
function followMoves(entries: readonly HistoryEntry[]): { readonly line: HistoryEntry[]; readonly position: number } {
  let line: HistoryEntry[] = [];
  let position = -1;
  for (const entry of [...entries].reverse()) {
    const top = line[position];
    const isBack = entry.command === 'undo' && top && entry.before === top.after && entry.after === top.before;
    if (entry.to !== undefined && (entry.to === null || line.some(({ id }) => id === entry.to))) {
      position = line.findIndex(({ id }) => id === entry.to);
    } else if (entry.to === undefined && isBack) {
      position--;
    } else {
      line = [...line.slice(0, position + 1), entry];
      position = line.length - 1;
    }
  }
  return { line, position };
}

/** As {@link HistoryEntry}, with names in the folder in place of paths. */
type StoredEntry = Omit<HistoryEntry, 'id'>;

function folderOf(root: string, target: string): string {
  return join(root, hash(target).slice(0, 16));
}

/** @throws `ELINKED` for a link, which would lead to somebody else's files */
async function makeOwnFolder(fs: FileSystem, folder: string): Promise<void> {
  await makeFolder(fs, folder, 0o700);
  if ((await fs.lstat(folder)).isSymbolicLink()) throw systemError('ELINKED');
}

async function readList(fs: FileSystem, folder: string): Promise<StoredEntry[]> {
  let text: string;
  try {
    text = (await readRegular(fs, join(folder, LIST))).toString();
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    // On a network drive a list may seem to be gone for a moment: one that exists is never started anew.
    if (!(await fs.readdir(folder).catch((): string[] => [])).includes(LIST)) return [];
    const isLink = (await fs.lstat(join(folder, LIST))).isSymbolicLink();
    throw isLink ? systemError('EDAMAGED') : error;
  }
  try {
    const { changes } = JSON.parse(text);
    if (Array.isArray(changes) && changes.every(isEntry)) return changes;
  } catch {
    // As below.
  }
  // Nobody else writes it, and not in place. What it still knows is not thrown away by writing another one.
  throw systemError('EDAMAGED');
}

const NAME = /^[0-9a-f]{64}\.wslconfig$/;

function isEntry(value: unknown): value is StoredEntry {
  const { time, command, summary, before, after, to } = (value ?? {}) as Record<string, unknown>;
  const isText = [time, command, summary].every((member) => typeof member === 'string');
  const isTime = !Number.isNaN(Date.parse(String(time)));
  const isMove = to === undefined || to === null || typeof to === 'string';
  return (
    isText &&
    isTime &&
    isMove &&
    [before, after].every((name) => name === null || (typeof name === 'string' && NAME.test(name)))
  );
}

async function writeList(fs: FileSystem, folder: string, file: string, changes: readonly StoredEntry[]): Promise<void> {
  await writeInFolder(fs, folder, LIST, Buffer.from(`${JSON.stringify({ file, changes }, null, 2)}\n`));
}

/** Gives the name under which bytes are kept. What is there under that name and was altered is written anew. */
async function keep(fs: FileSystem, folder: string, bytes: Uint8Array): Promise<string> {
  const name = nameOf(bytes);
  const kept = await readRegular(fs, join(folder, name)).catch(() => null);
  if (kept === null || nameOf(kept) !== name) await writeInFolder(fs, folder, name, bytes);
  return name;
}

async function writeInFolder(fs: FileSystem, folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const unfinished = join(folder, UNFINISHED);
  await removeWithRetries(fs, unfinished);
  try {
    await writeSynced(fs, unfinished, bytes, 0o600);
    await renameWithRetries(fs, unfinished, join(folder, name));
  } catch (error) {
    await removeIfPossible(fs, unfinished);
    throw error;
  }
}

/** Removes versions that no change of the list leads to. */
async function prune(fs: FileSystem, folder: string, entries: readonly StoredEntry[]): Promise<void> {
  const wanted = new Set(entries.flatMap(({ before, after }) => [before, after]));
  const old = (await fs.readdir(folder)).filter((name) => NAME.test(name) && !wanted.has(name));
  for (const name of old) await removeIfPossible(fs, join(folder, name));
}

function nameOf(bytes: Uint8Array): string {
  return `${hash(bytes)}.wslconfig`;
}

function hash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
