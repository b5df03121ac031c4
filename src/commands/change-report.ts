import { type OpenFile, STANDARD_INPUT } from '../change/open-file.ts';
import type { PlannedChange } from '../change/plan.ts';
import { changeRows, nothingDone, notInEffectText, RESTART_ADVICE } from '../change/summary.ts';
import { type DiagnosedFile, diagnosticLine } from '../check/code-frame.ts';
import type { Diagnostic } from '../check/diagnostic.ts';
import { safeFixesOf } from '../check/fix.ts';
import { diagnosticJson, lineList } from '../check/report.ts';
import type { Line } from '../ini/document.ts';
import type { UpdateResult } from '../machine/machine.ts';
import type { Document } from '../settings/document.ts';
import type { ResolvedSetting } from '../settings/resolve.ts';
import { unifiedDiff } from '../text/diff.ts';
import { type Channel, warningText } from '../text/terminal.ts';
import { wrapped } from '../text/wrap.ts';
import type { CommonOptions, Context } from './define.ts';
import { type ChangeDocument, changeJson } from './json.ts';

/** What a change makes of a file. */
export interface Outcome {
  /** What really changes. */
  readonly changes: readonly PlannedChange[];
  readonly changed: boolean;
  readonly after: Document;
  /** Whether there is no file afterwards. */
  readonly isGone?: boolean;
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
  const { changes, changed, after, diagnostics, notInEffect, leftovers = [], isGone = false } = outcome;
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
  const state = { lines, changed, isGone, isFilter, diagnostics, notInEffect, removedLines };
  const words = { ...options, command, name: file.name, ...state };
  context.err.write(changeSummary(summary, words, context.err));
  for (const problem of problems) context.err.write(warningText(problem, context.err));
}

interface SummaryContext extends DiagnosedFile {
  readonly command: string;
  readonly changed: boolean;
  readonly isGone: boolean;
  readonly dryRun?: boolean;
  /** Whether the changed text goes to standard output, and no file is another. */
  readonly isFilter: boolean;
  /** What is to be said of the file since the change. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where lines that set nothing were, in the file as it was. */
  readonly removedLines: readonly number[];
  /** What was asked for and does not apply by the file. */
  readonly notInEffect: readonly ResolvedSetting[];
}

/** What a command changed, what is wrong since then, and what to do next. */
function changeSummary(
  changes: readonly (PlannedChange & { readonly line: number | null })[],
  { command, name, lines, changed, isGone, dryRun, isFilter, diagnostics, notInEffect, removedLines }: SummaryContext,
  channel: Channel,
): string {
  if (!changed) return nothingDone({ command, name, lines, notInEffect }, channel);
  const said = new Set(diagnostics.map(({ span }) => lines.lineAt(span.start)));
  const unsaid = notInEffect.filter(({ applied }) => !applied || !said.has(lines.lineAt(applied.entry.key.start)));
  const rows = changeRows(changes, channel);
  const [would, did] =
    command === 'undo' || command === 'redo' ? ['Would restore', 'Restored'] : ['Would change', 'Changed'];
  const title = isGone
    ? `${dryRun ? 'Would remove' : 'Removed'} ${name}: there was no file before`
    : `${dryRun ? would : did} ${name}`;
  const notes = diagnostics
    .filter(({ severity }) => severity !== 'info')
    .map((diagnostic) => diagnosticLine(diagnostic, { name, lines }, channel));
  const removed =
    removedLines.length === 0
      ? ''
      : dryRun
        ? `Would also remove lines that WSL does not read: ${lineList(removedLines)}.`
        : `Also removed lines that WSL does not read: ${lineList(removedLines)}.`;
  const textOnly = changes.length === 0 && removed === '' ? TEXT_ONLY : '';
  const texts = [removed, textOnly, dryRun || isFilter ? '' : RESTART_ADVICE].filter((text) => text !== '');
  const closing = texts.map((text) => wrapped(text, channel.width));
  return `${title}\n${[...rows, ...notes, notInEffectText(unsaid, lines, channel), ...closing].join('')}`;
}

const TEXT_ONLY = 'No setting changes, only the text around them.';

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
