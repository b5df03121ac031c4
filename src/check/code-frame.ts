import type { LineMap, Span } from '../ini/document.ts';
import { printable } from '../text/printable.ts';
import type { Channel } from '../text/terminal.ts';
import { displayWidth, wrap } from '../text/wrap.ts';
import { adviceOf, messageOf, otherOf, wslWords } from './codes.ts';
import type { Diagnostic } from './diagnostic.ts';

const SEVERITY_COLORS = { error: 'red', warning: 'yellow', info: 'cyan' } as const;
const TAB = '    ';
const CUT = '...';
/** A line of more units than this many times the room cannot fit, whatever its width: it need not be measured. */
const LONGEST_FACTOR = 4;

/**
 * The line of a span with carets under its characters. Of a long line only the part around the span is shown; of a span
 * over several lines the first.
 */
export function codeFrame({ span, severity }: Diagnostic, lines: LineMap, { colors, width }: Channel): string[] {
  const { line, column } = lines.positionAt(span.start);
  const gutter = String(line);
  const room = Math.max((Number.isFinite(width) ? width : 80) - gutter.length - 5, 20);
  const text = lines.textOf(line);
  const start = column - 1;
  const end = Math.min(start + span.end - span.start, text.length);
  const window = windowAround(text, start, end, room);
  const before = shown(text.slice(window.start, start));
  const marked = shown(text.slice(start, Math.min(end, window.end)));
  const after = shown(text.slice(end, window.end));
  const lead = window.start > 0 ? CUT : '';
  const trail = window.end < text.length ? CUT : '';
  const indent = ' '.repeat(displayWidth(lead + before));
  const carets = '^'.repeat(Math.max(1, displayWidth(marked)));
  return [
    `  ${colors.blue.bold(gutter)} ${colors.blue.bold('|')} ${lead}${before}${marked}${after}${trail}`,
    `  ${' '.repeat(gutter.length)} ${colors.blue.bold('|')} ${indent}${colors[SEVERITY_COLORS[severity]](carets)}`,
  ];
}

function shown(text: string): string {
  return printable(text.replaceAll('\t', TAB));
}

/** The part of a line to show: all of it if it fits, else so much around the span as does. */
function windowAround(text: string, start: number, end: number, room: number): Span {
  const isShort = text.length <= room * LONGEST_FACTOR && displayWidth(shown(text)) <= room;
  if (isShort) return { start: 0, end: text.length };
  let from = start;
  let to = start;
  // Whole characters only: half of a surrogate pair would be shown as something else.
  const fits = (a: number, b: number) =>
    b - a <= room * LONGEST_FACTOR && displayWidth(shown(text.slice(a, b))) <= room - 2 * CUT.length;
  const next = (at: number) => at + String.fromCodePoint(text.codePointAt(at) ?? 0).length;
  while (to < end && fits(from, next(to))) to = next(to);
  const context = Math.floor(room / 4);
  for (let count = 0; count < context && from > 0 && fits(previous(text, from), to); count++)
    from = previous(text, from);
  while (to < text.length && fits(from, next(to))) to = next(to);
  while (from > 0 && fits(previous(text, from), to)) from = previous(text, from);
  return { start: from, end: to };
}

function previous(text: string, at: number): number {
  const isPair = at > 1 && /[\ud800-\udbff]/.test(text.charAt(at - 2)) && /[\udc00-\udfff]/.test(text.charAt(at - 1));
  return at - (isPair ? 2 : 1);
}

/** What a diagnostic is about: a file's name, safe to print, and its lines. */
export interface DiagnosedFile {
  readonly name: string;
  readonly lines: LineMap;
}

/** A diagnostic in full: place, sentence, the line with carets, the other place, what to do, and WSL's own words. */
export function diagnosticText(diagnostic: Diagnostic, { name, lines }: DiagnosedFile, channel: Channel): string {
  const { width } = channel;
  const { related, wsl } = diagnostic;
  const wslSays = wsl && wslWords(wsl, name);
  const notes = [...wrap(adviceOf(diagnostic), width - 2), ...(wslSays ? wrap(`WSL says: ${wslSays}`, width - 2) : [])];
  return [
    ...headline(diagnostic, { name, lines }, channel),
    ...codeFrame(diagnostic, lines, channel),
    ...(related ? [`  ${otherOf(diagnostic)} is set on line ${lines.lineAt(related.start)}.`] : []),
    ...notes.map((note) => `  ${note}`),
    '',
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** A diagnostic in brief: place and sentence. @param lead what stands before it */
export function diagnosticLine(diagnostic: Diagnostic, file: DiagnosedFile, channel: Channel, lead = ''): string {
  return headline(diagnostic, file, channel, lead)
    .map((line) => `${line}\n`)
    .join('');
}

function headline(
  diagnostic: Diagnostic,
  { name, lines }: DiagnosedFile,
  { colors, width }: Channel,
  lead = '',
): string[] {
  const { code, severity, span } = diagnostic;
  const { line, column } = lines.positionAt(span.start);
  const place = `${name}:${line}:${column}:`;
  const label = `${severity}[${code}]:`;
  const paint = colors[SEVERITY_COLORS[severity]].bold;
  const [first = '', ...rest] = wrap(`${lead}${place} ${label} ${messageOf(diagnostic)}`, width);
  return [first.replace(place, () => colors.bold(place)).replace(label, () => paint(label)), ...rest];
}
