import { EXIT, type ExitCode } from '../failure.ts';
import type { HistoryEntry } from '../machine/machine.ts';
import { unifiedDiff } from '../text/diff.ts';
import { printable } from '../text/printable.ts';
import type { CommonOptions, Context } from './context.ts';
import { findEntry, historyOf, historyTable, versionBytes } from './history-text.ts';
import { jsonDocument } from './json.ts';
import { openLeniently } from './open-file.ts';

/** `wslnet history`: what wslnet did to the file, the latest first. */
export async function history(options: CommonOptions, context: Context): Promise<ExitCode> {
  const { path, entries } = await historyOf('history', options, context);
  if (options.json) {
    const changes = entries.map((entry, index) => entryJson(entry, index + 1));
    context.out.write(jsonDocument('history', { file: path, changes }));
  } else if (entries.length > 0) {
    context.out.write(historyTable(entries, context.out));
  } else if (!options.quiet) {
    context.err.write(`wslnet has not changed ${printable(path)}.\n`);
  }
  return EXIT.done;
}

export interface HistoryShowOptions extends CommonOptions {
  readonly number: number;
  /** Whether to show what the change did rather than what was there before it. */
  readonly diff?: boolean;
}

/** `wslnet history show`: the file as it was before a change, byte for byte, or what the change did. */
export async function historyShow(options: HistoryShowOptions, context: Context): Promise<ExitCode> {
  const file = await historyOf('history', options, context);
  const entry = findEntry(file, options.number);
  if (options.json) {
    context.out.write(jsonDocument('history-show', { file: file.path, ...entryJson(entry, options.number) }));
    return EXIT.done;
  }
  const before = await versionBytes(file, entry.before, context);
  if (options.diff) {
    const after = await versionBytes(file, entry.after, context);
    const [old, now] = [before, after].map((bytes) => openLeniently({ path: file.path, bytes }).decoded.text);
    context.out.write(unifiedDiff(printable(file.path), old ?? '', now ?? '', context.out));
  } else if (before) {
    context.out.write(before);
  } else if (!options.quiet) {
    context.err.write(`There was no ${printable(file.path)} before that change.\n`);
  }
  return EXIT.done;
}

function entryJson({ time, command, summary, before, after }: HistoryEntry, number: number) {
  return { number, time, command, summary, before, after };
}
