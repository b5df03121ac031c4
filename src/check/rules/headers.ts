import { type Entry, type Line, type Span, textAt } from '../../ini/document.ts';
import type { Operation } from '../../ini/write.ts';
import { findByEntryName, findByName, SECTIONS, type Section, type Setting } from '../../settings/catalogue.ts';
import type { Document } from '../../settings/document.ts';
import type { Message } from '../../settings/interpretation.ts';
import { syntaxMessage, unknownKeyMessage } from '../../settings/reading.ts';
import { nearestOf } from '../../text/names.ts';
import { excerpt } from '../../text/printable.ts';
import { describeCharacter, findLookalike, plainSpelling } from '../characters.ts';
import { code, type Diagnostic, type Fix, reporterOf } from '../diagnostic.ts';
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
  // With nothing below it that goes with it, it does no harm here.
  if (otherFile && header.kind === 'header' && lost.length === 0 && !group.hasInvalid) return [];
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

/** A header, or what was meant for one, with the entries below it. */
export interface SectionGroup {
  /** Null for what stands above every header. */
  readonly header: Line | null;
  /** The characters of the header. */
  readonly span: Span;
  /** `broken`: WSL does not take the line for a header. `unknown`: it does, and has no such section. */
  readonly problem: 'broken' | 'unknown' | null;
  /** The section that was most likely meant; null where that is not clear. */
  readonly suggestion: Section | null;
  /** The other file of WSL's that has this section. */
  readonly otherFile: OtherFile | null;
  readonly entries: readonly Entry[];
  /** Whether a line stands below it that WSL cannot read. */
  readonly hasInvalid: boolean;
  /** The settings named up to the next header that WSL reads: below another bad one the section goes on. */
  readonly below: ReadonlySet<Setting>;
  /** Whether no header that WSL reads stands before it. */
  readonly isFirst: boolean;
}

/** A file by its headers, good and bad, in order. */
export function sectionGroups(document: Document): readonly SectionGroup[] {
  const { text, lines } = document;
  const groups: OwnGroup[] = [];
  let header: Line | null = null;
  let span: Span = { start: 0, end: 0 };
  let entries: Entry[] = [];
  let hasInvalid = false;
  const close = () => {
    if (header || entries.length > 0) groups.push({ ...groupOf(text, header, span, entries), hasInvalid });
  };
  for (const line of lines) {
    const own = headerSpan(text, line);
    if (own) {
      close();
      [header, span, entries, hasInvalid] = [line, own, [], false];
    } else if (line.kind === 'entry') {
      entries.push(line);
    } else if (line.kind === 'invalid') {
      hasInvalid = true;
    }
  }
  close();
  return withBelow(groups, text);
}

/** A group as it is by itself. */
type OwnGroup = Omit<SectionGroup, 'below' | 'isFirst'>;

function withBelow(groups: readonly OwnGroup[], text: string): SectionGroup[] {
  let next: ReadonlySet<Setting> = new Set();
  const firstGood = groups.findIndex(({ header }) => header?.kind === 'header');
  return groups
    .toReversed()
    .map((group, index) => {
      const own = group.entries.flatMap(({ key }): Setting | [] => findByName(text.slice(key.start, key.end)) ?? []);
      const below = own.every((setting) => next.has(setting)) ? next : new Set([...own, ...next]);
      next = group.header?.kind === 'header' ? new Set() : below;
      const isFirst = firstGood === -1 || groups.length - 1 - index <= firstGood;
      return { ...group, below, isFirst };
    })
    .toReversed();
}

function groupOf(
  text: string,
  header: Line | null,
  span: Span,
  entries: readonly Entry[],
): Omit<OwnGroup, 'hasInvalid'> {
  const written = text.slice(span.start, span.end);
  const letters = lettersOf(written);
  const isKnown = SECTIONS.some((section) => section === letters);
  const isGood = header === null || header.kind === 'header';
  const problem = header === null || (isGood && isKnown) ? null : isGood ? 'unknown' : 'broken';
  const otherFile = problem ? otherFileOf(written.replace(/^[^a-z0-9]+|[^a-z0-9]+$/gi, '')) : null;
  const suggestion = problem && !otherFile ? suggestionFor(letters, entries, text) : null;
  return { header, span, problem, suggestion, otherFile, entries };
}

function lettersOf(written: string): string {
  return plainSpelling(written)
    .replace(/[^A-Za-z0-9]/g, '')
    .toLowerCase();
}

function suggestionFor(letters: string, entries: readonly Entry[], text: string): Section | null {
  const near = SECTIONS.find((section) => section === letters) ?? nearestOf(SECTIONS, letters);
  if (near) return near as Section;
  const meant = entries.map(({ key }) => findByName(text.slice(key.start, key.end))?.section);
  const [first] = meant;
  return first && meant.every((section) => section === first) ? first : null;
}

/** A header, or what was meant for one; an `echo` that does not know `-e` prints it in front. */
const BRACKETED =
  /^[ \t]*(?:-[en]{1,2}[ \t]+)?[[({<"'【［「『]*[ \t]*(wsl[ \t_-]?2|experimental|general)[ \t]*[\])}>"'】］」』:]*[ \t]*$/i;

/** The characters of a header, also of one that WSL does not take for one; null for any other line. */
function headerSpan(text: string, line: Line): Span | null {
  if (line.kind === 'header') {
    const end = line.name.end + 1;
    return { start: text.indexOf('[', line.start), end };
  }
  if (line.kind !== 'invalid') return null;
  if (line.intent === 'header') return brokenSpan(text, line.start, line.bodyEnd);
  // No header is longer, and lines may be very long.
  if (line.bodyEnd - line.start > 200) return null;
  const body = text.slice(line.start, line.bodyEnd);
  const comment = body.search(/[#＃;]/);
  // White space for JavaScript is more than blanks, and what is more is at fault here.
  const written = (comment === -1 ? body : body.slice(0, comment)).replace(/[ \t]+$/, '');
  const start = line.start + written.search(/[^ \t]|$/);
  const isHeader = BRACKETED.test(plainSpelling(written)) && !written.includes('=');
  return isHeader ? { start, end: line.start + written.length } : null;
}

/** From the bracket to its partner, else to the end of what may belong to it. */
function brokenSpan(text: string, start: number, bodyEnd: number): Span {
  const bracket = text.indexOf('[', start);
  const rest = text.slice(bracket, Math.min(bodyEnd, bracket + 200));
  const stop = rest.search(/[\]#\r]/);
  const isClosed = rest[stop] === ']';
  const length = stop === -1 ? rest.trimEnd().length : isClosed ? stop + 1 : rest.slice(0, stop).trimEnd().length;
  return { start: bracket, end: bracket + length };
}

/** Whether WSL knows the entry under the name that it reads. */
export function isKnown(entry: Entry): boolean {
  return findByEntryName(entry.name) !== undefined;
}

/** The sections of `/etc/wsl.conf`, the file of one distribution. Two of them are sections of `.wslconfig` as well. */
const WSL_CONF_SECTIONS = [
  ...['automount', 'network', 'interop', 'user', 'boot', 'gpu', 'time', 'filesystem', 'fileserver', 'general', 'wsl2'],
] as const;

/** Keys of `/etc/wsl.conf` that mean it in any section, in small letters, with the section they belong in. */
export const WSL_CONF_KEYS: ReadonlyMap<string, string> = new Map([
  ['systemd', 'boot'],
  ['mountfstab', 'automount'],
  ['generatehosts', 'network'],
  ['generateresolvconf', 'network'],
  ['hostname', 'network'],
  ['appendwindowspath', 'interop'],
]);

/** A file beside `.wslconfig` that a section belongs in. */
interface OtherFile {
  readonly file: '/etc/wsl.conf' | '.wslgconfig';
  readonly section: string;
}

/** The file of WSL's that has a section of this name, in any letter case; null where none has, or `.wslconfig` has it too. */
function otherFileOf(section: string): OtherFile | null {
  const name = section.toLowerCase();
  if (name === 'system-distro-env') return { file: '.wslgconfig', section: name };
  const isOwn = SECTIONS.some((own) => own === name);
  return WSL_CONF_SECTIONS.some((other) => other === name) && !isOwn ? { file: '/etc/wsl.conf', section: name } : null;
}
