import { Failure } from '../failure.ts';
import type { UpdateResult } from '../host/host.ts';
import { encode } from '../ini/encoding.ts';
import { LineMap } from '../ini/position.ts';
import { applyEdits } from '../ini/text-edit.ts';
import { changeLine, changeSummary } from '../report/change-summary.ts';
import { diagnosticJson } from '../report/diagnostic-json.ts';
import { warningText } from '../report/error-text.ts';
import { changeJson, jsonDocument } from '../report/json.ts';
import type { ChangeDocumentName } from '../report/schemas/documents.ts';
import { unifiedDiff } from '../report/unified-diff.ts';
import { isNetworking } from '../settings/catalogue.ts';
import { type CheckedChange, checkChange, planChanges, type SettingChange } from '../settings/change.ts';
import { diagnoseNew } from '../settings/diagnostics/diagnose.ts';
import type { Diagnostic } from '../settings/diagnostics/diagnostic.ts';
import { type Examination, examine } from '../settings/diagnostics/examination.ts';
import { isSame, type ResolvedSetting, resolve } from '../settings/resolve.ts';
import type { CommonOptions, Context } from './context.ts';
import { type OpenFile, openOrEmpty, openSnapshot, STANDARD_INPUT } from './open-file.ts';

/**
 * The way of every command that changes settings: opens the file, makes the changes that `changesFor` asks for in view
 * of it, writes it in one step if anything changes, and says what did.
 * @param name of its document
 */
export async function writeChanges(
  name: ChangeDocumentName,
  options: CommonOptions,
  context: Context,
  changesFor: (file: OpenFile) => readonly SettingChange[],
): Promise<{ readonly changed: boolean; readonly isWritten: boolean }> {
  const command = commandOf(name);
  const isFilter = options.file === STANDARD_INPUT && !options.dryRun;
  if (isFilter && options.json) throw new Failure('json-needs-stdout', { command });
  const planFor = (file: OpenFile) => plan(file, changesFor(file).map(checkChange), context);
  let file = await openOrEmpty(options, context);
  let outcome = planFor(file);
  let kept = NOTHING_KEPT;
  if (isFilter) {
    context.out.write(outcome.bytes);
  } else if (outcome.changed && !options.dryRun) {
    kept = await context.host.update(file.snapshot.path, (now) => {
      // By the time it is this one's turn, others may have changed the file.
      file = openSnapshot(now);
      outcome = planFor(file);
      const { bytes, changed, changes } = outcome;
      return changed ? { bytes, note: { command, summary: changeLine(changes) } } : null;
    });
  }
  report(name, options, context, file, outcome, kept);
  const { changed } = outcome;
  return { changed, isWritten: changed && !isFilter && !options.dryRun };
}

export const NOTHING_KEPT: UpdateResult = { backup: null, historyProblem: null };

export interface Outcome extends Pick<ReturnType<typeof planChanges>, 'changes'> {
  readonly changed: boolean;
  readonly text: string;
  readonly after: Examination;
  /** What the change brought about. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was asked for and, by the file as it is then, is not in force. */
  readonly unmet: readonly ResolvedSetting[];
}

function plan(
  { decoded, document, reading, snapshot }: OpenFile,
  checked: readonly CheckedChange[],
  { host }: Context,
): Outcome & { readonly bytes: Uint8Array } {
  const { edits, changes } = planChanges(document, reading, checked, host.isWindows ? '\r\n' : '\n');
  const text = applyEdits(decoded.text, edits);
  const changed = edits.length > 0;
  const bytes = changed ? encode({ ...decoded, text }) : (snapshot.bytes ?? new Uint8Array());
  const before = examine(decoded);
  const after = changed ? examine({ ...decoded, text }) : before;
  const diagnostics = changed ? diagnoseNew(before, after) : [];
  return { changes, changed, bytes, text, after, diagnostics, unmet: unmetIn(after, checked) };
}

function unmetIn({ reading }: Examination, checked: readonly CheckedChange[]): ResolvedSetting[] {
  const { settings } = resolve(reading, {});
  return checked.flatMap(({ setting, value, typed }): ResolvedSetting[] => {
    if (value === null || !isNetworking(setting)) return [];
    const resolved: ResolvedSetting = settings[setting.name];
    return isSame(resolved.value, typed) ? [] : [resolved];
  });
}

/** A command as a user types it. */
function commandOf(name: ChangeDocumentName): string {
  return name.replace('-', ' ');
}

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
  const words = { ...options, command: commandOf(name), name: file.name, lines, changed, diagnostics, unmet };
  context.err.write(changeSummary(summary, words, context.err));
  if (historyProblem) context.err.write(warningText(historyProblem, context.err));
}
