import type { Failure } from '../failure.ts';
import { printable } from './printable.ts';
import { wrap } from './wrap.ts';

/** Styles for text; they can be joined: `colors.red.bold(text)`. */
export type Colors = ((text: string) => string) & { readonly [S in Style]: Colors };

const STYLES = ['bold', 'dim', 'underline', 'red', 'green', 'yellow', 'blue', 'cyan'] as const;

type Style = (typeof STYLES)[number];

/** Leaves text as it is. */
const PLAIN: Colors = ((text) => text) as Colors;
Object.assign(PLAIN, Object.fromEntries(STYLES.map((style) => [style, PLAIN])));

/** What `--color` says. */
export type ColorWhen = 'auto' | 'always' | 'never';

/** 0 for plain text, 1 for the sixteen colors every terminal theme defines. */
type ColorLevel = 0 | 1;

/**
 * Whether an output gets colors: the option decides, then NO_COLOR, FORCE_COLOR, TERM=dumb, and last whether it
 * is a terminal.
 */
export function colorLevel(when: ColorWhen, env: NodeJS.ProcessEnv, isTerminal: boolean): ColorLevel {
  if (when !== 'auto') return when === 'always' ? 1 : 0;
  if (env['NO_COLOR']) return 0;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force === '0' || force === 'false' ? 0 : 1;
  return isTerminal && env['TERM'] !== 'dumb' ? 1 : 0;
}

/** The styles of an output; chalk is loaded only for one that takes colors. */
export async function openColors(level: ColorLevel): Promise<Colors> {
  return level === 0 ? PLAIN : new (await import('chalk')).Chalk({ level });
}

/** One of the program's outputs, as commands see it. */
export interface Channel {
  write(text: string | Uint8Array): void;
  /** Colors for this output; they leave text as it is where it takes none. */
  readonly colors: Colors;
  /** Whether a person sees it as it is written. */
  readonly isTerminal: boolean;
  /** Columns to fill. */
  readonly width: number;
  /** Lines that can be written over: 0 on what is no terminal, or one that keeps all that is written. */
  readonly height: number;
  /** Whether it shows more than ASCII: else marks are words. */
  readonly isUnicode: boolean;
}

/** A line that is written over while something takes its time, on a terminal that can. */
export interface Progress {
  update(text: string): void;
  /** Clears the line. */
  end(): void;
}

const CLEAR_LINE = '\r\u001b[K';

/** A progress line on a channel; nothing where it is no terminal, or with `--quiet`. */
export function progressOn(channel: Channel, isQuiet = false): Progress {
  if (channel.height === 0 || isQuiet) return { update: () => {}, end: () => {} };
  return {
    update: (text) => channel.write(`${CLEAR_LINE}${text.slice(0, channel.width - 1)}`),
    end: () => channel.write(CLEAR_LINE),
  };
}

/**
 * A QR code for a terminal, two rows of modules in a line, with the quiet zone that readers need. It is drawn light on
 * dark, as terminals mostly are; on a light one phones read it all the same.
 */
export async function qrCode(text: string): Promise<string> {
  const { renderUnicodeCompact } = await import('uqr');
  return `${renderUnicodeCompact(text, { border: 2 })}\n`;
}

const ISSUES = 'https://github.com/wslnet/wslnet/issues';

/** A failure in words: what, and below it what to do. */
export function errorText(failure: Pick<Failure, 'message' | 'hint'>, channel: Channel): string {
  return labelled('error:', channel.colors.red.bold, failure, channel);
}

/** As {@link errorText}, for one of several files: it says of which. @param name safe to print */
export function fileErrorText(
  { message, hint }: Pick<Failure, 'message' | 'hint'>,
  name: string,
  channel: Channel,
): string {
  return errorText({ message: message.includes(name) ? message : `${name}: ${message}`, hint }, channel);
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
  return `This is a bug in wslnet ${version}, not in your file.\nPlease report it with these lines: ${ISSUES}\n\n${trace}\n`;
}
