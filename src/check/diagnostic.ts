import type { Span } from '../ini/document.ts';
import type { Operation } from '../ini/write.ts';
import type { Setting } from '../settings/catalogue.ts';
import type { Message } from '../settings/interpretation.ts';
import { countOf, listOf } from '../text/names.ts';

/**
 * `error`: WSL does not do what the line asks. `warning`: WSL reads the line, but probably not as it was meant, or
 * complains about it. `info`: everything else.
 */
export type Severity = 'error' | 'warning' | 'info';

/** A kind of finding: what is said of one in a file, and what explains it. Its name is its code, which is interface. */
export interface Code<A> {
  /** A few words for a table. */
  readonly title: string;
  /** The severities it may have, the gravest first. */
  readonly severities: readonly Severity[];
  /** What is wrong, in one sentence. */
  readonly message: (args: A) => string;
  /** What to do about it. */
  readonly advice: (args: A) => string;
  /** What is set in the other place that a finding is about. */
  readonly other?: (args: A) => string;
  /** Why it matters. */
  readonly why: string;
  /** What WSL does. */
  readonly wsl: string;
  /** A small file that raises it; empty where it is not about characters. */
  readonly wrong: string;
  /** … and one that does not. */
  readonly right: string;
}

/** A code whose sentences need to know `A`. */
export function code<A = object>(facts: Code<A>): Code<A> {
  return facts;
}

/** Operations that fix a finding. */
export interface Fix {
  readonly operations: readonly Operation[];
  /** The settings that the fix may bring into effect or change; none where nothing changes but spelling or place. */
  readonly restores: readonly Setting[];
  /** Whether other lines come into effect by it, whatever may be wrong with them. */
  readonly isBroad?: boolean;
}

/** Something worth saying about a file: a value, whose sentences are those of its code. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  /** The characters it is about; empty where something is missing. */
  readonly span: Span;
  /** What the sentences of the code need to know. */
  readonly args: object;
  /** The other place it is about, such as the first entry of a duplicate. */
  readonly related: Span | null;
  /** What WSL itself prints for it, if anything. */
  readonly wsl: Message | null;
  /** What WSL prints for other lines because of it. */
  readonly covers: readonly Message[];
  /** What `check --fix` does about it; null where that would change more than the line plainly meant. */
  readonly fix: Fix | null;
}

type More = Partial<Pick<Diagnostic, 'related' | 'wsl' | 'covers' | 'fix'>>;

/** Makes diagnostics of some codes: each with the arguments that its sentences need. */
export function reporterOf<C extends Readonly<Record<string, Code<never>>>>(_codes: C) {
  return <K extends keyof C & string>(
    name: K,
    severity: Severity,
    span: Span,
    args: C[K] extends Code<infer A> ? A : never,
    more: More = {},
  ): Diagnostic => {
    return {
      code: name,
      severity,
      span,
      args: args as object,
      related: null,
      wsl: null,
      covers: [],
      fix: null,
      ...more,
    };
  };
}

/** The gravest first. */
export const SEVERITIES = ['error', 'warning', 'info'] as const satisfies readonly Severity[];

/** How many of each severity there are. */
export function countBySeverity(diagnostics: Iterable<{ readonly severity: Severity }>): ReadonlyMap<Severity, number> {
  const counts = new Map<Severity, number>();
  for (const { severity } of diagnostics) counts.set(severity, (counts.get(severity) ?? 0) + 1);
  return counts;
}

/** How many findings something has, in words. @param name a file's, safe to print, or `2 files` */
export function countSentence(counts: ReadonlyMap<Severity, number>, name: string, verb = 'has'): string {
  const parts = SEVERITIES.filter((severity) => counts.get(severity)).map((severity) =>
    countOf(counts.get(severity) ?? 0, severity),
  );
  return parts.length === 0 ? `${name} ${verb} no problems.` : `${name} ${verb} ${listOf(parts)}.`;
}
