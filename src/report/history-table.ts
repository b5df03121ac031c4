import type { Channel } from './channel.ts';
import { printable } from './printable.ts';
import { wrap } from './wrap.ts';

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
