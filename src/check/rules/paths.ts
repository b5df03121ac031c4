import { type Entry, type Invalid, type Span, textAt } from '../../ini/document.ts';
import { findUnwritable } from '../../ini/value.ts';
import { findByEntryName, type Setting } from '../../settings/catalogue.ts';
import type { Document } from '../../settings/document.ts';
import { takesAnyText } from '../../settings/kinds.ts';
import { syntaxMessage } from '../../settings/reading.ts';
import { excerpt } from '../../text/printable.ts';
import { code, type Diagnostic, type Fix, reporterOf } from '../diagnostic.ts';

/** What is said of paths and of backslashes. */
export const PATH_CODES = {
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

const report = reporterOf(PATH_CODES);

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
