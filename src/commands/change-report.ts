import { type OpenFile, STANDARD_INPUT } from '../change/open-file.ts';
import type { PlannedChange } from '../change/plan.ts';
import type { Diagnostic } from '../check/diagnostic.ts';
import { safeFixesOf } from '../check/fix.ts';
import { diagnosticJson } from '../check/report.ts';
import type { Line } from '../ini/document.ts';
import type { UpdateResult } from '../machine/machine.ts';
import type { Document } from '../settings/document.ts';
import type { ResolvedSetting } from '../settings/resolve.ts';
import { unifiedDiff } from '../text/diff.ts';
import { warningText } from '../text/error.ts';
import { changeSummary } from './change-summary.ts';
import type { CommonOptions, Context } from './context.ts';
import { type ChangeDocument, changeJson } from './json.ts';

/** What a change makes of a file. */
export interface Outcome {
  /** What really changes. */
  readonly changes: readonly PlannedChange[];
  readonly changed: boolean;
  readonly after: Document;
  /** Lines that were taken out besides, which set nothing. */
  readonly leftovers?: readonly Line[];
  /** What the change brought about. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was asked for and, by the file as it is then, does not apply. */
  readonly notInEffect: readonly ResolvedSetting[];
}

/** Says what a command that writes did to a file, or would do. */
export function report(
  options: CommonOptions,
  context: Context<ChangeDocument>,
  file: OpenFile,
  outcome: Outcome,
  { backup, problems }: UpdateResult,
): void {
  const { changes, changed, after, diagnostics, notInEffect, leftovers = [] } = outcome;
  const lines = after.positions;
  if (options.json) {
    const json = changes.map((change) => changeJson(change, lineOf(change, file.document, after)));
    const found = withTriedFixes(diagnostics, after).map((diagnostic) => diagnosticJson(diagnostic, after, file.name));
    context.printJson({ changed, file: file.snapshot.path, changes: json, backup, diagnostics: found });
    return;
  }
  if (options.dryRun && changed) context.out.write(unifiedDiff(file.name, file.document.text, after.text, context.out));
  if (options.quiet) return;
  const summary = changes.map((change) => ({ ...change, line: lineOf(change, file.document, after) }));
  const isFilter = options.file === STANDARD_INPUT;
  const { command } = context;
  const removedLines = [...new Set(leftovers.map(({ start }) => file.lines.lineAt(start)))];
  const state = { lines, changed, isFilter, diagnostics, notInEffect, removedLines };
  const words = { ...options, command, name: file.name, ...state };
  context.err.write(changeSummary(summary, words, context.err));
  for (const problem of problems) context.err.write(warningText(problem, context.err));
}

/** The line of a setting afterwards, or where it was when it was taken out; null where it never was. */
export function lineOf({ setting, before }: PlannedChange, old: Document, now: Document): number | null {
  const entry = now.reading.applied.get(setting)?.entry;
  if (entry) return now.positions.lineAt(entry.key.start);
  return before && old.positions.lineAt(before.entry.key.start);
}

/** Whether fixes are safe costs a reading, so that it is tried only where there are any. */
function withTriedFixes(diagnostics: readonly Diagnostic[], document: Document): readonly Diagnostic[] {
  if (diagnostics.every(({ fix }) => fix === null)) return diagnostics;
  const safe = safeFixesOf(document);
  return diagnostics.map((each) => (safe.has(each) ? each : { ...each, fix: null }));
}
