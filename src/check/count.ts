import type { Severity } from './diagnostic.ts';

const SEVERITIES = ['error', 'warning', 'info'] as const satisfies readonly Severity[];

/** How many of each severity there are. */
export function countBySeverity(diagnostics: Iterable<{ readonly severity: Severity }>): ReadonlyMap<Severity, number> {
  const counts = new Map<Severity, number>();
  for (const { severity } of diagnostics) counts.set(severity, (counts.get(severity) ?? 0) + 1);
  return counts;
}

/** How many findings something has, in words. @param name a file's, safe to print, or `2 files` */
export function countSentence(counts: ReadonlyMap<Severity, number>, name: string, verb = 'has'): string {
  const parts = SEVERITIES.filter((severity) => counts.get(severity)).map((severity) => {
    const count = counts.get(severity) ?? 0;
    return `${count} ${plural(severity, count)}`;
  });
  if (parts.length === 0) return `${name} ${verb} no problems.`;
  return `${name} ${verb} ${parts.join(', ').replace(/, ([^,]*)$/, ' and $1')}.`;
}

function plural(severity: Severity, count: number): string {
  const word = severity === 'info' ? 'note' : severity;
  return count === 1 ? word : `${word}s`;
}
