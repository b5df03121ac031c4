import { type Entry, type Span, textAt } from '../../ini/document.ts';
import { findUnwritable } from '../../ini/value.ts';
import type { Setting } from '../../settings/catalogue.ts';
import { portItems, readPort } from '../../settings/kinds.ts';
import { refusalMessage } from '../../settings/reading.ts';
import type { Examination } from '../diagnose.ts';
import { type Diagnostic, diagnostic, type Fix } from '../diagnostic.ts';

/** The first entry of a setting, and its value as it is spelled. */
interface ValueContext {
  readonly entry: Entry;
  readonly setting: Setting;
  readonly text: string;
  readonly raw: string;
  readonly isRefused: boolean;
}

type ValueRule = (context: ValueContext) => Diagnostic[];

/** What is to be said of the value of a setting's first entry. */
export function valueRules(entry: Entry, setting: Setting, { document: { text } }: Examination): Diagnostic[] {
  const isRefused = setting.kind.read(entry.value).value === undefined;
  const context = { entry, setting, text, raw: textAt(text, entry.raw), isRefused };
  return RULES.flatMap((rule) => rule(context));
}

/** A `;` behind a blank: a comment to other programs, a part of the value to WSL. */
const semicolon: ValueRule = ({ entry, setting, raw, isRefused }) => {
  const { kind, name } = setting;
  const isText = kind.id === 'text';
  const index = raw.indexOf(';');
  const before = raw.slice(0, Math.max(index, 0)).trimEnd();
  const hasBlank = before.length < index;
  if (index === -1 || before.includes('"') || (isText && !hasBlank)) return [];
  const { refusals } = kind.read(entry.value);
  if (!isText && !isRefused && refusals === 0 && kind.id !== 'ports') return [];
  const at = entry.raw.start + index;
  const span = { start: at, end: at + 1 };
  const means = kind.read(before);
  const isPlain = !isText && means.value !== undefined && means.refusals === 0;
  const blank = hasBlank ? '' : ' ';
  const fix: Fix | null = isPlain
    ? { operations: [{ kind: 'respell', span, text: `${blank}#` }], restores: setting }
    : null;
  const wsl = refusals === 0 ? null : refusalMessage(setting, entry);
  return [
    diagnostic(
      'semicolon-in-value',
      isText ? 'warning' : 'error',
      span,
      { setting: name, isRefused, isText },
      { wsl, fix },
    ),
  ];
};

/** `'` around a value belongs to the value. */
const singleQuotes: ValueRule = ({ entry, setting, raw, isRefused }) => {
  if (!/^'.*'$/s.test(raw)) return [];
  const isText = setting.kind.id === 'text';
  if (!isText && !isRefused && setting.kind.read(entry.value).refusals === 0) return [];
  const wsl = isText ? null : refusalMessage(setting, entry);
  return [
    diagnostic('single-quotes', isText ? 'warning' : 'error', entry.raw, { setting: setting.name, isText }, { wsl }),
  ];
};

/** A value WSL refuses, in the words for its kind. */
const refused: ValueRule = (context) => {
  const { entry, setting, isRefused } = context;
  const { kind, name } = setting;
  if (!isRefused) return [];
  const wsl = refusalMessage(setting, entry);
  const { value } = entry;
  // An empty value has no characters to point at.
  const span = entry.raw.start === entry.raw.end ? entry.key : entry.raw;
  if (kind.id === 'mac') return [diagnostic('invalid-mac', 'error', span, { value }, { wsl })];
  if (kind.id === 'ipv4') return [diagnostic('invalid-dns-address', 'error', span, { value }, { wsl })];
  const special = [...semicolon(context), ...singleQuotes(context)];
  if (special.length > 0) return special;
  const suggestion = suggestionFor(setting, value);
  return [
    diagnostic('invalid-value', 'error', span, { setting: name, value, expects: kind.expects, suggestion }, { wsl }),
  ];
};

const PEOPLE_BOOLEANS: Readonly<Record<string, string>> = { yes: 'true', on: 'true', no: 'false', off: 'false' };

/** What was most likely meant, in WSL's spelling. */
function suggestionFor({ kind }: Setting, value: string): string | null {
  const bare = value.trim();
  const candidates = [bare, PEOPLE_BOOLEANS[bare.toLowerCase()] ?? '', bare.toUpperCase().replaceAll(' ', '')];
  return candidates.find((candidate) => candidate !== '' && kind.read(candidate).value !== undefined) ?? null;
}

/** Ports that WSL refuses one by one, and those it takes for something else. */
const ports: ValueRule = (context) => {
  const { entry, setting, raw } = context;
  if (setting.kind.id !== 'ports') return [];
  const special = [...semicolon(context), ...singleQuotes(context)];
  const wsl = refusalMessage(setting, entry);
  const found: Diagnostic[] = [];
  let at = entry.raw.start;
  for (const item of entry.value.split(',')) {
    const span = raw === entry.value ? trim(at, item) : entry.raw;
    at += item.length + 1;
    if (item === '') continue;
    const port = readPort(item);
    if (port === undefined) found.push(diagnostic('invalid-port', 'error', span, { item: item.trim() }, { wsl }));
    else if (!/^[ \t]*[0-9]+[ \t]*$/.test(item)) {
      found.push(diagnostic('misread-port', 'warning', span, { item: item.trim(), port }));
    }
  }
  return special.length > 0 && found.length <= 1 ? special : found;
};

/** A port list that reads well but is not as wslnet would write it: blanks, zeros in front, repetitions. */
const portSpelling: ValueRule = ({ entry, setting: { kind }, raw }) => {
  if (kind.id !== 'ports' || entry.value === '') return [];
  const items = portItems(entry.value);
  if (items.some((item) => readPort(item) === undefined || !/^[ \t]*[0-9]+[ \t]*$/.test(item))) return [];
  const isTidy = new Set(items).size === items.length && /^[1-9][0-9]*(,[1-9][0-9]*)*$/.test(raw);
  if (isTidy) return [];
  const spelling = [...new Set(items.map(Number))].join(',');
  if (spelling === '') return [];
  const fix: Fix = { operations: [{ kind: 'replace', entry, value: spelling }], restores: null };
  return [diagnostic('port-list-spelling', 'information', entry.raw, { spelling }, { fix })];
};

/** A number in C's spelling: a 0 in front makes it octal, and what is too large is cut down. */
const number: ValueRule = ({ entry, setting: { kind }, isRefused }) => {
  if (kind.id !== 'integer' || isRefused) return [];
  const value = kind.read(entry.value).value as number;
  const decimal = /^[ \t]*[+-]?[0-9]+$/.test(entry.value) ? Number(entry.value) : value;
  return decimal === value ? [] : [diagnostic('misread-number', 'warning', entry.raw, { text: entry.value, value })];
};

const modeSpelling: ValueRule = ({ entry, setting: { kind }, isRefused }) => {
  if (kind.id !== 'mode' || isRefused) return [];
  const spelling = kind.write(kind.read(entry.value).value);
  if (entry.value === spelling) return [];
  const fix: Fix = { operations: [{ kind: 'replace', entry, value: spelling }], restores: null };
  if (entry.value.toLowerCase() === 'consomme')
    return [diagnostic('consomme-spelling', 'warning', entry.raw, {}, { fix })];
  return [diagnostic('mode-spelling', 'information', entry.raw, { spelling }, { fix })];
};

/** Characters of which WSL keeps only a part, or none. */
const mangled: ValueRule = ({ entry, raw, isRefused, setting: { kind } }) => {
  if (isRefused || kind.read(entry.value).refusals > 0) return [];
  const at = raw.search(/[^\t\r\n\u0020-\u007e]/);
  if (at === -1) return [];
  const character = String.fromCodePoint(raw.codePointAt(at) ?? 0);
  const start = entry.raw.start + at;
  return [diagnostic('mangled-value', 'error', { start, end: start + character.length }, { character })];
};

/** A Windows path with single backslashes, of which some happen to be escapes that WSL knows. */
const path: ValueRule = ({ entry, setting, raw }) => {
  if (setting.kind.id !== 'text' || !isPath(raw) || findUnwritable(entry.value.replace(/[\t\n]/g, '\b')) === -1)
    return [];
  const doubled = doubleBackslashes(raw);
  if (raw.includes('\n') || doubled === raw) return [];
  const fix: Fix = { operations: [{ kind: 'respell', span: entry.raw, text: doubled }], restores: setting };
  return [diagnostic('unescaped-path', 'error', entry.raw, { path: doubled }, { fix })];
};

const swallowed: ValueRule = ({ entry, raw }) => swallowedIn(entry, raw);

/** A backslash at the end of a line, which takes the next line into the value. */
export function swallowedLine(entry: Entry, { document }: Examination): Diagnostic[] {
  return swallowedIn(entry, textAt(document.text, entry.raw));
}

function swallowedIn(entry: Entry, raw: string): Diagnostic[] {
  const at = raw.search(/\\\r?\n/);
  if (at === -1) return [];
  const start = entry.raw.start + at;
  // A line that reads as a setting or a header was hardly meant to be a part of this value.
  const isLoss = /\n[ \t]*(?:[A-Za-z][A-Za-z0-9]*[ \t]*=|\[)/.test(raw);
  return [diagnostic('swallowed-line', isLoss ? 'error' : 'warning', { start, end: start + 1 }, { isLoss })];
}

/** A name from a setting's experimental days. */
const formerSection: ValueRule = ({ entry, setting, isRefused }) => {
  const found = entry.name.slice(0, entry.name.indexOf('.')).toLowerCase();
  if (entry.isAfterInvalidHeader || found !== setting.formerSection) return [];
  const { name, section } = setting;
  const fix: Fix | null = isRefused ? null : { operations: [{ kind: 'move', entry, section }], restores: null };
  return [diagnostic('former-section', 'warning', entry.key, { setting: name, section }, { fix })];
};

/** A name that only a derailed header gave it. */
const derailed: ValueRule = ({ entry, text }) => {
  if (!entry.isAfterInvalidHeader) return [];
  const args = { key: textAt(text, entry.key), name: entry.name, isRead: true };
  return [diagnostic('derailed-key', 'warning', entry.key, args)];
};

const textValue: ValueRule = (context) =>
  context.setting.kind.id === 'text' ? [...semicolon(context), ...singleQuotes(context)] : [];

const RULES: readonly ValueRule[] = [
  derailed,
  formerSection,
  refused,
  ports,
  portSpelling,
  number,
  modeSpelling,
  mangled,
  path,
  textValue,
  swallowed,
];

function trim(start: number, item: string): Span {
  const from = start + item.length - item.trimStart().length;
  return { start: from, end: Math.max(from, from + item.trim().length) };
}

/** Whether a text is a Windows path as people write it: a drive, a variable or a server, then backslashes. */
export function isPath(text: string): boolean {
  return /^"?(?:[A-Za-z]:|%[A-Za-z]+%|\\)\\/.test(text);
}

/** A path with each single backslash doubled, as WSL wants them; pairs stay, but for the two in front of a server's name. */
export function doubleBackslashes(path: string): string {
  const [, open = '', inner = '', close = ''] = /^("?)(.*?)("?)$/s.exec(path) ?? [];
  const server = /^\\\\(?!\\)/.test(inner) && /(?:^|[^\\])\\(?:[^\\]|$)/.test(inner.slice(2)) ? '\\\\' : '';
  return open + server + inner.replace(/\\{1,2}/g, '\\\\') + close;
}
