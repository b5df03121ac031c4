import { isUtf8 } from 'node:buffer';

/** How a file's bytes stand for text. WSL reads these two and no other. */
export type Encoding = 'utf-8' | 'utf-16le';

/** A file's text with what is needed to get its bytes back. */
export interface Decoded {
  /** The text without its byte-order mark. Offsets everywhere are UTF-16 units of this string. */
  readonly text: string;
  readonly encoding: Encoding;
  /** Whether the file begins with a byte-order mark. */
  readonly mark: boolean;
}

export type EncodingProblem = 'utf-16be' | 'utf-16-without-mark' | 'utf-16-odd-length' | 'malformed-utf-8';

/** The bytes are not text as WSL decodes it. `offset` is the first byte at fault, counted from 0. */
export class EncodingError extends Error {
  readonly problem: EncodingProblem;
  readonly offset: number;

  constructor(problem: EncodingProblem, offset: number) {
    super(`${problem} at byte ${offset}`);
    this.name = 'EncodingError';
    this.problem = problem;
    this.offset = offset;
  }
}

const UTF8_MARK = [0xef, 0xbb, 0xbf] as const;
const UTF16LE_MARK = [0xff, 0xfe] as const;
const UTF16BE_MARK = [0xfe, 0xff] as const;

/**
 * Bytes to text, by the mark or as UTF-8 where there is none.
 * @throws EncodingError where going back to the same bytes would be impossible or WSL could not read them
 */
export function decode(bytes: Uint8Array): Decoded {
  if (startsWith(bytes, UTF16LE_MARK)) {
    if (bytes.length % 2 !== 0) throw new EncodingError('utf-16-odd-length', bytes.length - 1);
    return { text: viewOf(bytes, 2).toString('utf16le'), encoding: 'utf-16le', mark: true };
  }
  if (startsWith(bytes, UTF16BE_MARK)) throw new EncodingError('utf-16be', 0);
  const mark = startsWith(bytes, UTF8_MARK);
  if (!mark && isUtf16WithoutMark(bytes)) throw new EncodingError('utf-16-without-mark', 0);
  const start = mark ? UTF8_MARK.length : 0;
  const body = viewOf(bytes, start);
  // A TextDecoder would do both in one, and takes longer to make than most files to read.
  if (!isUtf8(body)) throw new EncodingError('malformed-utf-8', firstMalformedByte(bytes));
  return { text: body.toString('utf8'), encoding: 'utf-8', mark };
}

/** Text to bytes: the inverse of {@link decode} for the same `encoding` and `mark`. */
export function encode({ text, encoding, mark }: Decoded): Uint8Array {
  const body = Buffer.from(text, encoding === 'utf-8' ? 'utf8' : 'utf16le');
  if (!mark) return body;
  return Buffer.concat([Buffer.from(encoding === 'utf-8' ? UTF8_MARK : UTF16LE_MARK), body]);
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

function viewOf(bytes: Uint8Array, start: number): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start);
}

/** The least share of characters below U+0100 by which text in UTF-16 gives itself away. */
const TELLING_SHARE = 0.7;

/**
 * Whether every other byte is mostly zero and the rest never are: text saved as UTF-16 by an old editor or shell.
 * WSL would see a NUL after each letter, so such a file is unreadable for it from the first character on.
 */
function isUtf16WithoutMark(bytes: Uint8Array): boolean {
  if (bytes.length < 4 || bytes.length % 2 !== 0) return false;
  const zeros = [0, 0];
  // From zero to zero: hardly a file has one, and searching is many times as fast as looking at each byte.
  for (let at = bytes.indexOf(0); at !== -1; at = bytes.indexOf(0, at + 1)) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  return Math.min(...zeros) === 0 && Math.max(...zeros) >= (bytes.length / 2) * TELLING_SHARE;
}

/** Where decoding leniently and encoding again first differs from the bytes. */
function firstMalformedByte(bytes: Uint8Array): number {
  const lenient = Buffer.from(viewOf(bytes, 0).toString('utf8'), 'utf8');
  const offset = bytes.findIndex((byte, index) => byte !== lenient[index]);
  return offset === -1 ? bytes.length - 1 : offset;
}

/** The UTF-16 units that mean something to WSL's reader. All tests are on the whole unit, never on its low byte. */
const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const EQUALS = 0x3d;
export const BRACKET_OPEN = 0x5b;
export const BACKSLASH = 0x5c;
export const BRACKET_CLOSE = 0x5d;

/** What a text-mode read of the file takes for its end. */
export const CTRL_Z = '\u001a';

export function isBlank(unit: number): boolean {
  return unit === SPACE || unit === TAB;
}

export function isLetter(unit: number): boolean {
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x7a && unit >= 0x41 && unit <= 0x7a;
}

export function isLetterOrDigit(unit: number): boolean {
  return isLetter(unit) || (unit >= 0x30 && unit <= 0x39);
}
