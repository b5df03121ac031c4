import { createTwoFilesPatch } from 'diff';
import type { Channel } from './channel.ts';
import { printable } from './printable.ts';

/** What a change does to a file, as `diff -u` shows it. */
export function unifiedDiff(name: string, before: string, after: string, { colors }: Pick<Channel, 'colors'>): string {
  const patch = createTwoFilesPatch(name, name, before, after, undefined, undefined, { context: 3 });
  // Above the two names the library puts a line of its own.
  const lines = patch.slice(patch.indexOf('---')).replace(/\n$/, '').split('\n');
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
