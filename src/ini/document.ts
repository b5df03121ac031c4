import { CR } from './text.ts';
import type { ValueScan } from './value.ts';

/** A half-open range of UTF-16 units of the decoded text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The text a span covers. */
export function textAt(text: string, span: Span): string {
  return text.slice(span.start, span.end);
}

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
  /** Offset of the unit at fault: of what is there instead of what was expected, or of the quote that is never closed. */
  readonly at: number;
  /** The line number WSL would print. */
  readonly wslLine: number;
}

/** What all kinds of lines have. */
export interface LineBase extends Span {
  /** Where the content ends and the newline begins; equals `end` where there is no newline. */
  readonly bodyEnd: number;
}

/** Where a line's content and the line itself end. */
export type LineEnd = Pick<LineBase, 'bodyEnd' | 'end'>;

/** A line of blanks, or none. */
export interface Blank extends LineBase {
  readonly kind: 'blank';
}

/** A line that is a comment and no more. */
export interface Comment extends LineBase {
  readonly kind: 'comment';
}

/** A line with the name of a section: `[wsl2]`. */
export interface Header extends LineBase {
  readonly kind: 'header';
  readonly name: Span;
  /** The comment behind it, with its `#`. */
  readonly comment: Span | null;
}

/** A `key = value` line. There may be very many: it keeps numbers, and makes spans of them when asked. */
export class Entry implements LineBase {
  readonly kind = 'entry';
  readonly start: number;
  readonly bodyEnd: number;
  readonly end: number;
  /** The decoded value: a Latin-1 string, one character for each byte WSL keeps. */
  readonly value: string;
  /** The name WSL looks up, `section.key`, in the letters of the file. */
  readonly name: string;
  /** The line number WSL would print: the last line of a continued entry. */
  readonly wslLine: number;
  /** Whether an invalid header stands between this entry and the header of its section. */
  readonly isAfterInvalidHeader: boolean;
  private readonly keyStart: number;
  private readonly keyEnd: number;
  private readonly rawStart: number;
  private readonly rawEnd: number;
  private readonly scanEnd: number;

  constructor(
    start: number,
    key: Span,
    rawStart: number,
    scan: ValueScan,
    sense: EntrySense,
    { bodyEnd, end }: LineEnd,
  ) {
    this.start = start;
    this.keyStart = key.start;
    this.keyEnd = key.end;
    this.rawStart = rawStart;
    this.rawEnd = scan.rawEnd;
    this.scanEnd = scan.end;
    this.bodyEnd = bodyEnd;
    this.end = end;
    this.value = sense.value;
    this.name = sense.name;
    this.wslLine = sense.wslLine;
    this.isAfterInvalidHeader = sense.isAfterInvalidHeader;
  }

  get key(): Span {
    return { start: this.keyStart, end: this.keyEnd };
  }

  /** The `=` and the blanks around it. */
  get separator(): Span {
    return { start: this.keyEnd, end: this.rawStart };
  }

  /** The value as it is spelled: quotes and escapes included, blanks behind it not. */
  get raw(): Span {
    return { start: this.rawStart, end: this.rawEnd };
  }

  /** The comment behind it, with its `#`. */
  get comment(): Span | null {
    return this.scanEnd < this.bodyEnd ? { start: this.scanEnd, end: this.bodyEnd } : null;
  }
}

/** What WSL makes of it. */
type EntrySense = Pick<Entry, 'name' | 'value' | 'wslLine' | 'isAfterInvalidHeader'>;

/** A line that WSL cannot read, and ignores with a message. */
export interface Invalid extends LineBase {
  readonly kind: 'invalid';
  readonly problem: SyntaxProblem;
  /** What the line set out to be, as far as it was read. */
  readonly intent: 'header' | 'entry' | 'unknown';
  /** The name of the header or key that was read before the fault, if any. */
  readonly name: Span | null;
  /** The name an entry would have been looked up by; null for what is none, and behind an invalid header. */
  readonly lookupName: string | null;
}

/** Everything behind the end of the file as WSL sees it: a Ctrl-Z, or a character that the file does not finish. */
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

/** A place in a text as an editor shows it: lines and columns count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where the lines of a text begin, as editors count them: they end at LF; a lone CR is a character of its line. */
export class LineMap {
  private readonly text: string;
  private readonly starts: readonly number[];

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (let lf = text.indexOf('\n'); lf !== -1; lf = text.indexOf('\n', lf + 1)) starts.push(lf + 1);
    this.starts = starts;
  }

  /** @param offset in UTF-16 units, at most the length of the text */
  positionAt(offset: number): Position {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.starts[low] ?? 0) + 1 };
  }

  lineAt(offset: number): number {
    return this.positionAt(offset).line;
  }

  /** The text of a line without its newline. @param line counts from 1 */
  textOf(line: number): string {
    let end = this.starts[line] ?? this.text.length;
    if (this.starts[line] !== undefined) end -= this.text.charCodeAt(end - 2) === CR ? 2 : 1;
    return this.text.slice(this.starts[line - 1], end);
  }
}
