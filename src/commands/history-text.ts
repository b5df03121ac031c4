import { Failure } from '../failure.ts';
import type { HistoryEntry } from '../machine/machine.ts';
import type { Channel } from '../text/colors.ts';
import { printable } from '../text/printable.ts';
import { wrap } from '../text/wrap.ts';
import type { CommonOptions, Context } from './context.ts';
import { locateFile, STANDARD_INPUT } from './open-file.ts';

/** A change that wslnet made. */
interface HistoryRow {
  /** In ISO 8601. */
  readonly time: string;
  readonly command: string;
  readonly summary: string;
}

const GAP = '  ';

/** Changes with the numbers that `wslnet undo` takes, when they were made in local time, and what they did. */
export function historyTable(
  rows: readonly HistoryRow[],
  { colors, width }: Pick<Channel, 'colors' | 'width'>,
): string {
  const numberWidth = String(rows.length).length;
  const commandWidth = Math.max(...rows.map(({ command }) => printable(command).length));
  const lines = rows.flatMap(({ time, command, summary }, index) => {
    const number = String(index + 1).padStart(numberWidth);
    const start = [number, localTime(time), printable(command).padEnd(commandWidth)].join(GAP) + GAP;
    const [first = '', ...rest] = wrap(
      printable(summary) || 'no setting, only the text around them',
      width - start.length,
    );
    return [
      `${colors.bold(number)}${colors.dim(start.slice(numberWidth))}${first}`,
      ...rest.map((line) => ' '.repeat(start.length) + line),
    ];
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** As `2026-11-22 16:03`, where the user is. */
function localTime(time: string): string {
  const date = new Date(time);
  const [month, day, hour, minute] = [date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes()].map(
    (number) => String(number).padStart(2, '0'),
  );
  return `${date.getFullYear()}-${month}-${day} ${hour}:${minute}`;
}

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
  const { entries } = await context.machine.history(path);
  return { path, entries };
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
  { machine }: Context,
): Promise<Uint8Array | null> {
  if (version === null) return null;
  const { bytes } = await machine.read(version);
  if (!bytes) throw new Failure('history-not-readable', { path, reason: 'EGONE' });
  return bytes;
}

/** The number of a change, as it is typed. @throws Failure `bad-usage` */
export function numberOf(text: string): number {
  if (!/^[1-9][0-9]{0,3}$/.test(text)) {
    const message = `'${text}' is not the number of a change.`;
    const hint = 'It is a number, 1 for the last change: wslnet history.';
    throw new Failure('bad-usage', { message, hint });
  }
  return Number(text);
}
