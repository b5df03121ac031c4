import { createTwoFilesPatch } from 'diff';
import { printable } from './printable.ts';
import type { Channel } from './terminal.ts';

/** The library's time grows with the square of this number of changed lines. */
const MOST_CHANGES = 2000;

/** What a change does to a file, as `diff -u` shows it. */
export function unifiedDiff(name: string, before: string, after: string, { colors }: Pick<Channel, 'colors'>): string {
  const options = { context: 3, maxEditLength: MOST_CHANGES };
  const patch =
    createTwoFilesPatch(name, name, before, after, undefined, undefined, options) ?? wholePatch(before, after);
  // The library puts a line of its own above the two names, and quotes them, so that no path of Windows is readable.
  const hunks = /^@@.*[^\n]/ms.exec(patch)?.[0].split('\n') ?? [];
  const lines = [`--- ${name}`, `+++ ${name}`, ...hunks];
  return lines.map((line) => `${paint(line)}\n`).join('');

  function paint(line: string): string {
    const shown = printable(line.replace(/\r$/, ''));
    if (line.startsWith('@@')) return colors.cyan(shown);
    if (line.startsWith('---') || line.startsWith('+++')) return colors.bold(shown);
    if (line.startsWith('-')) return colors.red(shown);
    if (line.startsWith('+')) return colors.green(shown);
    return shown;
  }
}

/** For what has too many changes to be sorted out: all lines go, all lines come. */
function wholePatch(before: string, after: string): string {
  const [old, fresh] = [before, after].map((text) => text.replace(/\n$/, '').split('\n')) as [string[], string[]];
  return [
    `@@ -1,${old.length} +1,${fresh.length} @@`,
    ...old.map((line) => `-${line}`),
    ...fresh.map((line) => `+${line}`),
  ].join('\n');
}
