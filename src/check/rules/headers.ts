import { type Entry, type Line, type Span, textAt } from '../../ini/document.ts';
import type { Operation } from '../../ini/write.ts';
import { findByName, type Section, type Setting } from '../../settings/catalogue.ts';
import type { Document } from '../../settings/document.ts';
import type { Message } from '../../settings/interpretation.ts';
import { syntaxMessage, unknownKeyMessage } from '../../settings/reading.ts';
import { nearestOf } from '../../text/names.ts';
import { excerpt } from '../../text/printable.ts';
import { describeCharacter, findLookalike, plainSpelling } from '../characters.ts';
import { code, type Diagnostic, type Fix, reporterOf } from '../diagnostic.ts';
import { isKnown, type SectionGroup } from '../sections.ts';
import { settingsIn } from './files.ts';

/** What is said of section headers. */
export const HEADER_CODES = {
  'bad-header': code<{
    written: string;
    suggestion: Section | null;
    lost: number;
    isFirst: boolean;
    hasSetting: boolean;
    /** A character in or behind it that looks like another one, or like nothing. */
    odd: string | null;
  }>({
    title: 'a section header WSL cannot read',
    severities: ['error'],
    message: ({ written, lost, isFirst, odd }) => {
      const line = written === '' ? 'this line' : `'${excerpt(written)}'`;
      const cause = odd ? ` because of ${odd}` : '';
      if (lost > 0) {
        return `WSL does not read ${line} as a section header${cause}, so it ignores the ${count(lost)} below it.`;
      }
      return isFirst
        ? `WSL does not read ${line} as a section header${cause}.`
        : `WSL does not read ${line} as a section header${cause}, so the section above it continues.`;
    },
    advice: ({ suggestion, hasSetting }) =>
      suggestion
        ? hasSetting
          ? `Write [${suggestion}] on a line of its own, and the setting on the next.`
          : `Write [${suggestion}], with nothing after it except a # comment.`
        : 'A header is a name in [ ], with nothing after it except a # comment. To turn a section off, put # in front of each of its lines.',
    why: 'The settings below it end up in the wrong section.',
    wsl: 'It warns, stays in the section above, and looks up the next keys under a mix of both names.',
    wrong: '[ wsl2 ]\nnetworkingMode=mirrored\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n',
  }),
  'unknown-section': code<{ section: string; suggestion: Section | null; lost: number }>({
    title: 'a section WSL does not know',
    severities: ['error'],
    message: ({ section, lost }) =>
      `WSL does not know the section [${excerpt(section)}], so it ignores the ${count(lost)} below it.`,
    advice: ({ suggestion }) =>
      suggestion
        ? `Did you mean [${suggestion}]?`
        : 'The sections of this file are [wsl2], [experimental] and [general].',
    why: 'One wrong letter in a header disables every setting below it.',
    wsl: 'It looks up each key together with its section, and warns about an unknown key.',
    wrong: '[ws12]\nnetworkingMode=mirrored\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n',
  }),
  'other-file': code<{ section: string; file: string; lost: number }>({
    title: 'a section of another file',
    severities: ['error'],
    message: ({ section, file, lost }) =>
      lost > 0
        ? `[${section}] belongs in ${whereIs(file)}; here WSL ignores it and the ${count(lost)} below it.`
        : `[${section}] belongs in ${whereIs(file)}; here WSL ignores it.`,
    advice: ({ section, file }) => `Move these lines below [${section}] of ${file}.`,
    why: 'WSL has one file for all of WSL 2, one for each distribution, and one for graphics. Each has its own sections.',
    wsl: 'It warns about unknown keys, and the program that needs them never sees them.',
    wrong: '[boot]\nsystemd=true\n',
    right: '[wsl2]\nmemory=8GB\n',
  }),
};

const report = reporterOf(HEADER_CODES);

function count(settings: number): string {
  return settings === 1 ? 'setting' : `${settings} settings`;
}

function whereIs(file: string): string {
  return file === '.wslgconfig' ? '.wslgconfig, next to this file' : `${file} inside the distribution`;
}

/** What is wrong with a header, and with the entries below it because of it. */
export function headerRule(group: SectionGroup, document: Document): Diagnostic[] {
  const { header, span, problem, suggestion, otherFile, isFirst } = group;
  if (!header || !problem) return [];
  const { text } = document;
  const lost = lostEntries(group, document);
  const covers = lostMessages(group, document);
  const wsl = header.kind === 'invalid' ? syntaxMessage(header) : null;
  if (otherFile) return [report('other-file', 'error', span, { ...otherFile, lost: lost.length }, { wsl, covers })];
  if (header.kind === 'header') {
    if (lost.length === 0) return [];
    const args = { section: textAt(text, header.name), suggestion, lost: lost.length };
    const isMisspelled = suggestion !== null && isMisspelling(args.section, suggestion);
    const fix = isMisspelled ? fixOf(group, suggestion, document) : null;
    return [report('unknown-section', 'error', span, args, { covers, fix })];
  }
  const written = textAt(text, span);
  const meant = suggestion && isSure(written, suggestion) ? suggestion : null;
  const whole = text.slice(span.start, Math.min(header.bodyEnd, span.start + MOST_TAIL)).replace(/[ \t]*#.*$/s, '');
  const hasSetting = settingsIn(tailOf(group, text)).length > 0;
  const at = findLookalike(whole);
  const odd = at === -1 ? null : describeCharacter(String.fromCodePoint(whole.codePointAt(at) ?? 0));
  const args = { written: whole.trim(), suggestion: meant, lost: lost.length, isFirst, hasSetting, odd };
  const fix = meant && fixOf(group, meant, document);
  return [report('bad-header', 'error', span, args, { wsl, covers, fix })];
}

/** What WSL says of the entries that are lost, as far as it reads. */
export function lostMessages(group: SectionGroup, document: Document): Message[] {
  const { stoppedBy } = document.reading;
  const isRead = ({ start }: Entry) => !stoppedBy || start < stoppedBy.end;
  return lostEntries(group, document).filter(isRead).map(unknownKeyMessage);
}

/** The entries that WSL does not know because of their header. Other faults of theirs come to light once it is fixed. */
export function lostEntries({ problem, entries, otherFile, suggestion }: SectionGroup, { text }: Document): Entry[] {
  if (!problem) return [];
  const isOwn = (entry: Entry) => findByName(textAt(text, entry.key)) !== undefined;
  // What is a setting of this file is not lost in a section of another one: it has a place here.
  const isExplained = (entry: Entry) => entry.isAfterInvalidHeader || suggestion !== null || !isOwn(entry);
  return entries.filter((entry) => !isKnown(entry) && (problem === 'broken' && !otherFile ? true : isExplained(entry)));
}

/** Whether a header says the section but for a few letters: `[wsl2-old]` and `[!wsl2]` were written on purpose. */
function isSure(written: string, suggestion: Section): boolean {
  const letters = plainSpelling(written)
    .replace(/[^A-Za-z0-9]/g, '')
    .toLowerCase();
  if (/^[[({<"' \t]+[-!#;~_*]/.test(written)) return false;
  return letters === suggestion || (Math.abs(letters.length - suggestion.length) <= 1 && letters !== '');
}

/** What stands behind a header on its line, as far as that is looked at. */
function tailOf({ header, span }: SectionGroup, text: string): string {
  return header ? text.slice(span.end, Math.min(header.bodyEnd, span.end + MOST_TAIL)) : '';
}

/**
 * Whether a section was meant to be this one and nothing else: `[wsl2old]` and `[off]` turn settings off, and `[wsl1]`
 * may be meant.
 */
function isMisspelling(written: string, suggestion: Section): boolean {
  const letters = written.toLowerCase();
  if (letters.includes(suggestion) || /^wsl\d+$/.test(letters)) return false;
  return nearestOf([suggestion], letters) !== null;
}

function fixOf(group: SectionGroup, section: Section, document: Document): Fix | null {
  const { header, span, below } = group;
  const { text } = document;
  if (!header) return null;
  // What stands behind it stays as a comment: brackets too many go, and other languages' comment marks become #.
  const tail = tailOf(group, text);
  const behind = settingsIn(tail);
  if (behind.length > 0) return splitOf(header, span, section, tail, [...behind, ...below], document);
  const [junk = '', mark = '', rest = ''] = TAIL.exec(tail) ?? [];
  if (mark === '' && rest !== '') return null;
  // A mark with nothing behind it begins no comment.
  const isBare = mark !== '' && mark !== '#' && rest === '';
  const end = span.end + junk.length - rest.length - (isBare ? 0 : mark.length);
  const operations: Operation[] = [
    {
      kind: 'respell',
      line: header,
      span: { start: span.start, end },
      text: `[${section}]${mark === '' || isBare ? '' : ' '}`,
    },
  ];
  if (mark !== '' && mark !== '#' && !isBare) {
    operations.push({ kind: 'respell', line: header, span: { start: end, end: end + mark.length }, text: '#' });
  }
  return { operations, restores: [...below], isBroad: true };
}

/** A setting behind a header, which goes on a line of its own. */
function splitOf(
  line: Line,
  span: Span,
  section: Section,
  tail: string,
  restores: readonly Setting[],
  { text }: Document,
): Fix {
  const end = span.end + tail.search(/[^ \t]/);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const respell = { kind: 'respell', line, span: { start: span.start, end }, text: `[${section}]${newline}` } as const;
  return { operations: [respell], restores, isBroad: true };
}

/** Blanks of any kind and brackets too many, the mark of a comment, and what is behind that. */
const TAIL = /^[\s\u200b-\u200f\u2060]*[\])}>"':]*[\s\u200b-\u200f\u2060]*(;|\/\/|--|#|)(.?)/s;

/** As far as anything but a comment may stand behind a header. */
const MOST_TAIL = 100;
