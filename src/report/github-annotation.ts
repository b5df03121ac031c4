import type { Diagnostic, Severity } from '../settings/diagnostics/diagnostic.ts';
import { adviceOf, messageOf } from './diagnostic-sentences.ts';
import type { DiagnosedFile } from './diagnostics-text.ts';

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
