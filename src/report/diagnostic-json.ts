import type { LineMap } from '../ini/position.ts';
import type { Diagnostic } from '../settings/diagnostics/diagnostic.ts';
import { messageOf } from './diagnostic-sentences.ts';
import type { DiagnosticJson } from './schemas/documents.ts';

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
