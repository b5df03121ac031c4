import type { Failure } from '../failure.ts';
import type { Channel } from './colors.ts';
import { printable } from './printable.ts';
import { wrap } from './wrap.ts';

const ISSUES = 'https://github.com/wslnet/wslnet/issues';

/** A failure in words: what, and below it what to do. */
export function errorText(failure: Pick<Failure, 'message' | 'hint'>, channel: Channel): string {
  return labelled('error:', channel.colors.red.bold, failure, channel);
}

/** As {@link errorText}, for what went wrong beside a command that did what it should. */
export function warningText(failure: Pick<Failure, 'message' | 'hint'>, channel: Channel): string {
  return labelled('warning:', channel.colors.yellow.bold, failure, channel);
}

function labelled(
  label: string,
  paint: (text: string) => string,
  { message, hint }: Pick<Failure, 'message' | 'hint'>,
  { width }: Channel,
): string {
  const [first = '', ...rest] = wrap(`${label} ${printable(message)}`, width);
  const lines = [paint(label) + first.slice(label.length), ...rest, ...(hint ? wrap(printable(hint), width) : [])];
  return `${lines.join('\n')}\n`;
}

/** For what should not have happened, with what we need to fix it. */
export function bugReport(error: unknown, version: string): string {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a bug in wslnet ${version}, not in your file, which is unchanged.\nPlease report it with these lines: ${ISSUES}\n\n${trace}\n`;
}
