import {
  BRACKET_CLOSE,
  BRACKET_OPEN,
  CR,
  CTRL_Z,
  EQUALS,
  HASH,
  isBlank,
  isLetter,
  isLetterOrDigit,
  LF,
} from './characters.ts';
import type { Span } from './span.ts';
import { scanValue } from './value.ts';

/** The messages WSL's `ParseConfigFile` has for a line it cannot read. */
export type SyntaxProblemId =
  | 'MessageConfigInvalidKey'
  | 'MessageConfigInvalidSection'
  | 'MessageConfigExpected'
  | 'MessageConfigInvalidEscape';

/** Why WSL throws a line away. */
export interface SyntaxProblem {
  readonly id: SyntaxProblemId;
  /** For MessageConfigExpected what was expected, in WSL's words; for MessageConfigInvalidEscape the unit found; else null. */
  readonly argument: string | null;
  /** Offset of the unit at fault; the end of the readable text where something is missing there. */
  readonly at: number;
  /** The line number WSL would print. */
  readonly wslLine: number;
}

interface LineBase extends Span {
  /** Where the content ends and the newline begins; equals `end` where there is no newline. */
  readonly bodyEnd: number;
}

export interface Blank extends LineBase {
  readonly kind: 'blank';
}

export interface Comment extends LineBase {
  readonly kind: 'comment';
}

export interface Header extends LineBase {
  readonly kind: 'header';
  readonly name: Span;
  /** The comment behind it, with its `#`. */
  readonly comment: Span | null;
}

export interface Entry extends LineBase {
  readonly kind: 'entry';
  readonly key: Span;
  /** The `=` and the blanks around it. */
  readonly separator: Span;
  /** The value as it is spelled: quotes and escapes included, blanks behind it not. */
  readonly raw: Span;
  /** The comment behind it, with its `#`. */
  readonly comment: Span | null;
  /** The decoded value: a Latin-1 string, one character for each byte WSL keeps. */
  readonly value: string;
  /** The name WSL looks up, `section.key`, in the letters of the file. */
  readonly name: string;
  /** The line number WSL would print: the last line of a continued entry. */
  readonly wslLine: number;
  /** Whether an invalid header stands between this entry and the header of its section. */
  readonly isDerailed: boolean;
}

export interface Invalid extends LineBase {
  readonly kind: 'invalid';
  readonly problem: SyntaxProblem;
  /** What the line set out to be, as far as it was read. */
  readonly intent: 'header' | 'entry' | 'unknown';
  /** The name of the header or key that was read before the fault, if any. */
  readonly name: Span | null;
}

/** Everything from a Ctrl-Z on, which WSL takes for the end of the file. */
export interface Unread extends LineBase {
  readonly kind: 'unread';
}

/** A stretch of the text that WSL's reader takes in at once; an entry may go over several lines of an editor. */
export type Line = Blank | Comment | Header | Entry | Invalid | Unread;

/** A text with its lines, which tile it: each begins where the one before ends. */
export interface IniDocument {
  readonly text: string;
  readonly lines: readonly Line[];
}

/**
 * Reads a text as WSL does (`ParseConfigFile` of WSL's configfile source, in its lenient mode). Total and linear:
 * every string has a reading.
 * @param text decoded, without byte-order mark
 */
export function readIni(text: string): IniDocument {
  const lines: Line[] = [];
  const limit = indexOrLength(text, CTRL_Z, 0);
  const scanner = new Scanner(text, limit);
  let at = 0;
  while (at < limit) {
    const line = scanner.readLine(at);
    lines.push(line);
    at = line.end;
  }
  if (limit < text.length) lines.push({ kind: 'unread', start: limit, bodyEnd: text.length, end: text.length });
  return { text, lines };
}

/** The state WSL carries from line to line: its line count, and one name buffer shared by headers and keys. */
class Scanner {
  private readonly text: string;
  private readonly limit: number;
  private wslLine = 1;
  /** Length of the last good header's name. An invalid header leaves it as it was … */
  private sectionLength = 0;
  /** … while its letters overwrite the buffer, so that the keys after it get names nobody wrote. */
  private section = '';
  private isDerailed = false;

  constructor(text: string, limit: number) {
    this.text = text;
    this.limit = limit;
  }

  readLine(start: number): Line {
    const at = this.skipBlanks(start);
    const unit = this.unitAt(at);
    if (Number.isNaN(unit)) return { kind: 'blank', start, bodyEnd: at, end: at };
    if (unit === LF || unit === CR) return this.readBlank(start, at);
    if (unit === HASH) return { kind: 'comment', start, ...this.closeComment(at) };
    if (unit === BRACKET_OPEN) return this.readHeader(start, at);
    if (isLetter(unit)) return this.readEntry(start, at);
    return this.discard(start, at, 'MessageConfigInvalidKey', null, 'unknown', null);
  }

  private readBlank(start: number, at: number): Blank {
    const end = this.newlineEnd(at);
    // WSL does not count a lone CR on a line of blanks.
    if (this.unitAt(end - 1) === LF) this.wslLine++;
    return { kind: 'blank', start, bodyEnd: at, end };
  }

  private readHeader(start: number, bracket: number): Header | Invalid {
    const nameStart = bracket + 1;
    if (!isLetter(this.unitAt(nameStart))) {
      return this.discard(start, nameStart, 'MessageConfigInvalidSection', null, 'header', null);
    }
    const name: Span = { start: nameStart, end: this.skipName(nameStart) };
    const letters = this.text.slice(name.start, name.end);
    if (this.unitAt(name.end) !== BRACKET_CLOSE) {
      this.derail(letters);
      return this.discard(start, name.end, 'MessageConfigExpected', "']'", 'header', name);
    }
    const at = this.skipBlanks(name.end + 1);
    if (!this.isLineEnd(at) && this.unitAt(at) !== HASH) {
      this.derail(letters);
      return this.discard(start, at, 'MessageConfigExpected', "' ' or '\\n'", 'header', name);
    }
    this.section = letters;
    this.sectionLength = letters.length;
    this.isDerailed = false;
    return { kind: 'header', start, name, ...this.close(at) };
  }

  private derail(letters: string): void {
    this.section = letters.slice(0, this.sectionLength).padEnd(this.sectionLength, '\0');
    this.isDerailed = this.sectionLength > 0;
  }

  private readEntry(start: number, keyStart: number): Entry | Invalid {
    const key: Span = { start: keyStart, end: this.skipName(keyStart) };
    const equals = this.skipBlanks(key.end);
    if (this.unitAt(equals) !== EQUALS) {
      return this.discard(start, equals, 'MessageConfigExpected', "'='", 'entry', key);
    }
    const rawStart = this.skipBlanks(equals + 1);
    const scan = scanValue(this.text, rawStart, this.limit);
    this.wslLine += scan.continuations;
    if (scan.problem === 'open-quote') {
      return this.discard(start, scan.end, 'MessageConfigExpected', '"', 'entry', key);
    }
    if (scan.problem === 'invalid-escape') {
      const unit = scan.end + 1 < this.limit ? this.text.charAt(scan.end + 1) : '\uffff';
      return this.discard(start, scan.end, 'MessageConfigInvalidEscape', unit, 'entry', key);
    }
    const { wslLine, isDerailed } = this;
    return {
      kind: 'entry',
      start,
      key,
      separator: { start: key.end, end: rawStart },
      raw: { start: rawStart, end: scan.rawEnd },
      value: scan.value,
      name: this.lookupName(key),
      wslLine,
      isDerailed,
      ...this.close(scan.end),
    };
  }

  /** `section.key` up to the first NUL, which padding may have put in. */
  private lookupName(key: Span): string {
    const letters = this.text.slice(key.start, key.end);
    if (this.sectionLength === 0) return letters;
    const padding = this.section.indexOf('\0');
    return padding === -1 ? `${this.section}.${letters}` : this.section.slice(0, padding);
  }

  /** Ends a header or an entry at `at`: by a comment, a newline (a lone CR is one here), or the end of the text. */
  private close(at: number): { comment: Span | null; bodyEnd: number; end: number } {
    if (this.unitAt(at) === HASH) {
      const { bodyEnd, end } = this.closeComment(at);
      return { comment: { start: at, end: bodyEnd }, bodyEnd, end };
    }
    this.wslLine++;
    return { comment: null, bodyEnd: at, end: this.newlineEnd(at) };
  }

  private closeComment(at: number): { bodyEnd: number; end: number } {
    this.wslLine++;
    return this.restOfLine(at);
  }

  private discard(
    start: number,
    at: number,
    id: SyntaxProblemId,
    argument: string | null,
    intent: Invalid['intent'],
    name: Span | null,
  ): Invalid {
    const problem = { id, argument, at, wslLine: this.wslLine };
    this.wslLine++;
    return { kind: 'invalid', start, problem, intent, name, ...this.restOfLine(at) };
  }

  /** To the next LF: here a lone CR ends nothing. */
  private restOfLine(at: number): { bodyEnd: number; end: number } {
    const lf = this.text.indexOf('\n', at);
    if (lf === -1 || lf >= this.limit) return { bodyEnd: this.limit, end: this.limit };
    const hasCr = lf > at && this.unitAt(lf - 1) === CR;
    return { bodyEnd: hasCr ? lf - 1 : lf, end: lf + 1 };
  }

  /** Behind the LF, CR or CR LF at `at`; `at` itself at the end of the text. */
  private newlineEnd(at: number): number {
    if (at >= this.limit) return at;
    return this.unitAt(at) === CR && this.unitAt(at + 1) === LF ? at + 2 : at + 1;
  }

  private skipBlanks(at: number): number {
    let end = at;
    while (isBlank(this.unitAt(end))) end++;
    return end;
  }

  private skipName(at: number): number {
    let end = at;
    while (isLetterOrDigit(this.unitAt(end))) end++;
    return end;
  }

  private isLineEnd(at: number): boolean {
    const unit = this.unitAt(at);
    return Number.isNaN(unit) || unit === LF || unit === CR;
  }

  /** NaN at the end of the readable text. */
  private unitAt(at: number): number {
    return at < this.limit ? this.text.charCodeAt(at) : Number.NaN;
  }
}

function indexOrLength(text: string, search: string, from: number): number {
  const index = text.indexOf(search, from);
  return index === -1 ? text.length : index;
}
