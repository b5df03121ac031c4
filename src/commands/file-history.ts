import { Failure } from '../failure.ts';
import type { HistoryEntry } from '../host/host.ts';
import type { CommonOptions, Context } from './context.ts';
import { locateFile, STANDARD_INPUT } from './open-file.ts';

/** A file and what wslnet did to it. */
export interface FileHistory {
  readonly path: string;
  /** The latest first. */
  readonly entries: readonly HistoryEntry[];
}

/** @throws Failure where the options name no file, or its history cannot be read */
export async function historyOf(command: string, options: CommonOptions, context: Context): Promise<FileHistory> {
  if (options.file === STANDARD_INPUT) throw new Failure('file-needed', { command });
  const { path } = await locateFile(options, context);
  return { path, entries: await context.host.history(path) };
}

/** The entry of a number, which counts from 1 for the latest. @throws Failure `no-such-change` */
export function findEntry({ entries }: FileHistory, number: number): HistoryEntry {
  const entry = entries[number - 1];
  if (!entry) throw new Failure('no-such-change', { number, count: entries.length });
  return entry;
}

/** The bytes of a version; null for no file. @throws Failure where they are not there any more */
export async function versionBytes(
  { path }: FileHistory,
  version: string | null,
  { host }: Context,
): Promise<Uint8Array | null> {
  if (version === null) return null;
  const { bytes } = await host.read(version);
  if (!bytes) throw new Failure('history-not-readable', { path, reason: 'EGONE' });
  return bytes;
}
