import { isUtf8 } from 'node:buffer';
import { EXIT, Failure, type FailureKind } from '../failure.ts';

/** How a file's bytes stand for text. WSL reads these two and no other. */
export type Encoding = 'utf-8' | 'utf-16le';

/** A file's text with what is needed to get its bytes back. */
export interface Decoded {
  /** The text without its byte-order mark. Offsets everywhere are UTF-16 units of this string. */
  readonly text: string;
  readonly encoding: Encoding;
  /** Whether the file begins with a byte-order mark. */
  readonly mark: boolean;
  /** The bytes that are not UTF-8. Each is one U+FFFD of the text, as it is to WSL. */
  readonly malformed: MalformedBytes;
  /** Where reading ends for WSL: behind it are only the first bytes of a character that the file does not finish. */
  readonly end: number;
}

/** Bytes with their offsets in the text, ascending; the two lists are of one length. */
export interface MalformedBytes {
  readonly offsets: readonly number[];
  readonly bytes: readonly number[];
}

const UTF8_MARK = [0xef, 0xbb, 0xbf] as const;
const UTF16LE_MARK = [0xff, 0xfe] as const;
const UTF16BE_MARK = [0xfe, 0xff] as const;

/** A text as a file of an encoding would hold it. */
export function decodedText(text: string, { encoding, mark }: Pick<Decoded, 'encoding' | 'mark'>): Decoded {
  return { text, encoding, mark, malformed: NONE_MALFORMED, end: text.length };
}

const NONE_MALFORMED: MalformedBytes = { offsets: [], bytes: [] };

/** What stands for a byte that is not UTF-8. */
export const REPLACEMENT = '\ufffd';

/** Why bytes are not text that WSL decodes. */
export type EncodingProblem = 'utf-16be' | 'utf-16-without-mark' | 'utf-16-odd-length';

/** As the end of a sentence. */
const ENCODING_CAUSES: { readonly [P in EncodingProblem]: string } = {
  'utf-16be': 'it is UTF-16 in big-endian order',
  'utf-16-without-mark': 'it is UTF-16 without a byte-order mark',
  'utf-16-odd-length': 'it is UTF-16 that ends in half a character',
};

/** `offset` is that of the first byte at fault, counted from 0. */
export const NOT_TEXT: FailureKind<{ readonly problem: EncodingProblem; readonly offset: number }> = {
  code: 'not-text',
  exit: EXIT.unreadable,
  message: ({ problem, offset }) => `WSL cannot read this as text: ${ENCODING_CAUSES[problem]} (byte ${offset}).`,
  hint: () => 'Save it as UTF-8 in an editor.',
};

/** As {@link NOT_TEXT}, of a file. */
export const UNDECODABLE_FILE: FailureKind<{
  readonly path: string;
  readonly problem: EncodingProblem;
  readonly offset: number;
}> = {
  code: 'undecodable-file',
  exit: EXIT.unreadable,
  message: ({ path, problem }) => `WSL cannot read ${path} as text: ${ENCODING_CAUSES[problem]}.`,
  hint: ({ problem }) =>
    problem === 'utf-16-odd-length'
      ? 'A program may have appended UTF-8 to it, such as echo with >>. Save it as UTF-8 in your editor. Nothing was changed.'
      : 'Save it as UTF-8 in your editor. Nothing was changed.',
};

/**
 * Bytes to text, by the mark or as UTF-8 where there is none.
 * @throws Failure `not-text` where WSL could not read them
 */
export function decode(bytes: Uint8Array): Decoded {
  if (startsWith(bytes, UTF16LE_MARK)) {
    if (bytes.length % 2 !== 0) throw new Failure(NOT_TEXT, { problem: 'utf-16-odd-length', offset: bytes.length - 1 });
    const text = viewOf(bytes, 2).toString('utf16le');
    return { text, encoding: 'utf-16le', mark: true, malformed: NONE_MALFORMED, end: text.length };
  }
  if (startsWith(bytes, UTF16BE_MARK)) throw new Failure(NOT_TEXT, { problem: 'utf-16be', offset: 0 });
  const mark = startsWith(bytes, UTF8_MARK);
  if (!mark && isUtf16WithoutMark(bytes)) throw new Failure(NOT_TEXT, { problem: 'utf-16-without-mark', offset: 0 });
  const body = viewOf(bytes, mark ? UTF8_MARK.length : 0);
  // A TextDecoder would do both in one, and takes longer to make than most files to read.
  if (!isUtf8(body)) return { ...decodeMalformed(body), encoding: 'utf-8', mark };
  const text = body.toString('utf8');
  return { text, encoding: 'utf-8', mark, malformed: NONE_MALFORMED, end: text.length };
}

/** Text to bytes: the inverse of {@link decode}. */
export function encode({ text, encoding, mark, malformed }: Omit<Decoded, 'end'>): Uint8Array {
  const body = encoding === 'utf-8' ? encodeUtf8(text, malformed) : [Buffer.from(text, 'utf16le')];
  const [only] = body;
  if (!mark && only && body.length === 1) return only;
  const start = mark ? [Buffer.from(encoding === 'utf-8' ? UTF8_MARK : UTF16LE_MARK)] : [];
  return Buffer.concat([...start, ...body]);
}

/** The bytes of a part of a text, without a mark. */
export function bytesBetween({ text, encoding, malformed }: Decoded, start: number, end: number): Uint8Array {
  const { offsets, bytes } = malformed;
  const first = indexFrom(offsets, start);
  const inside = Array.from({ length: indexFrom(offsets, end) - first }, (_, index) => first + index);
  return encode({
    text: text.slice(start, end),
    encoding,
    mark: false,
    malformed: {
      offsets: inside.map((index) => (offsets[index] ?? 0) - start),
      bytes: inside.map((index) => bytes[index] ?? 0),
    },
  });
}

/** Index of the first of ascending numbers that is at least `least`; their count where none is. */
export function indexFrom(numbers: readonly number[], least: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function encodeUtf8(text: string, { offsets, bytes }: MalformedBytes): Buffer[] {
  if (offsets.length === 0) return [Buffer.from(text, 'utf8')];
  const parts: Buffer[] = [];
  let from = 0;
  for (let first = 0; first < offsets.length; ) {
    // Bytes that stand side by side are one part: there may be very many.
    let last = first;
    while (offsets[last + 1] === (offsets[last] ?? 0) + 1) last++;
    parts.push(Buffer.from(text.slice(from, offsets[first]), 'utf8'), Buffer.from(bytes.slice(first, last + 1)));
    from = (offsets[last] ?? 0) + 1;
    first = last + 1;
  }
  return [...parts, Buffer.from(text.slice(from), 'utf8')];
}

/** Goes on after each byte that is not UTF-8, as the C runtime does with which WSL reads files. */
function decodeMalformed(body: Buffer): Pick<Decoded, 'text' | 'malformed' | 'end'> {
  const parts: string[] = [];
  const offsets: number[] = [];
  const bytes: number[] = [];
  let length = 0;
  for (let at = 0; at < body.length; at++) {
    const end = wellFormedEnd(body, at);
    if (end > at) {
      const part = body.toString('utf8', at, end);
      parts.push(part);
      length += part.length;
      at = end;
    }
    if (at === body.length) break;
    parts.push(REPLACEMENT);
    offsets.push(length++);
    bytes.push(body[at] ?? 0);
  }
  return { text: parts.join(''), malformed: { offsets, bytes }, end: length - unfinishedLength(body) };
}

/** Where the well-formed UTF-8 that begins at `start` ends (table 3-7 of the Unicode standard). */
function wellFormedEnd(body: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const lead = body[at];
    if (lead === undefined) return at;
    const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length === 0) return at;
    for (let index = 1; index < length; index++) {
      const byte = body[at + index] ?? 0;
      const least = index > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
      const most = index > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
      if (byte < least || byte > most) return at;
    }
    at += length;
  }
}

/** How many bytes at the end begin a character that is not finished: reading stops in front of it. */
function unfinishedLength(body: Uint8Array): number {
  for (let count = 1; count <= 3; count++) {
    const byte = body[body.length - count] ?? 0;
    if (byte >= 0x80 && byte < 0xc0) continue;
    const length = byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf8 ? 4 : 1;
    return length > count ? count : 0;
  }
  return 0;
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

function viewOf(bytes: Uint8Array, start: number): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start);
}

/** Bytes count as UTF-16 if at least this share of their characters is below U+0100. */
const TELLING_SHARE = 0.7;

/**
 * Whether every other byte is mostly zero and the rest never are: text saved as UTF-16 by an old editor or shell.
 * WSL would see a NUL after each letter, so such a file is unreadable for it from the first character on.
 */
function isUtf16WithoutMark(bytes: Uint8Array): boolean {
  if (bytes.length < 4 || bytes.length % 2 !== 0) return false;
  const zeros = [0, 0];
  // From one zero byte to the next: few files have any, and a search is many times as fast as a look at each byte.
  for (let at = bytes.indexOf(0); at !== -1; at = bytes.indexOf(0, at + 1)) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  // What begins as UTF-8 and goes on as UTF-16 can be read up to there.
  const isSoFromTheStart = bytes[0] === 0 || bytes[1] === 0;
  return isSoFromTheStart && Math.min(...zeros) === 0 && Math.max(...zeros) >= (bytes.length / 2) * TELLING_SHARE;
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

/** Whether a unit is a blank or a tab. */
export function isBlank(unit: number): boolean {
  return unit === SPACE || unit === TAB;
}

/** Whether a unit is an ASCII letter. */
export function isLetter(unit: number): boolean {
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x7a && unit >= 0x41 && unit <= 0x7a;
}

/** Whether a unit is an ASCII letter or digit. */
export function isLetterOrDigit(unit: number): boolean {
  return isLetter(unit) || (unit >= 0x30 && unit <= 0x39);
}
