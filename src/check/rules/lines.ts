import { type Invalid, type Span, textAt } from '../../ini/document.ts';
import { findByEntryName, SECTIONS } from '../../settings/catalogue.ts';
import { syntaxMessage } from '../../settings/reading.ts';
import type { Examination } from '../diagnose.ts';
import { type Diagnostic, diagnostic, type Fix } from '../diagnostic.ts';
import { doubleBackslashes, isPath } from './values.ts';

/** What is wrong with a line that WSL throws away. */
export function lineRules(line: Invalid, examination: Examination): Diagnostic {
  const { text } = examination.document;
  const { problem } = line;
  const wsl = syntaxMessage(line);
  switch (problem.id) {
    case 'MessageConfigInvalidKey': {
      const span = characterAt(text, problem.at);
      if (text[problem.at] !== ';') {
        return diagnostic('invalid-line', 'error', span, { character: textAt(text, span) }, { wsl });
      }
      const fix: Fix = { operations: [{ kind: 'respell', span, text: '#' }], restores: null };
      return diagnostic('semicolon-comment', 'warning', span, {}, { wsl, fix });
    }
    case 'MessageConfigInvalidSection':
      return badHeader(line, examination);
    case 'MessageConfigInvalidEscape':
      return escapeRule(line, examination);
    case 'MessageConfigExpected':
      if (line.intent === 'header') return badHeader(line, examination);
      if (problem.argument === '"') {
        const span = { start: problem.at, end: trimmedEnd(text, problem.at, line.bodyEnd) };
        return diagnostic('open-quote', 'error', span, {}, { wsl });
      }
      return diagnostic(
        'missing-equals',
        'error',
        line.name ?? line,
        { key: textAt(text, line.name ?? line) },
        { wsl },
      );
  }
}

function badHeader(line: Invalid, { document: { text }, firstHeaderAt }: Examination): Diagnostic {
  const span = headerSpan(text, line);
  const letters = textAt(text, span).replace(/[^A-Za-z0-9]/g, '');
  const known = SECTIONS.find((section) => section === letters.toLowerCase());
  const suggestion = known ?? (line.name ? textAt(text, line.name) : 'wsl2');
  const args = { suggestion, isFirst: line.start < firstHeaderAt, isNamed: line.name !== null };
  return diagnostic('bad-header', 'error', span, args, { wsl: syntaxMessage(line) });
}

/** A backslash in front of what WSL knows no escape for: nearly always a Windows path. */
function escapeRule(line: Invalid, { document, first }: Examination): Diagnostic {
  const { text } = document;
  const { problem, name, bodyEnd, lookupName } = line;
  const wsl = syntaxMessage(line);
  const backslash = { start: problem.at, end: characterAt(text, Math.min(problem.at + 1, bodyEnd - 1)).end };
  const raw = name && rawAfter(text, name.end, bodyEnd);
  const written = raw && textAt(text, raw);
  if (!raw || !written || written.includes('\n') || !isPath(written)) {
    return diagnostic('invalid-escape', 'error', backslash, { written: textAt(text, backslash) }, { wsl });
  }
  const path = doubleBackslashes(written);
  const setting = lookupName === null ? undefined : findByEntryName(lookupName);
  const isFree = setting !== undefined && setting.kind.id === 'text' && !first.has(setting);
  const fix = isFree ? { operations: [{ kind: 'respell', span: raw, text: path } as const], restores: setting } : null;
  return diagnostic('unescaped-path', 'error', backslash, { path }, { wsl, fix });
}

/** The value as written, up to a comment outside of quotes or the end of the line. */
function rawAfter(text: string, keyEnd: number, bodyEnd: number): Span | null {
  const body = text.slice(keyEnd, bodyEnd);
  const match = /^[ \t]*=[ \t]*((?:"[^"\n]*"|[^"#\n])*)/.exec(body);
  if (!match) return null;
  const start = keyEnd + match[0].length - (match[1] ?? '').length;
  return { start, end: trimmedEnd(text, start, start + (match[1] ?? '').length) };
}

/** From the bracket to its partner, else to the end of what was read. */
function headerSpan(text: string, { start, bodyEnd }: Invalid): Span {
  const bracket = text.indexOf('[', start);
  const length = text.slice(bracket, bodyEnd).search(/[\]#\r]/);
  const stop = length === -1 ? bodyEnd : bracket + length;
  return { start: bracket, end: text[stop] === ']' ? stop + 1 : trimmedEnd(text, bracket, stop) };
}

/** The whole character at an offset: half of a surrogate pair is none. */
function characterAt(text: string, offset: number): Span {
  const length = String.fromCodePoint(text.codePointAt(offset) ?? 0).length;
  return { start: offset, end: Math.min(offset + length, text.length) };
}

function trimmedEnd(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length;
}

/** What is to be said of a file as a whole. */
export function fileRules(examination: Examination): Diagnostic[] {
  return [...encodingRules(examination), ...afterCtrlZ(examination)];
}

const START: Span = { start: 0, end: 0 };

function encodingRules({ decoded: { text, encoding, mark } }: Examination): Diagnostic[] {
  if (encoding === 'utf-16le') return [diagnostic('utf-16', 'information', START, {})];
  return mark && text === '' ? [diagnostic('mark-only', 'information', START, {})] : [];
}

function afterCtrlZ({ document: { text, lines } }: Examination): Diagnostic[] {
  const last = lines.at(-1);
  if (last?.kind !== 'unread' || text.slice(last.start + 1).trim() === '') return [];
  return [diagnostic('after-ctrl-z', 'error', { start: last.start, end: last.start + 1 }, {})];
}
