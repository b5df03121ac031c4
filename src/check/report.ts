import type { LineMap, Span } from '../ini/document.ts';
import { writeEdits } from '../ini/write.ts';
import type { Document } from '../settings/document.ts';
import type { Channel } from '../text/terminal.ts';
import { wrap } from '../text/wrap.ts';
import { diagnosticText } from './code-frame.ts';
import { adviceOf, messageOf, pageOf, wslWords } from './codes.ts';
import type { Diagnostic, Severity } from './diagnostic.ts';

/** A file and what was found in it. */
export interface CheckedFile {
  /** Safe to print. */
  readonly name: string;
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
export function diagnosticsText({ name, document, diagnostics }: CheckedFile, channel: Channel): string {
  const { positions } = document;
  const texts = foldRuns(diagnostics).map(({ shown, folded }) => {
    const text = diagnosticText(shown, { name, lines: positions }, channel);
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
