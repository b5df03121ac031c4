import type { LineMap } from '../ini/document.ts';
import type { Channel } from '../text/colors.ts';
import { wrap } from '../text/wrap.ts';
import { type DiagnosedFile, diagnosticText } from './code-frame.ts';
import { countSentence } from './count.ts';
import type { Diagnostic, Severity } from './diagnostic.ts';
import { adviceOf, messageOf } from './sentences.ts';

/** All diagnostics of a file one after another: as workflow commands, or in full with a count at the end. */
export function writeDiagnostics(
  diagnostics: readonly Diagnostic[],
  file: DiagnosedFile,
  { format, quiet }: { readonly format: 'text' | 'github'; readonly quiet?: boolean },
  channel: Channel,
): void {
  if (format === 'github') {
    for (const diagnostic of diagnostics) channel.write(githubAnnotation(diagnostic, file));
    return;
  }
  for (const diagnostic of diagnostics) channel.write(diagnosticText(diagnostic, file, channel));
  if (quiet) return;
  const more = diagnostics.length > 0 ? ' wslnet explain <code> says more.' : '';
  channel.write(`${wrap(countSentence(diagnostics, file.name) + more, channel.width).join('\n')}\n`);
}

/** A diagnostic as every JSON document holds it. Lines and columns count from 1, columns in UTF-16 units. */
export interface DiagnosticJson {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** The one behind the last character. */
  readonly endColumn: number;
  readonly fixable: boolean;
}

/** A diagnostic as every JSON document holds it. Lines and columns count from 1, columns in UTF-16 units. */
export function diagnosticJson(diagnostic: Diagnostic, lines: LineMap): DiagnosticJson {
  const { code, severity, span, fix } = diagnostic;
  const start = lines.positionAt(span.start);
  const end = lines.positionAt(span.end);
  return {
    code,
    severity,
    message: messageOf(diagnostic),
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    fixable: fix !== null,
  };
}

const COMMANDS: { readonly [S in Severity]: string } = { error: 'error', warning: 'warning', information: 'notice' };

/** A diagnostic as a workflow command, which GitHub shows beside the line. */
export function githubAnnotation(diagnostic: Diagnostic, { name, lines }: DiagnosedFile): string {
  const start = lines.positionAt(diagnostic.span.start);
  const end = lines.positionAt(diagnostic.span.end);
  const place = { file: name, line: start.line, endLine: end.line, col: start.column, endColumn: end.column };
  const properties = Object.entries({ ...place, title: diagnostic.code })
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
    .join(',');
  const message = escapeData(`${messageOf(diagnostic)} ${adviceOf(diagnostic)}`);
  return `::${COMMANDS[diagnostic.severity]} ${properties}::${message}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
