import type { UpdateResult } from '../host/host.ts';
import { LineMap } from '../ini/position.ts';
import { changeSummary } from '../report/change-summary.ts';
import { diagnosticJson } from '../report/diagnostic-json.ts';
import { warningText } from '../report/error-text.ts';
import { changeJson, jsonDocument } from '../report/json.ts';
import type { ChangeDocumentName } from '../report/schemas/documents.ts';
import { unifiedDiff } from '../report/unified-diff.ts';
import type { PlannedChange } from '../settings/change-plan.ts';
import type { Diagnostic } from '../settings/diagnostics/diagnostic.ts';
import type { Examination } from '../settings/diagnostics/examination.ts';
import type { ResolvedSetting } from '../settings/resolve.ts';
import { commandOf } from './command-name.ts';
import type { CommonOptions, Context } from './context.ts';
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
  readonly unmet: readonly ResolvedSetting[];
}

export const NOTHING_KEPT: UpdateResult = { backup: null, historyProblem: null };

/** Says what a command that writes did to a file, or would do. @param name of its document */
export function report(
  name: ChangeDocumentName,
  options: CommonOptions,
  context: Context,
  file: OpenFile,
  outcome: Outcome,
  { backup, historyProblem }: UpdateResult,
): void {
  const { changes, changed, text, after, diagnostics, unmet } = outcome;
  const lines = new LineMap(text);
  const lineOf = ({ setting, before }: (typeof changes)[number]) => {
    const entry = after.reading.heeded.get(setting)?.entry;
    if (entry) return lines.lineAt(entry.key.start);
    return before && file.lines.lineAt(before.entry.key.start);
  };
  if (options.json) {
    const json = changes.map((change) => changeJson(change, lineOf(change)));
    const { path } = file.snapshot;
    const found = diagnostics.map((diagnostic) => diagnosticJson(diagnostic, lines));
    context.out.write(jsonDocument(name, { changed, file: path, changes: json, backup, diagnostics: found }));
    return;
  }
  if (options.dryRun && changed) context.out.write(unifiedDiff(file.name, file.decoded.text, text, context.out));
  if (options.quiet) return;
  const summary = changes.map((change) => ({ ...change, line: lineOf(change) }));
  const isFilter = options.file === STANDARD_INPUT;
  const words = { ...options, command: commandOf(name), name: file.name, lines, changed, isFilter, diagnostics, unmet };
  context.err.write(changeSummary(summary, words, context.err));
  if (historyProblem) context.err.write(warningText(historyProblem, context.err));
}
