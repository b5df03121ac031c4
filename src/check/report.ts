import manifest from '../../package.json' with { type: 'json' };
import type { LineMap, Span } from '../ini/document.ts';
import { writeEdits } from '../ini/write.ts';
import type { Document } from '../settings/document.ts';
import { printable, safeJson } from '../text/printable.ts';
import type { Channel } from '../text/terminal.ts';
import { displayWidth, wrap } from '../text/wrap.ts';
import { adviceOf, CODES, type DiagnosticCode, messageOf, otherOf, pageOf, titleSentence, wslWords } from './codes.ts';
import type { Diagnostic, Severity } from './diagnostic.ts';

/** A file and what was found in it. */
export interface CheckedFile extends Pick<DiagnosedFile, 'name' | 'fixedBy'> {
  readonly document: Document;
  readonly diagnostics: readonly Diagnostic[];
}

/** A range of a file as JSON holds it. Lines and columns count from 1, columns in UTF-16 units; the end is behind it. */
export interface RangeJson {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A diagnostic as every JSON document holds it. */
export interface DiagnosticJson extends RangeJson {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly fixable: boolean;
  readonly advice: string;
  /** What WSL prints for it; null where it says nothing. */
  readonly wsl: string | null;
  /** What `check --fix` would replace; null where it would do nothing. */
  readonly fix: readonly (RangeJson & { readonly newText: string })[] | null;
  /** The address of the page that explains the code. */
  readonly page: string;
}

/** A diagnostic of a file for JSON. @param name of the file, as WSL's message is to show it */
export function diagnosticJson(diagnostic: Diagnostic, document: Document, name: string): DiagnosticJson {
  const { code, severity, span, wsl } = diagnostic;
  return {
    code,
    severity,
    message: messageOf(diagnostic),
    ...rangeOf(span, document.positions),
    fixable: diagnostic.fix !== null,
    advice: adviceOf({ ...diagnostic, fix: null }),
    wsl: wsl && wslWords(wsl, name),
    fix: fixEdits(diagnostic, document),
    page: pageOf(code),
  };
}

/** The edits of a diagnostic's fix, by line and column; null where it has none. */
export function fixEdits({ fix }: Diagnostic, document: Document): DiagnosticJson['fix'] {
  if (!fix) return null;
  return writeEdits(document, fix.operations).map(({ start, end, newText }) => {
    return { ...rangeOf({ start, end }, document.positions), newText };
  });
}

/** A range of the text in lines and columns. */
export function rangeOf({ start, end }: Span, positions: LineMap): RangeJson {
  const from = positions.positionAt(start);
  const to = positions.positionAt(end);
  return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

/** All diagnostics of a file in full, one after another; of a run of equal ones the first, with the lines of the rest. */
export function diagnosticsText(checked: CheckedFile, channel: Channel): string {
  const { name, document, diagnostics, fixedBy } = checked;
  const { positions } = document;
  const texts = foldRuns(diagnostics).map(({ shown, folded }) => {
    const text = diagnosticText(shown, { name, lines: positions, fixedBy }, channel);
    if (folded.length === 0) return text;
    return `${text.replace(/\n$/, '')}${wrap(linesSentence(folded, positions), channel.width - 2)
      .map((line) => `  ${line}\n`)
      .join('')}\n`;
  });
  return texts.join('');
}

/** A diagnostic that is shown, and those that only their lines are told of. */
export interface Run {
  readonly shown: Diagnostic;
  readonly folded: readonly Diagnostic[];
}

/** So many findings of one code in a row are shown in full, even where their sentences differ. */
const MOST_SHOWN = 3;

/** Diagnostics with those that say the same right behind them. */
export function foldRuns(diagnostics: readonly Diagnostic[]): Run[] {
  const runs: { shown: Diagnostic; folded: Diagnostic[] }[] = [];
  let ofCode = 0;
  for (const diagnostic of diagnostics) {
    const last = runs.at(-1);
    const isSameCode = last?.shown.code === diagnostic.code && last.shown.severity === diagnostic.severity;
    ofCode = isSameCode ? ofCode + 1 : 1;
    if (last && isSameCode && (ofCode > MOST_SHOWN || messageOf(last.shown) === messageOf(diagnostic))) {
      last.folded.push(diagnostic);
    } else {
      runs.push({ shown: diagnostic, folded: [] });
    }
  }
  return runs;
}

/** In which lines the same is found. */
export function linesSentence(folded: readonly Diagnostic[], positions: LineMap): string {
  return `The same in ${lineList([...new Set(folded.map(({ span }) => positions.lineAt(span.start)))])}.`;
}

/** So many lines are named one by one. */
const MOST_LINES = 10;

/** Lines by their numbers: `lines 3, 5 and 9`. */
export function lineList(lines: readonly number[]): string {
  if (lines.length === 1) return `line ${lines[0]}`;
  const named = lines.slice(0, lines.length > MOST_LINES ? MOST_LINES : -1);
  const rest = lines.length > MOST_LINES ? `${lines.length - MOST_LINES} more` : lines.at(-1);
  return `lines ${named.join(', ')} and ${rest}`;
}

const COMMANDS: { readonly [S in Severity]: string } = { error: 'error', warning: 'warning', info: 'notice' };

/** Diagnostics as workflow commands, which GitHub shows beside the lines. */
export function githubAnnotations({ name, document, diagnostics }: CheckedFile): string {
  return diagnostics
    .map((diagnostic) => {
      const { line, column, endLine, endColumn } = rangeOf(diagnostic.span, document.positions);
      const place = { file: name, line, endLine, col: column, endColumn };
      const properties = Object.entries({ ...place, title: diagnostic.code })
        .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
        .join(',');
      const message = escapeData(`${messageOf(diagnostic)} ${adviceOf(diagnostic)}`);
      return `::${COMMANDS[diagnostic.severity]} ${properties}::${message}\n`;
    })
    .join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

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
  /** What fixes this file, in words of the command line; undefined for the command that fixes the one WSL reads. */
  readonly fixedBy?: string | undefined;
}

/** A diagnostic in full: place, sentence, the line with carets, the other place, what to do, and WSL's own words. */
export function diagnosticText(
  diagnostic: Diagnostic,
  { name, lines, fixedBy }: DiagnosedFile,
  channel: Channel,
): string {
  const { width } = channel;
  const { related, wsl } = diagnostic;
  const wslSays = wsl && wslWords(wsl, name);
  const notes = [
    ...wrap(adviceOf(diagnostic, fixedBy), width - 2),
    ...(wslSays ? wrap(`WSL says: ${wslSays}`, width - 2) : []),
  ];
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

const LEVELS: { readonly [S in Severity]: string } = { error: 'error', warning: 'warning', info: 'note' };

/** What was found in some files as SARIF 2.1.0, which code scanning and editors read. @param paths as people name the files */
export function sarifLog(files: readonly (CheckedFile & { readonly path: string })[]): string {
  const codes = Object.keys(CODES) as DiagnosticCode[];
  const rules = codes.map((id) => {
    const { title, why, severities } = CODES[id];
    return {
      id,
      shortDescription: { text: titleSentence(title) },
      fullDescription: { text: why },
      helpUri: pageOf(id),
      defaultConfiguration: { level: LEVELS[severities[0] ?? 'info'] },
    };
  });
  const { homepage: informationUri, version: semanticVersion } = manifest;
  const driver = { name: 'wslnet', semanticVersion, informationUri, rules };
  const ruleIndexes = new Map<string, number>(codes.map((code, index) => [code, index]));
  const results = files.flatMap((file) => {
    const artifactLocation = { uri: uriOf(file.path) };
    return file.diagnostics.map((diagnostic) => {
      const edits = fixEdits(diagnostic, file.document);
      return {
        ruleId: diagnostic.code,
        ruleIndex: ruleIndexes.get(diagnostic.code),
        level: LEVELS[diagnostic.severity],
        message: { text: messageOf(diagnostic) },
        locations: [
          { physicalLocation: { artifactLocation, region: region(rangeOf(diagnostic.span, file.document.positions)) } },
        ],
        ...(edits && {
          fixes: [
            {
              description: { text: 'wslnet check --fix' },
              artifactChanges: [
                {
                  artifactLocation,
                  replacements: edits.map(({ newText, ...range }) => {
                    return { deletedRegion: region(range), insertedContent: { text: newText } };
                  }),
                },
              ],
            },
          ],
        }),
      };
    });
  });
  const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${safeJson(log, 2)}\n`;
}

function region({ line, column, endLine, endColumn }: RangeJson) {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** A relative path stays one, so that it means the same on another machine. */
function uriOf(path: string): string {
  if (path === '-') return 'stdin';
  const slashed = path.replaceAll('\\', '/');
  const encoded = slashed.split('/').map(encodeURIComponent).join('/');
  if (/^[A-Za-z]:\//.test(slashed)) return `file:///${slashed.slice(0, 2)}${encoded.slice(encoded.indexOf('/'))}`;
  return slashed.startsWith('/') ? `file://${encoded}` : encoded;
}
