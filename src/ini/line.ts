import type { Span } from './span.ts';
import type { ValueScan } from './value.ts';

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
  /** Offset of the unit at fault: of what is there instead of what was expected, or of the quote that stays open. */
  readonly at: number;
  /** The line number WSL would print. */
  readonly wslLine: number;
}

export interface LineBase extends Span {
  /** Where the content ends and the newline begins; equals `end` where there is no newline. */
  readonly bodyEnd: number;
}

/** Where a line's content and the line itself end. */
export type LineEnd = Pick<LineBase, 'bodyEnd' | 'end'>;

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
  readonly isDerailed: boolean;
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
    this.isDerailed = sense.isDerailed;
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
type EntrySense = Pick<Entry, 'name' | 'value' | 'wslLine' | 'isDerailed'>;

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
