import type { PlannedChange } from '../change/plan.ts';
import type { Examination } from '../check/diagnose.ts';
import type { Diagnostic } from '../check/diagnostic.ts';
import { diagnosticJson } from '../check/report.ts';
import { LineMap } from '../ini/document.ts';
import type { UpdateResult } from '../machine/machine.ts';
import type { ResolvedSetting } from '../settings/resolve.ts';
import { unifiedDiff } from '../text/diff.ts';
import { warningText } from '../text/error.ts';
import { changeSummary } from './change-summary.ts';
import type { CommonOptions, Context } from './context.ts';
import { type ChangeDocument, changeJson } from './json.ts';
import { type OpenFile, STANDARD_INPUT } from './open-file.ts';

/** What a change makes of a file. */
export interface Outcome {
  /** What really changes. */
  readonly changes: readonly PlannedChange[];
  readonly changed: boolean;
  readonly text: string;
  readonly after: Examination;
  /** What the change brought about. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was asked for and, by the file as it is then, is not in force. */
  readonly notInEffect: readonly ResolvedSetting[];
}

export const NOTHING_KEPT: UpdateResult = { backup: null, historyProblem: null };

/** Says what a command that writes did to a file, or would do. */
export function report(
  options: CommonOptions,
  context: Context<ChangeDocument>,
  file: OpenFile,
  outcome: Outcome,
  { backup, historyProblem }: UpdateResult,
): void {
  const { changes, changed, text, after, diagnostics, notInEffect } = outcome;
  const lines = new LineMap(text);
  const lineOf = ({ setting, before }: (typeof changes)[number]) => {
    const entry = after.reading.applied.get(setting)?.entry;
    if (entry) return lines.lineAt(entry.key.start);
    return before && file.lines.lineAt(before.entry.key.start);
  };
  if (options.json) {
    const json = changes.map((change) => changeJson(change, lineOf(change)));
    const { path } = file.snapshot;
    const found = diagnostics.map((diagnostic) => diagnosticJson(diagnostic, lines));
    context.printJson({ changed, file: path, changes: json, backup, diagnostics: found });
    return;
  }
  if (options.dryRun && changed) context.out.write(unifiedDiff(file.name, file.decoded.text, text, context.out));
  if (options.quiet) return;
  const summary = changes.map((change) => ({ ...change, line: lineOf(change) }));
  const isFilter = options.file === STANDARD_INPUT;
  const words = {
    ...options,
    command: context.command,
    name: file.name,
    lines,
    changed,
    isFilter,
    diagnostics,
    notInEffect,
  };
  context.err.write(changeSummary(summary, words, context.err));
  if (historyProblem) context.err.write(warningText(historyProblem, context.err));
}
