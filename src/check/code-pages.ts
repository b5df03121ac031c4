import type { TextEdit } from '../ini/edit.ts';
import { bytesBetween } from '../ini/text.ts';
import type { Document } from '../settings/document.ts';

/** A code page of Windows that files are saved in, by the name that a `TextDecoder` knows it by. */
interface CodePage {
  readonly label: string;
  /** What people call it. */
  readonly name: string;
  /** Characters that text in this code page has and text in others hardly comes out as. */
  readonly telling: RegExp;
}

/** East Asian ones first: text in them has bytes in pairs, which a Western code page never refuses. */
const CODE_PAGES: readonly CodePage[] = [
  { label: 'shift_jis', name: 'Shift-JIS', telling: /[\u3040-\u30ff]/g },
  { label: 'euc-kr', name: 'EUC-KR', telling: /[\uac00-\ud7a3]{2,}/g },
  { label: 'gbk', name: 'GBK', telling: /[\u4e00-\u9fa5]{2,}/g },
  { label: 'big5', name: 'Big5', telling: /[\u4e00-\u9fa5]{2,}/g },
  { label: 'windows-1251', name: 'Windows-1251', telling: /[\u0410-\u044f]{2,}/g },
  {
    label: 'windows-1252',
    name: 'Windows-1252',
    telling: /(?<=[A-Za-z\s"'])[\u00c0-\u00ff\u2018-\u201d\u2026\u20ac](?=[a-z\s"'.,)]|$)/g,
  },
];

/** As much of the malformed text as a guess needs. */
const MOST_BYTES = 4000;

/** The code pages that the bytes of a file which are not UTF-8 may be in, as `TextDecoder` labels, the likeliest first. */
export function likelyCodePages(document: Document): readonly string[] {
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
export function decodeAs(bytes: Uint8Array, label: string): string | null {
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
export function codePageSentence(labels: readonly string[]): string {
  const names = labels.map((label) => CODE_PAGES.find((page) => page.label === label)?.name ?? label);
  return names.length === 0 ? '' : `; it may be ${names.slice(0, 2).join(' or ')}`;
}

/** The code pages there are, for the Tab key. */
export function codePageCandidates(): { readonly value: string; readonly description: string }[] {
  return CODE_PAGES.map(({ label, name }) => ({ value: label, description: name }));
}
