import { BACKSLASH, CR, HASH, isBlank, LF, QUOTE } from './characters.ts';

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
}

/**
 * Scans a value from `start`, which lies behind the blanks that follow the `=`.
 * @param limit where the readable text ends
 */
export function scanValue(text: string, start: number, limit: number): ValueScan {
  let kept = '';
  let from = start;
  let rawEnd = start;
  let continuations = 0;
  let inQuote = false;
  let at = start;

  // Escapes, quotes and continuations count as units that are not blank: what stands before them is kept.
  const take = (decoded: string, next: number): void => {
    kept += text.slice(from, at) + decoded;
    at = from = rawEnd = next;
  };
  const finish = (problem: ValueScan['problem']): ValueScan => {
    return { end: at, rawEnd, value: toBytes(kept + text.slice(from, rawEnd)), continuations, problem };
  };

  while (at < limit) {
    const unit = text.charCodeAt(at);
    if (unit === LF || unit === CR || (unit === HASH && !inQuote)) break;
    if (unit === QUOTE) {
      inQuote = !inQuote;
      take('', at + 1);
    } else if (unit === BACKSLASH) {
      const next = at + 1 < limit ? text[at + 1] : undefined;
      if (next === '\\' || next === '"') take(next, at + 2);
      else if (next === 'b') take('\b', at + 2);
      else if (next === 'n') take('\n', at + 2);
      else if (next === 't') take('\t', at + 2);
      else if (next === '\n' || (next === '\r' && at + 2 < limit && text[at + 2] === '\n')) {
        continuations++;
        take('', at + (next === '\n' ? 2 : 3));
      } else if (next === '\r') take('', at + 2);
      else return finish('invalid-escape');
    } else {
      at++;
      if (!isBlank(unit)) rawEnd = at;
    }
  }
  return finish(inQuote ? 'open-quote' : null);
}

/** Keeps the low byte of each unit and ends at the first that is zero, as WSL's `char` strings do. */
function toBytes(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a value is plain when it has no NUL and no unit over 255
  if (/^[\u0001-\u00ff]*$/.test(value)) return value;
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
