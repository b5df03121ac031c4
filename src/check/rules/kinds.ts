import { type Entry, type Invalid, type Span, textAt } from '../../ini/document.ts';
import { findUnwritable } from '../../ini/value.ts';
import { findByEntryName, type Setting } from '../../settings/catalogue.ts';
import type { Document } from '../../settings/document.ts';
import { takesAnyText } from '../../settings/kinds.ts';
import { refusalMessage, syntaxMessage } from '../../settings/reading.ts';
import { excerpt, quoted } from '../../text/printable.ts';
import { code, type Diagnostic, type Fix, reporterOf } from '../diagnostic.ts';

/** What is said of values of some kinds: numbers, sizes, lists of ports, and paths. */
export const KIND_CODES = {
  'invalid-escape': code<{ written: string }>({
    title: 'an escape WSL does not know',
    severities: ['error'],
    message: ({ written }) => `WSL does not know the escape ${excerpt(written)} and ignores the whole line.`,
    advice: () => 'Write \\\\ for a backslash.',
    why: 'One backslash disables the whole line, not just the character.',
    wsl: 'It knows \\\\ \\" \\b \\n \\t and a backslash at the end of a line. For others it ignores the line.',
    wrong: '[wsl2]\nkernelCommandLine=a\\z\n',
    right: '[wsl2]\nkernelCommandLine=a\\\\z\n',
  }),
  'invalid-port': code<{ item: string }>({
    title: 'an invalid port',
    severities: ['error'],
    message: ({ item }) => `${quoted(item)} is not a port; WSL ignores it.`,
    advice: () => 'Write ports from 1 to 65535, separated by commas.',
    why: 'The port you wanted to add is not in the list.',
    wsl: 'It warns with the whole list, ignores the invalid item and keeps the others.',
    wrong: '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=3000,http\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=3000,80\n',
  }),
  'misread-number': code<{ text: string; reads: string; advice: string }>({
    title: 'a number that WSL reads differently',
    severities: ['error', 'warning'],
    message: ({ text, reads }) => `WSL reads ${quoted(text)} as ${reads}.`,
    advice: ({ advice }) => advice,
    why: 'A leading 0 makes a number octal, so 010 is 8. A size without a unit is in bytes, so 8 is 8 bytes.',
    wsl: "It reads numbers as C's strtol does, with 0x for hexadecimal and 0 for octal, and cuts down what is too large.",
    wrong: '[wsl2]\nmemory=8\n',
    right: '[wsl2]\nmemory=8GB\n',
  }),
  'misread-port': code<{ item: string; port: number }>({
    title: 'a port with extra characters',
    severities: ['warning'],
    message: ({ item, port }) => `WSL reads ${quoted(item)} as the one port ${port}.`,
    advice: ({ item }) =>
      /^\d+\s*(?:-|\.\.|:|~)\s*\d+$/.test(item)
        ? 'Ranges do not work: list each port.'
        : 'Write each port as a number alone, with commas between them.',
    why: 'A range such as 3000-3010 looks like eleven ports, but WSL reads only one.',
    wsl: 'It reads the digits at the start and ignores the rest.',
    wrong: '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=3000-3010\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=3000,3001,3002\n',
  }),
  'port-list-spelling': code<{ spelling: string }>({
    title: 'an untidy port list',
    severities: ['info'],
    message: () => 'This list has spaces, empty items, leading zeros or duplicates. WSL still reads it.',
    advice: ({ spelling }) => `Write ${excerpt(spelling)}.`,
    why: 'Nothing is wrong. A tidy list is easier to compare.',
    wsl: 'It ignores empty items, duplicates and leading spaces.',
    wrong: '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=9000, 3000\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=9000,3000\n',
  }),
  'unescaped-path': code<{ path: string }>({
    title: 'a Windows path with single backslashes',
    severities: ['error'],
    message: () => 'A single backslash starts an escape, so WSL does not read this path as written.',
    advice: ({ path }) => `Double the backslashes: ${excerpt(path)}`,
    why: 'Either WSL ignores the whole line, or \\t, \\n and \\b turn into other characters.',
    wsl: 'A backslash starts an escape. Two backslashes mean one.',
    wrong: '[wsl2]\nswapFile=C:\\swap.vhdx\n',
    right: '[wsl2]\nswapFile=C:\\\\swap.vhdx\n',
  }),
  'windows-variable': code<{ variable: string }>({
    title: 'a variable in a path',
    severities: ['error'],
    message: ({ variable }) => `WSL does not expand variables: it reads ${excerpt(variable)} as the name of a folder.`,
    advice: () => 'Write the full path, with double backslashes: C:\\\\Users\\\\me\\\\swap.vhdx.',
    why: 'A kernel or a swap file with such a path is not found, and WSL may not start.',
    wsl: 'It uses the path as written.',
    wrong: '[wsl2]\nswapFile=%USERPROFILE%\\\\swap.vhdx\n',
    right: '[wsl2]\nswapFile=C:\\\\Users\\\\me\\\\swap.vhdx\n',
  }),
};

const report = reporterOf(KIND_CODES);

/** Lists whose items WSL refuses one by one or takes for something else, and numbers that it misreads. */
export function numberRules(entry: Entry, setting: Setting, text: string): Diagnostic[] {
  const { kind } = setting;
  if (kind.items) return [...itemRules(entry, setting, text), ...listSpelling(entry, setting, text)];
  const misreading = kind.misread(entry.value);
  if (!misreading) return [];
  const { reads, advice, isHarmful } = misreading;
  return [report('misread-number', isHarmful ? 'error' : 'warning', entry.raw, { text: entry.value, reads, advice })];
}

function itemRules(entry: Entry, setting: Setting, text: string): Diagnostic[] {
  const raw = textAt(text, entry.raw);
  const isAsWritten = raw === entry.value;
  const wsl = refusalMessage(setting, entry);
  const ownItem = isAsWritten ? (item: string) => item.trim() : ownItemsOf(raw);
  return (setting.kind.items?.(entry.value) ?? []).flatMap(({ text: item, start, value, isPlain }) => {
    if (isPlain && value !== undefined) return [];
    const span = isAsWritten ? trimmed(entry.raw.start + start, item) : entry.raw;
    if (value !== undefined) return [report('misread-port', 'warning', span, { item: item.trim(), port: value })];
    // The file's own characters: WSL keeps the low bytes of some only.
    return [report('invalid-port', 'error', span, { item: ownItem(item) }, { wsl })];
  });
}

/** Finds an item as the file has it: one with characters that WSL cuts to their low bytes has its length alone. */
function ownItemsOf(raw: string): (item: string) => string {
  const items = raw.replaceAll('"', '').split(',');
  const whole = new Set(items);
  const cut = new Map(items.filter((item) => /[^\0-\x7f]/.test(item)).map((item) => [item.length, item]));
  return (item) => (whole.has(item) ? item : (cut.get(item.length) ?? item)).trim();
}

/** A list that reads well but is not as wslnet would write it: blanks, zeros in front, repetitions. */
function listSpelling(entry: Entry, { kind }: Setting, text: string): Diagnostic[] {
  const items = kind.items?.(entry.value) ?? [];
  if (items.length === 0 || items.some(({ value, isPlain }) => value === undefined || !isPlain)) return [];
  const numbers = new Set(items.map(({ value }) => value));
  const raw = textAt(text, entry.raw);
  const spelling = [...numbers].join(',');
  if (spelling === raw) return [];
  const fix: Fix = { operations: [{ kind: 'replace', entry, value: spelling }], restores: [] };
  return [report('port-list-spelling', 'info', entry.raw, { spelling }, { fix })];
}

function trimmed(start: number, item: string): Span {
  const from = start + item.length - item.trimStart().length;
  return { start: from, end: Math.max(from, from + item.trim().length) };
}

/** As far as a path goes. Lines may be very long. */
const MOST_PATH = 4000;

/** A backslash in front of what WSL knows no escape for: nearly always a Windows path. */
export function escapeRule(line: Invalid, document: Document): Diagnostic {
  const { text } = document;
  const { problem, name, bodyEnd, lookupName } = line;
  const wsl = syntaxMessage(line);
  const next = Math.min(problem.at + 1, bodyEnd - 1);
  const length = String.fromCodePoint(text.codePointAt(next) ?? 0).length;
  const backslash = { start: problem.at, end: Math.min(next + length, text.length) };
  const raw = name && rawAfter(text, name.end, bodyEnd);
  const written = raw && textAt(text, raw);
  const setting = lookupName === null ? undefined : findByEntryName(lookupName);
  const variable = written && setting?.kind.isPath ? variableIn(written) : null;
  // Whatever its backslashes are, no line should come to life that WSL then takes for another path.
  if (raw && variable) return variableReport(raw, variable, wsl);
  if (!raw || !written || written.includes('\n') || !isPath(written)) {
    return report('invalid-escape', 'error', backslash, { written: textAt(text, backslash) }, { wsl });
  }
  const path = doubleBackslashes(written);
  const isFree = setting !== undefined && takesAnyText(setting.kind) && document.entriesOf(setting).length === 0;
  const fix: Fix | null = isFree
    ? { operations: [{ kind: 'respell', line, span: raw, text: path }], restores: [setting] }
    : null;
  return report('unescaped-path', 'error', backslash, { path }, { wsl, fix });
}

/** The value as written, up to a comment outside of quotes or the end of the line; null for what is too long for a path. */
function rawAfter(text: string, keyEnd: number, bodyEnd: number): Span | null {
  const body = text.slice(keyEnd, Math.min(bodyEnd, keyEnd + MOST_PATH));
  const lead = /^[ \t]*=[ \t]*/.exec(body)?.[0].length;
  if (lead === undefined || bodyEnd - keyEnd > MOST_PATH) return null;
  let inQuote = false;
  let at = lead;
  for (; at < body.length && body[at] !== '\n'; at++) {
    if (body[at] === '"') inQuote = !inQuote;
    if (body[at] === '#' && !inQuote) break;
  }
  // A quote that a backslash stands in front of may be meant for the end of the path.
  const raw = body.slice(lead, at);
  return { start: keyEnd + lead, end: keyEnd + lead + raw.trimEnd().length };
}

/** What is to be said of a value that is a path. */
export function pathRules(entry: Entry, setting: Setting, text: string): Diagnostic[] {
  if (!takesAnyText(setting.kind) || entry.raw.end - entry.raw.start > MOST_PATH) return [];
  const raw = textAt(text, entry.raw);
  const variable = setting.kind.isPath ? variableIn(raw) : null;
  if (variable) return [variableReport(entry.raw, variable, null)];
  const hasEscape = findUnwritable(entry.value.replace(/[\t\n]/g, '\b')) !== -1;
  if (!isPath(raw) || !hasEscape) return [];
  const doubled = doubleBackslashes(raw);
  if (raw.includes('\n') || doubled === raw) return [];
  const operation = { kind: 'respell', line: entry, span: entry.raw, text: doubled } as const;
  return [
    report(
      'unescaped-path',
      'error',
      entry.raw,
      { path: doubled },
      { fix: { operations: [operation], restores: [setting] } },
    ),
  ];
}

function variableReport(raw: Span, variable: string, wsl: Diagnostic['wsl']): Diagnostic {
  return report('windows-variable', 'error', raw, { variable }, { wsl });
}

/** Variables as command prompts, PowerShell and shells write them, and a shell's home. */
function variableIn(raw: string): string | null {
  return (
    /%[A-Za-z_][A-Za-z0-9_()]*%|\$env:[A-Za-z_]\w*|\$\{?[A-Za-z_]\w*\}?|^"?~(?=[\\/])/
      .exec(raw)?.[0]
      .replace('"', '') ?? null
  );
}

/** Whether a text is a Windows path as people write it: a drive, a variable or a server, then backslashes. */
function isPath(text: string): boolean {
  return /^"?(?:[A-Za-z]:|%[A-Za-z]+%|\\)\\/.test(text);
}

/** A path with each single backslash doubled, as WSL wants them; pairs stay, but for the two in front of a server's name. */
function doubleBackslashes(path: string): string {
  const [, open = '', inner = '', close = ''] = /^("?)(.*?)("?)$/s.exec(path) ?? [];
  const server = /^\\\\(?!\\)/.test(inner) && /(?:^|[^\\])\\(?:[^\\]|$)/.test(inner.slice(2)) ? '\\\\' : '';
  return open + server + inner.replace(/\\{1,2}/g, '\\\\') + close;
}
