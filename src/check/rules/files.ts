import { isUtf8 } from 'node:buffer';
import type { Span } from '../../ini/document.ts';
import type { TextEdit } from '../../ini/edit.ts';
import { readPiece } from '../../ini/read.ts';
import { bytesBetween, CTRL_Z, REPLACEMENT } from '../../ini/text.ts';
import { findByName, type Setting } from '../../settings/catalogue.ts';
import type { Document } from '../../settings/document.ts';
import { code, type Diagnostic, reporterOf } from '../diagnostic.ts';
import { findForeign } from '../foreign.ts';

/** What is said of a file as a whole. */
export const FILE_CODES = {
  'after-ctrl-z': code({
    title: 'text after a Ctrl-Z',
    severities: ['error'],
    message: () => 'WSL stops reading at this Ctrl-Z and ignores everything after it.',
    advice: () => 'Delete the character.',
    why: 'A Ctrl-Z is invisible in most editors, so the settings after it look as if they work.',
    wsl: 'It opens the file as text, where Windows takes a Ctrl-Z for the end, and never sees the rest.',
    wrong: '[wsl2]\n\u001anetworkingMode=mirrored\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n',
  }),
  'conflict-markers': code({
    title: 'an unresolved merge conflict',
    severities: ['error'],
    message: () => 'This file has unresolved merge conflict markers.',
    advice: () => 'Keep one of the two versions, and delete the lines with <, = and >.',
    why: 'Git writes these lines where two changes conflict. wslnet cannot check the file until you resolve them.',
    wsl: 'It warns about the markers and reads both versions; the first entry of each setting wins.',
    wrong: '[wsl2]\n<<<<<<< HEAD\nnetworkingMode=nat\n=======\nnetworkingMode=mirrored\n>>>>>>> theirs\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n',
  }),
  'mark-only': code({
    title: 'an empty file with a byte-order mark',
    severities: ['info'],
    message: () => 'The file is empty except for a byte-order mark.',
    advice: () => 'Nothing needs to be done.',
    why: 'A program saved an empty file; all settings have their defaults.',
    wsl: 'It reads the file as empty.',
    wrong: '\ufeff',
    right: '\ufeff[wsl2]\n',
  }),
  'not-utf-8': code<{ line: number; codePages: readonly string[] }>({
    title: 'a file that is not UTF-8',
    severities: ['warning'],
    message: ({ line, codePages }) =>
      `The file is not UTF-8 from line ${line} on${codePageSentence(codePages)}. WSL reads it, but not these characters.`,
    advice: ({ codePages: [likeliest] }) =>
      likeliest
        ? `Save it as UTF-8 in your editor, or: wslnet check --fix --encoding ${likeliest}`
        : 'Save it as UTF-8 in your editor. If you know its code page: wslnet check --fix --encoding <code page>',
    why: 'An editor saved it in a Windows code page. This is harmless in a comment, but not in a value.',
    wsl: 'It reads each invalid byte as U+FFFD and goes on; in a value, the byte FD is left.',
    wrong: '',
    right: '[wsl2]\n',
  }),
  template: code<{ found: string }>({
    title: 'a template',
    severities: ['error'],
    message: ({ found }) => `This is a template, not yet a .wslconfig: it has ${found}.`,
    advice: () => 'Check the file that your dotfiles manager makes from it.',
    why: 'Only some of its lines will be in the final file, so wslnet cannot check them.',
    wsl: 'It warns about the template lines and reads all branches; the first entry of each setting wins.',
    wrong: '[wsl2]\n{{ if .laptop }}\nmemory=8GB\n{{ end }}\n',
    right: '[wsl2]\nmemory=8GB\n',
  }),
  'utf-16': code({
    title: 'a file in UTF-16',
    severities: ['info'],
    message: () => 'The file is UTF-16. WSL can read it, but many other programs cannot.',
    advice: () => 'Save it as UTF-8 if other programs use it.',
    why: 'Git, grep and many scripts treat it as binary.',
    wsl: 'It reads UTF-16LE with a mark as well as UTF-8.',
    wrong: '',
    right: '[wsl2]\n',
  }),
  'utf-8-tail': code<{ line: number; lastLine: number | null }>({
    title: 'UTF-8 in a UTF-16 file',
    severities: ['error'],
    message: ({ line, lastLine }) => {
      if (lastLine === null)
        return `The file is UTF-8 from line ${line} on and UTF-16 before that. WSL cannot read the rest.`;
      return `Line ${line} is UTF-8, but the file is UTF-16. WSL cannot read it.`;
    },
    advice: () => 'Save the file as UTF-8 in your editor, and write the lines again.',
    why: 'Most programs append UTF-8, such as echo with >> in Linux, so the lines they add have no effect.',
    wsl: 'It reads every two letters, newlines too, as one character, and ignores the resulting line.',
    wrong: '',
    right: '[wsl2]\nmemory=8GB\n',
  }),
  'utf-16-tail': code<{ line: number; lastLine: number | null }>({
    title: 'UTF-16 in a UTF-8 file',
    severities: ['error'],
    message: ({ line, lastLine }) => {
      if (lastLine === null)
        return `The file is UTF-16 from line ${line} on and UTF-8 before that. WSL cannot read the rest.`;
      return line === lastLine
        ? `Line ${line} is UTF-16, but the file is UTF-8. WSL cannot read it.`
        : `Lines ${line} to ${lastLine} are UTF-16, but the file is UTF-8. WSL cannot read them.`;
    },
    advice: () => 'Save it as UTF-8. In Windows PowerShell, add lines with Add-Content, not with >>.',
    why: 'Windows PowerShell 5.1 always appends UTF-16, so the lines it added have no effect.',
    wsl: 'It sees a NUL after each letter and warns about every line.',
    wrong: '',
    right: '[wsl2]\nmemory=8GB\n',
  }),
};

const report = reporterOf(FILE_CODES);

const START: Span = { start: 0, end: 0 };

/** What makes a file something else than a `.wslconfig`, so that nothing else is to be said of it; null for others. */
export function foreignFileRule({ text }: Document): Diagnostic | null {
  const foreign = findForeign(text);
  if (!foreign) return null;
  const { code: name, span, found } = foreign;
  return name === 'template' ? report(name, 'error', span, { found }) : report(name, 'error', span, {});
}

/** What is to be said of a file as a whole. */
export function fileRules(document: Document): Diagnostic[] {
  return [...encodingRules(document), ...malformedRule(document), ...afterCtrlZ(document)];
}

function encodingRules({ decoded: { encoding, mark }, text }: Document): Diagnostic[] {
  if (encoding === 'utf-16le') return [report('utf-16', 'info', START, {})];
  return mark && text === '' ? [report('mark-only', 'info', START, {})] : [];
}

function afterCtrlZ({ text, lines }: Document): Diagnostic[] {
  const last = lines.at(-1);
  if (last?.kind !== 'unread' || text[last.start] !== CTRL_Z) return [];
  // Most Ctrl-Zs are the last character, from the days when they had to be.
  const isAlone = !/[^\s\0]/.test(text.slice(last.start + 1));
  return isAlone ? [] : [report('after-ctrl-z', 'error', { start: last.start, end: last.start + 1 }, {})];
}

function malformedRule(document: Document): Diagnostic[] {
  const tails = utf16Stretches(document);
  let next = 0;
  const first = document.decoded.malformed.offsets.find((offset) => {
    while ((tails[next]?.end ?? Number.POSITIVE_INFINITY) <= offset) next++;
    return offset < (tails[next]?.start ?? Number.POSITIVE_INFINITY);
  });
  if (first === undefined) return [];
  const args = { line: document.positions.lineAt(first), codePages: likelyCodePages(document) };
  return [report('not-utf-8', 'warning', { start: first, end: first + 1 }, args)];
}

/** As far as what stands behind UTF-16 is looked at: a header in it holds for that, too. */
const MOST_REST = 4000;

/** Fewer letters with a NUL behind each are no sign of UTF-16. */
const LEAST_LETTERS = 3;

/** Stretches of UTF-16 in a text that is UTF-8: a NUL behind each character. */
function utf16Stretches({ text, decoded: { encoding } }: Document): readonly Span[] {
  const stretches: Span[] = [];
  let nul = encoding === 'utf-8' ? text.indexOf('\0') : -1;
  while (nul !== -1) {
    let end = nul + 1;
    while (text[end + 1] === '\0' && text[end] !== '\0') end += 2;
    const start = Math.max(nul - 1, 0);
    if (end - start >= 2 * LEAST_LETTERS) {
      const isMarked = text.slice(start - 2, start) === REPLACEMENT + REPLACEMENT;
      stretches.push({ start: isMarked ? start - 2 : start, end });
    }
    nul = text.indexOf('\0', end);
  }
  return stretches;
}

/** A run of units of which each is two bytes of something else: letters of Latin scripts have a NUL for one of them. */
const FULL_UNITS = /[\u0101-\uffff]{3,}/g;

const OWN_HEADER = /^[ \t]*\[(?:wsl2|experimental)\]/im;

/** Stretches of UTF-8 in a text that is UTF-16: what reads as settings and headers when it is taken for that. */
function utf8Stretches({ text, decoded }: Document): readonly Span[] {
  if (decoded.encoding !== 'utf-16le') return [];
  return [...text.matchAll(FULL_UNITS)].flatMap(({ 0: run, index }) => {
    const span = { start: index, end: index + run.length };
    const bytes = bytesBetween(decoded, span.start, span.end);
    if (!isUtf8(bytes)) return [];
    const meant = Buffer.from(bytes).toString();
    return OWN_HEADER.test(meant) || settingsIn(meant).length > 0 ? [span] : [];
  });
}

/** What was appended in another encoding. Whatever else is found in these lines is found because of that. */
export function tailRules(document: Document): Diagnostic[] {
  const { decoded, positions, lines } = document;
  let next = 0;
  const isUtf16 = decoded.encoding === 'utf-16le';
  const stretches = isUtf16 ? utf8Stretches(document) : utf16Stretches(document);
  return stretches.map((span) => {
    const bytes = Buffer.from(bytesBetween(decoded, span.start, span.end));
    const isMarked = bytes[0] === 0xff && bytes[1] === 0xfe;
    const text = isUtf16 ? bytes.toString() : bytes.subarray(isMarked ? 2 : 0).toString('utf16le');
    while ((lines[next]?.end ?? Number.POSITIVE_INFINITY) <= span.start) next++;
    const line = lines[next];
    const rest = decoded.text.slice(span.end, span.end + MOST_REST);
    const isLast = span.end + rest.length === decoded.text.length && !/[^\0\s]/.test(rest);
    const newline = isUtf16 ? 0 : 2;
    const lastLine = isLast ? null : positions.lineAt(span.end - 1 - (text.endsWith('\n') ? newline : 0));
    const args = { line: positions.lineAt(span.start), lastLine };
    // A header in it holds for what stands below it as well.
    const restores = settingsIn(text + rest);
    const fix = line ? { operations: [{ kind: 'respell', line, span, text } as const], restores, isBroad: true } : null;
    return report(isUtf16 ? 'utf-8-tail' : 'utf-16-tail', 'error', span, args, { fix });
  });
}

/** The settings that a piece of text names. */
export function settingsIn(text: string): readonly Setting[] {
  const names = readPiece(text).flatMap((line) =>
    line.kind === 'entry' ? [text.slice(line.key.start, line.key.end)] : [],
  );
  return [...new Set(names.flatMap((name) => findByName(name) ?? []))];
}

/** A code page of Windows that files are saved in, by the name that a `TextDecoder` knows it by. */
interface CodePage {
  readonly label: string;
  /** What people call it. */
  readonly name: string;
  /** Characters that text in this code page has and text in others hardly comes out as. */
  readonly telling: RegExp;
}

/**
 * Of several that fit alike the first counts. Japanese text is Chinese text of odd characters in GBK, which has nearly all
 * pairs of bytes; Chinese text is half-width kana in Shift-JIS. Words of Cyrillic letters are capital in front at most.
 */
const CODE_PAGES: readonly CodePage[] = [
  {
    label: 'windows-1251',
    name: 'Windows-1251',
    telling:
      /(?<![A-Za-z\u0410-\u044f])(?:[\u0410-\u042f]?[\u0430-\u044f]+|[\u0410-\u042f]{2,})(?![A-Za-z\u0410-\u044f])/g,
  },
  {
    label: 'shift_jis',
    name: 'Shift-JIS',
    telling: /[\u3001\u3002\u3040-\u30ff\u4e00-\u9fa5]{2,}|[\u3040-\u30ff]/g,
  },
  { label: 'euc-kr', name: 'EUC-KR', telling: /[\uac00-\ud7a3]{2,}/g },
  { label: 'gbk', name: 'GBK', telling: /[\u4e00-\u9fa5]{2,}/g },
  { label: 'big5', name: 'Big5', telling: /[\u4e00-\u9fa5]{2,}/g },
  {
    label: 'windows-1252',
    name: 'Windows-1252',
    telling: /(?<=[A-Za-z\s"'])[\u00c0-\u00ff\u2018-\u201d\u2026\u20ac](?=[a-z\s"'.,)]|$)/g,
  },
];

/** As much of the malformed text as a guess needs. */
const MOST_BYTES = 4000;

/** The code pages that the bytes of a file which are not UTF-8 may be in, as `TextDecoder` labels, the likeliest first. */
function likelyCodePages(document: Document): readonly string[] {
  const { text, decoded } = document;
  const { offsets } = decoded.malformed;
  const [first = 0] = offsets;
  const start = text.lastIndexOf('\n', first) + 1;
  const bytes = bytesBetween(decoded, start, Math.min(start + MOST_BYTES, text.length));
  // A piece may end within a character.
  const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1 || bytes.length);
  return CODE_PAGES.map(({ label, telling }) => ({ label, share: shareOf(decodeAs(whole, label), telling) }))
    .filter(({ share }) => share > LEAST_SHARE)
    .sort((a, b) => b.share - a.share)
    .map(({ label }) => label);
}

/** Less of the text than this in telling characters is chance. */
const LEAST_SHARE = 0.3;

/** How many of the characters outside of ASCII are such as the code page is used for; 0 for what it cannot hold. */
function shareOf(text: string | null, telling: RegExp): number {
  const foreign = text?.match(/[^\0-\u007f]/g)?.length ?? 0;
  if (text === null || foreign === 0) return 0;
  return (text.match(telling) ?? []).join('').length / foreign;
}

/** Bytes as text of a code page; null where they are none, or there is no such code page. */
function decodeAs(bytes: Uint8Array, label: string): string | null {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Edits that make UTF-8 of what is not. */
export interface Recoding {
  readonly edits: readonly TextEdit[];
  /** Whether there is a code page of that name. */
  readonly isKnown: boolean;
  /** Where a line begins that is no text of the code page; null where all are. */
  readonly failedAt: number | null;
}

/**
 * Rewrites the lines of a file that are not UTF-8: each was saved in one code page as a whole. A code page that the
 * bytes speak against is refused, though it has a character for each of them.
 */
export function recode(document: Document, label: string): Recoding {
  const { text, decoded } = document;
  if (decodeAs(new Uint8Array(), label) === null || /^utf-?(?:8|16)/i.test(label)) {
    return { edits: [], isKnown: false, failedAt: null };
  }
  const edits: TextEdit[] = [];
  const [first] = decoded.malformed.offsets;
  if (first !== undefined && !isLikely(document, label)) {
    return { edits, isKnown: true, failedAt: text.lastIndexOf('\n', first) + 1 };
  }
  let done = 0;
  for (const offset of decoded.malformed.offsets) {
    if (offset < done) continue;
    const start = text.lastIndexOf('\n', offset) + 1;
    const lf = text.indexOf('\n', offset);
    const end = lf === -1 ? text.length : lf;
    const newText = decodeAs(bytesBetween(decoded, start, end), label);
    if (newText === null) return { edits: [], isKnown: true, failedAt: start };
    edits.push({ start, end, newText });
    done = end;
  }
  return { edits, isKnown: true, failedAt: null };
}

/** Whether nothing speaks for another code page. Of those that are never guessed, nobody knows. */
function isLikely(document: Document, label: string): boolean {
  const { encoding } = new TextDecoder(label);
  const likely = likelyCodePages(document);
  return likely.length === 0 || likely.includes(encoding) || !CODE_PAGES.some((page) => page.label === encoding);
}

/** Which code pages it may be, as the end of a sentence; empty where nothing speaks for one. */
function codePageSentence(labels: readonly string[]): string {
  const names = labels.map((label) => CODE_PAGES.find((page) => page.label === label)?.name ?? label);
  return names.length === 0 ? '' : `; it may be ${names.slice(0, 2).join(' or ')}`;
}

/** The code pages there are, for the Tab key. */
export function codePageCandidates(): { readonly value: string; readonly description: string }[] {
  return CODE_PAGES.map(({ label, name }) => ({ value: label, description: name }));
}
