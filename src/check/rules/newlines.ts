import { type Entry, type Invalid, type Line, textAt } from '../../ini/document.ts';
import { readPiece } from '../../ini/read.ts';
import { findByName, SECTIONS, type Setting } from '../../settings/catalogue.ts';
import type { Document } from '../../settings/document.ts';
import type { Message } from '../../settings/interpretation.ts';
import { code, type Diagnostic, type Fix, reporterOf } from '../diagnostic.ts';
import { settingsIn } from './files.ts';

/** What is said of lines that run together. */
export const NEWLINE_CODES = {
  'literal-newline': code({
    title: 'a \\n that is two characters',
    severities: ['error'],
    message: () => 'This \\n is two characters in the file, a backslash and an n, not a new line.',
    advice: () => 'Start a new line there.',
    why: 'echo without -e, or a string in single quotes, writes the two characters literally.',
    wsl: 'It accepts nothing after a header. In a value, \\n is part of the value, which WSL then rejects.',
    wrong: '[wsl2]\nnetworkingMode=mirrored\\ndnsTunneling=true\n',
    right: '[wsl2]\nnetworkingMode=mirrored\ndnsTunneling=true\n',
  }),
  'swallowed-line': code<{ isLoss: boolean }>({
    title: 'a backslash that joins the next line',
    severities: ['error', 'warning'],
    message: ({ isLoss }) =>
      isLoss
        ? 'The backslash at the end joins the next line to this value, so WSL ignores what that line sets.'
        : 'The backslash at the end joins the next line to this value.',
    advice: () => 'Delete the backslash, or write \\\\ if the value ends in one.',
    why: 'The setting on the next line is lost; it is part of this value now.',
    wsl: 'A backslash at the end of a line continues the value on the next line, including its leading spaces.',
    wrong: '[wsl2]\nkernelCommandLine=quiet \\\nmemory=8GB\n',
    right: '[wsl2]\nkernelCommandLine=quiet\nmemory=8GB\n',
  }),
};

const report = reporterOf(NEWLINE_CODES);

/** As far as a line goes that is several. */
const MOST_LINE = 4000;

/** A line with `\n` in it that reads as several lines; null for others. @param wsl what WSL says of the line */
export function literalNewline(line: Invalid | Entry, document: Document, wsl: Message | null): Diagnostic | null {
  const { text } = document;
  if (line.bodyEnd - line.start > MOST_LINE) return null;
  const body = text.slice(line.start, line.bodyEnd);
  const at = body.search(/\\r?\\n|\\n/);
  if (at === -1 || body.includes('\n')) return null;
  const pieces = body.split(/(?:\\r)?\\n/);
  const joined = pieces.join('\n');
  const lines = readPiece(joined);
  if (!lines.every((each) => isPlain(each, joined))) return null;
  const [, ...later] = lines.filter(({ kind }) => kind !== 'blank');
  // In text a \n may be meant; where it is the last, it was meant for the end of the line.
  const isText = line.kind === 'entry' && findByName(textAt(text, line.key))?.kind.problem === null;
  if (isText && later.length === 0) return null;
  const span = { start: line.start + at, end: line.start + at + 2 };
  const newText = joined.replace(/\n+$/, '').replaceAll('\n', text.includes('\r\n') ? '\r\n' : '\n');
  const whole = { start: line.start, end: line.bodyEnd };
  const restores = settingsIn(joined);
  const isFree = restores.every((setting) => !isTaken(setting, line, document));
  const operations = [{ kind: 'respell', line, span: whole, text: newText } as const];
  const fix: Fix | null = isFree ? { operations, restores, isBroad: true } : null;
  return report('literal-newline', 'error', span, {}, { wsl, fix });
}

function isTaken(setting: Setting, line: Line, document: Document): boolean {
  return document.entriesOf(setting).some((entry) => entry !== line);
}

function isPlain(line: Line, text: string): boolean {
  if (line.kind === 'header') return SECTIONS.some((section) => section === textAt(text, line.name).toLowerCase());
  if (line.kind !== 'entry') return line.kind === 'blank' || line.kind === 'comment';
  const setting = findByName(textAt(text, line.key));
  return setting !== undefined && setting.kind.read(line.value).refusals === 0;
}

/** A backslash at the end of a line, which takes the next line into the value. */
export function swallowedLine(entry: Entry, text: string): Diagnostic[] {
  const raw = textAt(text, entry.raw);
  const lf = raw.indexOf('\n');
  if (lf === -1) return [];
  const at = raw.lastIndexOf('\\', lf);
  const start = entry.raw.start + at;
  // A line that reads as a setting or a header was hardly meant to be a part of this value.
  const isLoss = /\n[ \t]*(?:[A-Za-z][A-Za-z0-9]*[ \t]*=|\[)/.test(raw);
  return [report('swallowed-line', isLoss ? 'error' : 'warning', { start, end: start + 1 }, { isLoss })];
}
