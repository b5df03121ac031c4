import { type Entry, type Span, textAt } from '../../ini/document.ts';
import type { Setting } from '../../settings/catalogue.ts';
import { refusalMessage } from '../../settings/reading.ts';
import { excerpt, quoted } from '../../text/printable.ts';
import { code, type Diagnostic, type Fix, reporterOf } from '../diagnostic.ts';

/** What is said of numbers, sizes and lists of ports. */
export const NUMBER_CODES = {
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
};

const report = reporterOf(NUMBER_CODES);

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
