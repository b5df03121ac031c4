import type { Entry, Line, Span } from '../ini/document.ts';
import { findByEntryName, findByName, SECTIONS, type Section, type Setting } from '../settings/catalogue.ts';
import type { Document } from '../settings/document.ts';
import { nearestOf } from '../text/names.ts';
import { plainSpelling } from './characters.ts';

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
  const close = () => {
    if (header || entries.length > 0) groups.push(groupOf(text, header, span, entries));
  };
  for (const line of lines) {
    const own = headerSpan(text, line);
    if (own) {
      close();
      [header, span, entries] = [line, own, []];
    } else if (line.kind === 'entry') {
      entries.push(line);
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

function groupOf(text: string, header: Line | null, span: Span, entries: readonly Entry[]): OwnGroup {
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
