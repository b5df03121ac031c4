import { BACKSLASH, CR, HASH, isBlank, LF, QUOTE } from './text.ts';

/** What WSL's reader makes of the text behind an `=` (the value loop of `ParseConfigFile`). */
export interface ValueScan {
  /** Offset of what ended the scan: a newline, a `#`, the end of the text, or the unit at fault. */
  readonly end: number;
  /** Offset behind the last unit that counts: blanks after it are not part of the value. */
  readonly rawEnd: number;
  /** The decoded value, one character for each byte WSL keeps (Latin-1). */
  readonly value: string;
  /** How many newlines were crossed by continuation. */
  readonly continuations: number;
  readonly problem: 'invalid-escape' | 'open-quote' | null;
  /** Offset of the last quote seen: with `open-quote`, of the one that stays open. */
  readonly quoteAt: number;
}

/**
 * Scans a value from `start`, which lies behind the blanks that follow the `=`.
 * @param limit where the readable text ends
 */
export function scanValue(text: string, start: number, limit: number): ValueScan {
  // Joined at the end: V8 keeps a string that grows by `+` as a tree of its parts.
  let parts: string[] | null = null;
  let from = start;
  let at = start;
  let rawEnd = start;
  let continuations = 0;
  let inQuote = false;
  let quoteAt = start;
  let isPlain = true;
  while (at < limit) {
    const unit = text.charCodeAt(at);
    if (unit === LF || unit === CR || (unit === HASH && !inQuote)) break;
    if (unit === QUOTE || unit === BACKSLASH) {
      // What stands before a quote or an escape is kept, blanks too: neither counts as blank.
      parts ??= [];
      if (from < at) parts.push(text.slice(from, at));
      if (unit === QUOTE) {
        inQuote = !inQuote;
        quoteAt = at++;
      } else {
        const escaped = readEscape(text, at + 1, limit);
        if (!escaped)
          return { end: at, rawEnd, value: parts.join(''), continuations, problem: 'invalid-escape', quoteAt };
        parts.push(escaped.decoded);
        at = escaped.end;
        if (escaped.isContinuation) continuations++;
      }
      from = rawEnd = at;
      continue;
    }
    at++;
    if (isBlank(unit)) continue;
    rawEnd = at;
    if (unit === 0 || unit > 0xff) isPlain = false;
  }
  const rest = text.slice(from, rawEnd);
  if (rest !== '') parts?.push(rest);
  const value = parts === null ? rest : parts.join('');
  return {
    end: at,
    rawEnd,
    value: isPlain ? value : toBytes(value),
    continuations,
    problem: inQuote ? 'open-quote' : null,
    quoteAt,
  };
}

interface Escape {
  readonly decoded: string;
  readonly end: number;
  readonly isContinuation: boolean;
}

/** What stands behind a backslash; null for what WSL does not know, the end of the text included. */
function readEscape(text: string, at: number, limit: number): Escape | null {
  if (at >= limit) return null;
  const character = text.charAt(at);
  if (character === '\n') return { decoded: '', end: at + 1, isContinuation: true };
  if (character === '\r') {
    const isNewline = at + 1 < limit && text.charCodeAt(at + 1) === LF;
    return { decoded: '', end: isNewline ? at + 2 : at + 1, isContinuation: isNewline };
  }
  const decoded = DECODED.get(character);
  return decoded === undefined ? null : { decoded, end: at + 1, isContinuation: false };
}

const DECODED: ReadonlyMap<string, string> = new Map([
  ['\\', '\\'],
  ['"', '"'],
  ['b', '\b'],
  ['n', '\n'],
  ['t', '\t'],
]);

/** Keeps the low byte of each unit and ends at the first that is zero, as WSL's `char` strings do. */
function toBytes(value: string): string {
  let bytes = '';
  for (let index = 0; index < value.length; index++) {
    const byte = value.charCodeAt(index) & 0xff;
    if (byte === 0) break;
    bytes += String.fromCharCode(byte);
  }
  return bytes;
}

/** Index of the first character WSL could not read back, or -1: it must be ASCII, and of controls only tab and newline. */
export function findUnwritable(value: string): number {
  return value.search(/[^\t\n\u0020-\u007e]/);
}

/**
 * Spells a value so that WSL reads it back, with quotes only where it needs them.
 * @param value has no unwritable character, see {@link findUnwritable}
 */
export function encodeValue(value: string): string {
  const escaped = value.replace(/[\\"\n\t]/g, (character) => ESCAPES[character] ?? character);
  return /#|^ | $/.test(value) ? `"${escaped}"` : escaped;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\t': '\\t' };
