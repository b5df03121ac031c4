import { type Entry, type Invalid, type Line, type Span, textAt } from '../../ini/document.ts';
import { readPiece } from '../../ini/read.ts';
import { findByName, SECTIONS, type Setting } from '../../settings/catalogue.ts';
import type { Document } from '../../settings/document.ts';
import type { Message } from '../../settings/interpretation.ts';
import { syntaxMessage } from '../../settings/reading.ts';
import { excerpt, quoted } from '../../text/printable.ts';
import { describeCharacter, findLookalike, plainSpelling } from '../characters.ts';
import { code, type Diagnostic, type Fix, reporterOf } from '../diagnostic.ts';
import { settingsIn } from './files.ts';
import { escapeRule } from './kinds.ts';

/** What is said of lines that WSL throws away, and of lines that run together. */
export const LINE_CODES = {
  'dotted-key': code<{ written: string; setting: string | null; section: string | null }>({
    title: 'a key with its section in front',
    severities: ['error'],
    message: ({ written }) => `Keys cannot contain a dot in this file, so WSL ignores ${excerpt(written)}.`,
    advice: ({ setting, section }) =>
      setting ? `Write ${setting}=... below the header [${section}].` : 'Use only letters and digits in a key.',
    why: "WSL's own messages write wsl2.networkingMode, and so do many answers on the web. In the file the header says wsl2.",
    wsl: "It reads the key up to the dot, expects '=' there, and ignores the line.",
    wrong: '[wsl2]\nwsl2.networkingMode=mirrored\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n',
  }),
  'foreign-comment': code<{ mark: string }>({
    title: 'a comment of another language',
    severities: ['warning'],
    message: ({ mark }) => `${mark} does not start a comment in this file; WSL warns about the line at every start.`,
    advice: () => 'Write # instead.',
    why: 'WSL skips the line, but warns about it every time.',
    wsl: 'Only # starts a comment. Anything else except a letter or [ is an invalid key name.',
    wrong: '[wsl2]\n// for the builds\nmemory=8GB\n',
    right: '[wsl2]\n# for the builds\nmemory=8GB\n',
  }),
  'invalid-line': code<{ character: string; written: string | null }>({
    title: 'a line that starts with another character',
    severities: ['error', 'warning'],
    message: ({ character }) => `A line cannot start with ${quoted(character)}; WSL ignores it.`,
    advice: ({ written }) =>
      written
        ? `Write ${excerpt(written)}.`
        : 'Start it with a letter for a setting, [ for a section, or # for a comment.',
    why: 'Everything on the line is ignored.',
    wsl: 'It warns about an invalid key name and goes on with the next line.',
    wrong: '[wsl2]\n- ipv6=true\n',
    right: '[wsl2]\n# ipv6=true\n',
  }),
  'literal-newline': code({
    title: 'a \\n that is two characters',
    severities: ['error'],
    message: () => 'This \\n is two characters in the file, a backslash and an n, not a new line.',
    advice: () => 'Start a new line there.',
    why: 'echo without -e, or a string in single quotes, writes the two characters literally.',
    wsl: 'It accepts nothing after a header. In a value, \\n is part of the value, which WSL then rejects.',
    wrong: '[wsl2]\nnetworkingMode=mirrored\\ndnsTunneling=true\n',
    right: '[wsl2]\nnetworkingMode=mirrored\ndnsTunneling=true\n',
  }),
  'missing-equals': code<{ key: string; written: string | null }>({
    title: 'a key without =',
    severities: ['error', 'warning'],
    message: ({ key }) => `WSL expects = after ${excerpt(key)} and ignores the line.`,
    advice: ({ written }) =>
      written ? `Write ${excerpt(written)}.` : 'Write setting=value, or # in front of a comment.',
    why: 'The line is ignored. The usual cause is a colon, an extra word or a dash in the name.',
    wsl: "It complains that it expects '=' and goes on with the next line.",
    wrong: '[wsl2]\nnetworkingMode: mirrored\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n',
  }),
  'odd-character': code<{ character: string; means: string; written: string | null; isHarmless: boolean }>({
    title: 'a character that looks like another one',
    severities: ['error', 'warning'],
    message: ({ character, means, isHarmless }) => {
      if (isHarmless) return `There is ${character} here. WSL reads the value all the same; other programs may not.`;
      return means === ''
        ? `There is ${character} here, which WSL does not skip.`
        : `This is ${character}; WSL does not read it as ${means === ' ' ? 'a space' : `'${means}'`}.`;
    },
    advice: ({ means, written }) => {
      if (written) return `Write ${excerpt(written)}`;
      return means.trim() === '' ? 'Delete the character.' : 'Replace it with the plain character.';
    },
    why: 'Word processors, web pages and input methods insert such characters, which look right.',
    wsl: 'It understands ASCII characters only, and warns about the line or the value.',
    wrong: '[wsl2]\nnetworkingMode\uff1dmirrored\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n',
  }),
  'open-quote': code({
    title: 'a quote that is not closed',
    severities: ['error'],
    message: () => 'This quote is not closed, so WSL ignores the line.',
    advice: () => 'Close it with another ", or write \\" for a quote that is part of the value.',
    why: 'The whole line is ignored.',
    wsl: 'It warns that it expects " at the end of the line.',
    wrong: '[wsl2]\nkernelCommandLine="quiet\n',
    right: '[wsl2]\nkernelCommandLine="quiet"\n',
  }),
  'semicolon-comment': code({
    title: 'a comment with ;',
    severities: ['warning'],
    message: () => '; does not start a comment in this file; WSL warns about the line at every start.',
    advice: () => 'Write # instead.',
    why: 'WSL skips the line, but warns about it every time.',
    wsl: 'Only # starts a comment. It reads ; as an invalid key name.',
    wrong: '[wsl2]\n; for the builds\nmemory=8GB\n',
    right: '[wsl2]\n# for the builds\nmemory=8GB\n',
  }),
  'stray-address': code({
    title: 'an address on a line of its own',
    severities: ['warning'],
    message: () => 'An address is not a setting; WSL warns about the line at every start.',
    advice: () => 'Put # in front to make it a comment.',
    why: 'It was probably a note on where a setting comes from.',
    wsl: "It expects '=' behind the first word and ignores the line.",
    wrong: '[wsl2]\nhttps://aka.ms/wslconfig\nmemory=8GB\n',
    right: '[wsl2]\n# https://aka.ms/wslconfig\nmemory=8GB\n',
  }),
  'swallowed-line': code<{ isLoss: boolean }>({
    title: 'a backslash that joins the next line',
    severities: ['error', 'warning'],
    message: ({ isLoss }) =>
      isLoss
        ? 'The backslash at the end joins the next line to this value, so WSL ignores what that line sets.'
        : 'The backslash at the end joins the next line to this value.',
    advice: () => 'Delete the backslash, or write \\\\ if the value ends in one.',
    why: 'The setting on the next line is lost; it is part of this value now.',
    wsl: 'A backslash at the end of a line continues the value on the next line, including its leading spaces.',
    wrong: '[wsl2]\nkernelCommandLine=quiet \\\nmemory=8GB\n',
    right: '[wsl2]\nkernelCommandLine=quiet\nmemory=8GB\n',
  }),
};

const report = reporterOf(LINE_CODES);

/** Where a line stands. */
export interface LinePlace {
  readonly document: Document;
  /** The name of the section, in small letters; null above every header, and below one that WSL cannot read. */
  readonly section: string | null;
}

/** What is wrong with a line that WSL throws away. */
export function lineRule(line: Invalid, place: LinePlace): Diagnostic {
  const { text } = place.document;
  const { problem } = line;
  const wsl = syntaxMessage(line);
  if (problem.id === 'MessageConfigInvalidEscape') return escapeRule(line, place.document);
  if (problem.argument === '"') {
    const span = { start: problem.at, end: trimmedEnd(text, problem.at, line.bodyEnd) };
    return oddCharacter(line, place) ?? report('open-quote', 'error', span, {}, { wsl });
  }
  const special = foreignComment(line, text) ?? oddCharacter(line, place);
  if (special) return special;
  return line.intent === 'entry' ? withoutEquals(line, place) : badStart(line, place);
}

/** Marks that begin a comment elsewhere. */
const COMMENT = /^[ \t]*([;\uff1b\uff03]|\/\/+|--+|\/\*|::|<!--|(?:rem|REM|Rem)(?=[ \t\r]|$))/;
const ADDRESS = /^[ \t]*[a-z]+:\/\//i;
/** As much of a line as is looked at to tell what it is: lines may be very long. */
const MOST_HEAD = 400;

function foreignComment(line: Invalid, text: string): Diagnostic | null {
  const head = text.slice(line.start, Math.min(line.bodyEnd, line.start + MOST_HEAD));
  const wsl = syntaxMessage(line);
  if (ADDRESS.test(head)) {
    const start = line.start + head.length - head.trimStart().length;
    const span = { start, end: trimmedEnd(text, start, line.bodyEnd) };
    const at = { start, end: start };
    const fix: Fix = { operations: [{ kind: 'respell', line, span: at, text: '# ' }], restores: [] };
    return report('stray-address', 'warning', span, {}, { wsl, fix });
  }
  const [lead = '', mark] = COMMENT.exec(head) ?? [];
  if (mark === undefined) return null;
  const end = line.start + lead.length;
  const span = { start: end - mark.length, end };
  const fix: Fix = { operations: [{ kind: 'respell', line, span, text: '#' }], restores: [] };
  if (mark === ';') return report('semicolon-comment', 'warning', span, {}, { wsl, fix });
  return report('foreign-comment', 'warning', span, { mark }, { wsl, fix });
}

/** A character that stands for another one, on a line that would be an entry with that. */
function oddCharacter(line: Invalid, place: LinePlace): Diagnostic | null {
  const { text } = place.document;
  const body = text.slice(line.start, Math.min(line.bodyEnd, line.start + MOST_HEAD));
  const hash = body.search(/[#\uff03]/);
  const code = (hash === -1 ? body : body.slice(0, hash)).replace(/[ \t]+$/, '');
  const index = findLookalike(code);
  if (index === -1) return null;
  const spelled = plainSpelling(code).trim();
  // A colon behind a key stands where = belongs.
  const [head = ''] = /^[A-Za-z][A-Za-z0-9]*[ \t]*(?=:)/.exec(spelled) ?? [];
  const plain = head === '' ? spelled : `${head}=${spelled.slice(head.length + 1)}`;
  const isWhole = line.bodyEnd - line.start <= MOST_HEAD && !/[\r\n]/.test(code);
  const meant = isWhole ? entryMeant(plain, place) : null;
  const whole = { start: line.start + code.search(/[^ \t]|$/), end: line.start + code.length };
  if (spelled === '' && isWhole) {
    const blank: Fix = { operations: [{ kind: 'respell', line, span: whole, text: '' }], restores: [] };
    return oddCharacterIn(text, line.start + index, null, syntaxMessage(line), blank, 'warning');
  }
  const fix: Fix | null = meant && {
    operations: [{ kind: 'respell', line, span: whole, text: plain }],
    restores: [meant],
  };
  return oddCharacterIn(text, line.start + index, meant && plain, syntaxMessage(line), fix);
}

/**
 * That a character stands for another one.
 * @param written what it should be; null where that is not clear
 * @param isHarmless whether WSL, which keeps a part of the character only, reads what was meant by chance
 */
export function oddCharacterIn(
  text: string,
  at: number,
  written: string | null,
  wsl: Diagnostic['wsl'],
  fix: Fix | null,
  severity: 'error' | 'warning' = 'error',
  isHarmless = false,
): Diagnostic {
  const span = characterAt(text, at);
  const character = textAt(text, span);
  const args = { character: describeCharacter(character), means: plainSpelling(character), written, isHarmless };
  return report('odd-character', severity, span, args, { wsl, fix });
}

/** The setting that a piece of text would set in a place, with a value WSL takes; null where it is none. */
export function entryMeant(piece: string, { document, section }: LinePlace): Setting | null {
  const [line, more] = readPiece(piece);
  if (line?.kind !== 'entry' || more) return null;
  const setting = findByName(textAt(piece, line.key));
  if (!setting || (setting.section !== section && setting.formerSection !== section)) return null;
  const isTaken = document.entriesOf(setting).length > 0 || setting.kind.read(line.value).refusals > 0;
  return isTaken || setting.kind.misread(line.value) ? null : setting;
}

function withoutEquals(line: Invalid, place: LinePlace): Diagnostic {
  const { text } = place.document;
  const wsl = syntaxMessage(line);
  const name = line.name ?? line;
  const key = textAt(text, name);
  if (text[line.problem.at] === '.' && line.problem.at === name.end) return dottedKey(line, place);
  // A colon, or nothing at all, between a setting and a value that it takes.
  const rest = text.slice(name.end, Math.min(line.bodyEnd, name.end + MOST_HEAD));
  const [, separator = '', value] = /^([ \t]*:[ \t]*|[ \t]+)([^\s:=#][^=#]*?)[ \t]*(?:#.*)?$/.exec(rest) ?? [];
  const meant = value === undefined ? null : entryMeant(`${key}=${value}`, place);
  const span = { start: name.end, end: name.end + separator.length };
  const fix: Fix | null = meant && { operations: [{ kind: 'respell', line, span, text: '=' }], restores: [meant] };
  const other = meant ? null : otherSpelling(line, place);
  if (other) return report('missing-equals', 'error', name, { key, written: other.written }, { wsl, fix: other.fix });
  // A line that names no setting was hardly meant to set one.
  const severity = findByName(key) || rest.includes('=') ? 'error' : 'warning';
  const args = { key, written: meant && `${key}=${value}` };
  return report('missing-equals', severity, name, args, { wsl, fix });
}

/**
 * A setting as other kinds of files spell it: with `-`, `_` or a blank in its name, in quotes or behind `export`. Other
 * marks in front may be meant to turn it off. Groups: what stands before, the name, the value.
 */
const OTHER_SPELLING =
  /^([ \t]*)(?:(?:export|set)[ \t]+)?["'`]?([A-Za-z][A-Za-z0-9 _-]*?)["'`]?[ \t]*[=:][ \t]*["'`]?([^"'`#]*?)["'`]?[ \t]*[,;]?[ \t]*(?=#|$)/;

function otherSpelling(line: Invalid, place: LinePlace): { readonly written: string; readonly fix: Fix } | null {
  if (line.bodyEnd - line.start > MOST_HEAD) return null;
  const body = textAt(place.document.text, { start: line.start, end: line.bodyEnd });
  const [whole = '', indent = '', key = '', value = ''] = OTHER_SPELLING.exec(body) ?? [];
  const setting = findByName(key.replace(/[^A-Za-z0-9]/g, ''));
  const written = setting && `${setting.name}=${value}`;
  const meant = written && entryMeant(written, place);
  if (!meant) return null;
  const trimmed = whole.replace(/[ \t]+$/, '');
  const span = { start: line.start + indent.length, end: line.start + trimmed.length };
  return { written, fix: { operations: [{ kind: 'respell', line, span, text: written }], restores: [meant] } };
}

function dottedKey(line: Invalid, place: LinePlace): Diagnostic {
  const { document } = place;
  const { text } = document;
  const wsl = syntaxMessage(line);
  const start = line.name?.start ?? line.start;
  const rest = text.slice(start, Math.min(line.bodyEnd, start + MOST_HEAD));
  const [written = '', prefix = '', key = ''] = /^([A-Za-z0-9]+)[.]([A-Za-z0-9.]*)/.exec(rest) ?? [];
  const span = { start, end: start + written.length };
  const setting = findByName(`${prefix}.${key}`) ?? findByName(key);
  if (!setting) return report('dotted-key', 'error', span, { written, setting: null, section: null }, { wsl });
  const { name, section } = setting;
  const [entry] = readPiece(text.slice(start + prefix.length + 1, line.bodyEnd));
  const isAccepted = entry?.kind === 'entry' && setting.kind.read(entry.value).refusals === 0;
  const isFree = document.entriesOf(setting).length === 0 && isAccepted;
  const respell = { span: { start, end: start + prefix.length + 1 }, text: '' };
  const isHere = place.section === section;
  const operation = isHere
    ? ({ kind: 'respell', line, ...respell } as const)
    : ({ kind: 'move', line, section, respell } as const);
  const fix: Fix | null = isFree ? { operations: [operation], restores: [setting] } : null;
  return report('dotted-key', 'error', span, { written, setting: name, section }, { wsl, fix });
}

function badStart(line: Invalid, place: LinePlace): Diagnostic {
  const { text } = place.document;
  const span = characterAt(text, line.problem.at);
  const body = text.slice(line.start, Math.min(line.bodyEnd, line.start + MOST_HEAD));
  const severity = /[=[:]/.test(body) ? 'error' : 'warning';
  const other = otherSpelling(line, place);
  const args = { character: textAt(text, span), written: other?.written ?? null };
  return report('invalid-line', severity, span, args, { wsl: syntaxMessage(line), fix: other?.fix ?? null });
}

/** The whole character at an offset: half of a surrogate pair is none. */
export function characterAt(text: string, offset: number): Span {
  const length = String.fromCodePoint(text.codePointAt(offset) ?? 0).length;
  return { start: offset, end: Math.min(offset + length, text.length) };
}

/** Where the text of a span ends but for the blanks behind it. */
export function trimmedEnd(text: string, start: number, end: number): number {
  let trimmed = end;
  while (trimmed > start && /\s/.test(text.charAt(trimmed - 1))) trimmed--;
  return trimmed;
}

/** As far as a line goes that is several. */
const MOST_LINE = 4000;

/** A line with `\n` in it that reads as several lines; null for others. @param wsl what WSL says of the line */
export function literalNewline(line: Invalid | Entry, document: Document, wsl: Message | null): Diagnostic | null {
  const { text } = document;
  if (line.bodyEnd - line.start > MOST_LINE) return null;
  const body = text.slice(line.start, line.bodyEnd);
  const at = body.search(/\\r?\\n|\\n/);
  if (at === -1 || body.includes('\n')) return null;
  const pieces = body.split(/(?:\\r)?\\n/);
  const joined = pieces.join('\n');
  const lines = readPiece(joined);
  if (!lines.every((each) => isPlain(each, joined))) return null;
  const [, ...later] = lines.filter(({ kind }) => kind !== 'blank');
  // In text a \n may be meant; where it is the last, it was meant for the end of the line.
  const isText = line.kind === 'entry' && findByName(textAt(text, line.key))?.kind.problem === null;
  if (isText && later.length === 0) return null;
  const span = { start: line.start + at, end: line.start + at + 2 };
  const newText = joined.replace(/\n+$/, '').replaceAll('\n', text.includes('\r\n') ? '\r\n' : '\n');
  const whole = { start: line.start, end: line.bodyEnd };
  const restores = settingsIn(joined);
  const isFree = restores.every((setting) => !isTaken(setting, line, document));
  const operations = [{ kind: 'respell', line, span: whole, text: newText } as const];
  const fix: Fix | null = isFree ? { operations, restores, isBroad: true } : null;
  return report('literal-newline', 'error', span, {}, { wsl, fix });
}

function isTaken(setting: Setting, line: Line, document: Document): boolean {
  return document.entriesOf(setting).some((entry) => entry !== line);
}

function isPlain(line: Line, text: string): boolean {
  if (line.kind === 'header') return SECTIONS.some((section) => section === textAt(text, line.name).toLowerCase());
  if (line.kind !== 'entry') return line.kind === 'blank' || line.kind === 'comment';
  const setting = findByName(textAt(text, line.key));
  return setting !== undefined && setting.kind.read(line.value).refusals === 0;
}

/** A backslash at the end of a line, which takes the next line into the value. */
export function swallowedLine(entry: Entry, text: string): Diagnostic[] {
  const raw = textAt(text, entry.raw);
  const lf = raw.indexOf('\n');
  if (lf === -1) return [];
  const at = raw.lastIndexOf('\\', lf);
  const start = entry.raw.start + at;
  // A line that reads as a setting or a header was hardly meant to be a part of this value.
  const isLoss = /\n[ \t]*(?:[A-Za-z][A-Za-z0-9]*[ \t]*=|\[)/.test(raw);
  return [report('swallowed-line', isLoss ? 'error' : 'warning', { start, end: start + 1 }, { isLoss })];
}
