import {
  type Blank,
  Entry,
  type Header,
  type IniDocument,
  type Invalid,
  type Line,
  type LineEnd,
  type Span,
  type SyntaxProblemId,
  type Unread,
} from './document.ts';
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
} from './text.ts';
import { scanValue } from './value.ts';

/** How often a text was read since the program began: what a command costs is measured by it. */
export const readings = { count: 0 };

/** Reads a text whole, see {@link readLines}. */
export function readIni(text: string, end = text.length): IniDocument {
  return { text, lines: [...readLines(text, end)] };
}

/**
 * Reads a text line by line as WSL does (`ParseConfigFile` of WSL's configfile source, in its lenient mode). Total and
 * linear: every string has a reading. The lines can be gone through once.
 * @param text decoded, without byte-order mark
 * @param end where the file ends for WSL, if it is not at the end of the text
 */
export function readLines(text: string, end = text.length): Iterable<Line> {
  readings.count++;
  return new Scanner(text, end);
}

/** What the lines of a small text are by themselves: it is part of no file, and does not count in {@link readings}. */
export function readPiece(text: string): readonly Line[] {
  return [...new Scanner(text, text.length)];
}

/** Stands for a unit where the readable text has ended. */
const END = -1;

/** How many names are worth keeping, of sections and of keys in each: WSL knows three, and some fifty. */
const NAMES_KEPT = 100;

/** How many values, and up to which length, are worth keeping: those that recur are short, as `true` and `8GB`. */
const VALUES_KEPT = { count: 100, length: 20 } as const;

/** The state WSL carries from line to line: its line count, and one name buffer shared by headers and keys. */
class Scanner implements IterableIterator<Line> {
  private readonly text: string;
  private readonly limit: number;
  /** Where the next line begins. */
  private at = 0;
  private wslLine = 1;
  /** Length of the last good header's name. An invalid header leaves it as it was … */
  private sectionLength = 0;
  /** … while its letters overwrite the buffer, so that the keys after it get names nobody wrote. */
  private section = '';
  private isAfterInvalidHeader = false;
  private names = new Map<string, string>();
  private readonly values = new Map<string, string>();
  private readonly namesBySection = new Map<string, Map<string, string>>();

  constructor(text: string, end: number) {
    const ctrlZ = text.indexOf(CTRL_Z);
    this.text = text;
    this.limit = ctrlZ === -1 ? end : Math.min(ctrlZ, end);
  }

  [Symbol.iterator](): this {
    return this;
  }

  // A generator would be shorter, and slower by a third where lines are short.
  next(): IteratorResult<Line, undefined> {
    if (this.at === this.text.length) return { done: true, value: undefined };
    const value = this.at < this.limit ? this.readLine(this.at) : this.readUnread(this.at);
    this.at = value.end;
    return { done: false, value };
  }

  private readLine(start: number): Line {
    const at = this.skipBlanks(start);
    const unit = this.unitAt(at);
    if (unit === END) return { kind: 'blank', start, bodyEnd: at, end: at };
    if (unit === LF || unit === CR) return this.readBlank(start, at);
    if (unit === HASH) {
      const { bodyEnd, end } = this.closeComment(at);
      return { kind: 'comment', start, bodyEnd, end };
    }
    if (unit === BRACKET_OPEN) return this.readHeader(start, at);
    if (isLetter(unit)) return this.readEntry(start, at);
    return this.discard(start, at, 'MessageConfigInvalidKey', null, 'unknown', null);
  }

  private readUnread(start: number): Unread {
    const end = this.text.length;
    return { kind: 'unread', start, bodyEnd: end, end };
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
      this.overwrite(letters);
      return this.discard(start, name.end, 'MessageConfigExpected', "']'", 'header', name);
    }
    const at = this.skipBlanks(name.end + 1);
    if (!this.isLineEnd(at) && this.unitAt(at) !== HASH) {
      this.overwrite(letters);
      return this.discard(start, at, 'MessageConfigExpected', "' ' or '\\n'", 'header', name);
    }
    this.enter(letters);
    this.sectionLength = letters.length;
    this.isAfterInvalidHeader = false;
    const { bodyEnd, end } = this.close(at);
    return { kind: 'header', start, name, comment: at < bodyEnd ? { start: at, end: bodyEnd } : null, bodyEnd, end };
  }

  private overwrite(letters: string): void {
    this.enter(letters.slice(0, this.sectionLength).padEnd(this.sectionLength, '\0'));
    this.isAfterInvalidHeader = this.sectionLength > 0;
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
      return this.discard(start, scan.quoteAt, 'MessageConfigExpected', '"', 'entry', key, scan.end);
    }
    if (scan.problem === 'invalid-escape') {
      const unit = scan.end + 1 < this.limit ? this.text.charAt(scan.end + 1) : '\uffff';
      return this.discard(start, scan.end, 'MessageConfigInvalidEscape', unit, 'entry', key);
    }
    const sense = {
      name: this.lookupName(key),
      value: this.share(scan.value),
      wslLine: this.wslLine,
      isAfterInvalidHeader: this.isAfterInvalidHeader,
    };
    return new Entry(start, key, rawStart, scan, sense, this.close(scan.end));
  }

  /** A value that recurs as one string: what is read is mostly kept, and collecting garbage takes half of the time. */
  private share(value: string): string {
    if (value.length > VALUES_KEPT.length) return value;
    const shared = this.values.get(value);
    if (shared === undefined && this.values.size < VALUES_KEPT.count) this.values.set(value, value);
    return shared ?? value;
  }

  /** `section.key` up to the first NUL, which padding may have put in. Names recur: each is made once. */
  private lookupName(key: Span): string {
    const letters = this.text.slice(key.start, key.end);
    if (this.sectionLength === 0) return letters;
    let name = this.names.get(letters);
    if (name === undefined) {
      const padding = this.section.indexOf('\0');
      name = padding === -1 ? `${this.section}.${letters}` : this.section.slice(0, padding);
      if (this.names.size < NAMES_KEPT) this.names.set(letters, name);
    }
    return name;
  }

  private enter(section: string): void {
    this.section = section;
    this.names = this.namesBySection.get(section) ?? new Map();
    if (this.namesBySection.size < NAMES_KEPT) this.namesBySection.set(section, this.names);
  }

  /** Ends a header or an entry at `at`: by a comment, a newline (a lone CR is one here), or the end of the text. */
  private close(at: number): LineEnd {
    if (this.unitAt(at) === HASH) return this.closeComment(at);
    this.wslLine++;
    return { bodyEnd: at, end: this.newlineEnd(at) };
  }

  private closeComment(at: number): LineEnd {
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
    resumeAt = at,
  ): Invalid {
    const problem = { id, argument, at, wslLine: this.wslLine };
    this.wslLine++;
    const { bodyEnd, end } = this.restOfLine(resumeAt);
    const lookupName = intent === 'entry' && name && !this.isAfterInvalidHeader ? this.lookupName(name) : null;
    return { kind: 'invalid', start, problem, intent, name, lookupName, bodyEnd, end };
  }

  /** To the next LF: here a lone CR ends nothing. */
  private restOfLine(at: number): LineEnd {
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
    return unit === END || unit === LF || unit === CR;
  }

  private unitAt(at: number): number {
    return at < this.limit ? this.text.charCodeAt(at) : END;
  }
}
