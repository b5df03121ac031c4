import type { Diagnostic, Severity } from './diagnostic.ts';

/** How many diagnostics there are, by severity. */
export function countSentence(diagnostics: readonly Diagnostic[], name: string): string {
  const counts = (['error', 'warning', 'information'] as const)
    .map((severity) => [severity, diagnostics.filter((diagnostic) => diagnostic.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${plural(severity, count)}`);
  if (counts.length === 0) return `${name} has no problems.`;
  return `${name} has ${counts.join(', ').replace(/, ([^,]*)$/, ' and $1')}.`;
}

function plural(severity: Severity, count: number): string {
  if (severity === 'information') return count === 1 ? 'remark' : 'remarks';
  return count === 1 ? severity : `${severity}s`;
}
