import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { followLinks, syncFolder, writeSynced } from './files.ts';
import type { ChangeNote, HistoryEntry } from './machine.ts';
import { removeWithRetries, renameWithRetries } from './retries.ts';
import { codeOf, type FileSystem, systemError } from './system-error.ts';

/*
 * Each file has a folder of its own, named by a hash of its path. In it are the bytes of every version, named by
 * theirs, so that equal ones are kept once, and a list of the changes. It is written under the file's lock only.
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

export interface Recording {
  /** Where the former bytes are; null where there were none, or they could not be kept. */
  readonly backup: string | null;
  readonly problem: Failure | null;
  /** For a change that was not made after all. */
  readonly takeBack: () => Promise<void>;
}

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
  if (root === null) return { ...nothing, problem: new Failure('no-history-folder', {}) };
  const folder = folderOf(root, target);
  try {
    await fs.mkdir(folder, { recursive: true, mode: 0o700 });
    const earlier = await readList(fs, folder);
    const entry = {
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
    return { ...nothing, problem: new Failure('history-not-writable', { folder, reason }) };
  }
}

/** The changes that wslnet made to a file, the latest first. @throws Failure `history-not-readable` */
export async function listHistory(fs: FileSystem, root: string | null, path: string): Promise<HistoryEntry[]> {
  if (root === null) return [];
  try {
    const folder = folderOf(root, await followLinks(fs, path));
    const entries = await readList(fs, folder);
    const pathOf = (name: string | null) => name && join(folder, name);
    return entries.map((entry) => ({ ...entry, before: pathOf(entry.before), after: pathOf(entry.after) }));
  } catch (error) {
    const reason = codeOf(error);
    throw reason === undefined ? error : new Failure('history-not-readable', { path, reason });
  }
}

/** As {@link HistoryEntry}, with names in the folder in place of paths. */
type StoredEntry = HistoryEntry;

function folderOf(root: string, target: string): string {
  return join(root, hash(target).slice(0, 16));
}

async function readList(fs: FileSystem, folder: string): Promise<StoredEntry[]> {
  let text: string;
  try {
    text = await fs.readFile(join(folder, LIST), 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
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
  const { time, command, summary, before, after } = (value ?? {}) as Record<string, unknown>;
  const isText = [time, command, summary].every((member) => typeof member === 'string');
  return isText && [before, after].every((name) => name === null || (typeof name === 'string' && NAME.test(name)));
}

async function writeList(fs: FileSystem, folder: string, file: string, changes: readonly StoredEntry[]): Promise<void> {
  await writeInFolder(fs, folder, LIST, Buffer.from(`${JSON.stringify({ file, changes }, null, 2)}\n`));
}

/** Gives the name under which bytes are kept. */
async function keep(fs: FileSystem, folder: string, bytes: Uint8Array): Promise<string> {
  const name = `${hash(bytes)}.wslconfig`;
  if (!(await fs.readdir(folder)).includes(name)) await writeInFolder(fs, folder, name, bytes);
  return name;
}

async function writeInFolder(fs: FileSystem, folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const unfinished = join(folder, UNFINISHED);
  await removeWithRetries(fs, unfinished);
  await writeSynced(fs, unfinished, bytes, 0o600);
  await renameWithRetries(fs, unfinished, join(folder, name));
}

/** Removes bytes that no change of the list leads to. */
async function prune(fs: FileSystem, folder: string, entries: readonly StoredEntry[]): Promise<void> {
  const wanted = new Set([LIST, ...entries.flatMap(({ before, after }) => [before, after])]);
  const old = (await fs.readdir(folder)).filter((name) => !wanted.has(name));
  for (const name of old) await removeWithRetries(fs, join(folder, name));
}

function hash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
