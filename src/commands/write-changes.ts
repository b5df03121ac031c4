import { Failure } from '../failure.ts';
import { encode } from '../ini/encoding.ts';
import { LineMap } from '../ini/position.ts';
import { readLines } from '../ini/reader.ts';
import { applyEdits } from '../ini/text-edit.ts';
import { changeSummary } from '../report/change-summary.ts';
import { changeJson, jsonDocument } from '../report/json.ts';
import { unifiedDiff } from '../report/unified-diff.ts';
import { type CheckedChange, checkChange, planChanges, type SettingChange } from '../settings/change.ts';
import { readSettings, type SettingsReading } from '../settings/interpret.ts';
import type { CommonOptions, Context } from './context.ts';
import { type OpenFile, openOrEmpty, STANDARD_INPUT } from './open-file.ts';

/**
 * The way of every command that changes settings: opens the file, makes the changes that `changesFor` asks for in view
 * of it, writes it in one step if anything changes, and says what did.
 * @returns whether a file was written
 */
export async function writeChanges(
  command: string,
  options: CommonOptions,
  context: Context,
  changesFor: (reading: SettingsReading) => readonly SettingChange[],
): Promise<boolean> {
  const isFilter = options.file === STANDARD_INPUT && !options.dryRun;
  if (isFilter && options.json) throw new Failure('json-needs-stdout', { command });
  const file = await openOrEmpty(options, context);
  const outcome = plan(file, changesFor(file.reading).map(checkChange), context);
  const isWritten = outcome.changed && !isFilter && !options.dryRun;
  if (isFilter) {
    context.out.write(outcome.bytes);
  } else if (isWritten) {
    await context.host.replace(file.snapshot, outcome.bytes);
  }
  report(command, options, context, file, outcome);
  return isWritten;
}

interface Outcome extends Pick<ReturnType<typeof planChanges>, 'changes'> {
  readonly changed: boolean;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly after: SettingsReading;
}

function plan(
  { decoded, document, reading, snapshot }: OpenFile,
  checked: readonly CheckedChange[],
  { host }: Context,
): Outcome {
  const { edits, changes } = planChanges(document, reading, checked, host.isWindows ? '\r\n' : '\n');
  const text = applyEdits(decoded.text, edits);
  const changed = edits.length > 0;
  const bytes = changed ? encode({ ...decoded, text }) : (snapshot.bytes ?? new Uint8Array());
  return { changes, changed, bytes, text, after: changed ? readSettings(readLines(text)) : reading };
}

function report(command: string, options: CommonOptions, context: Context, file: OpenFile, outcome: Outcome): void {
  const { changes, changed, text, after } = outcome;
  const lines = new LineMap(text);
  const lineOf = ({ setting, before }: (typeof changes)[number]) => {
    const entry = after.heeded.get(setting)?.entry;
    if (entry) return lines.lineAt(entry.key.start);
    return before && file.lines.lineAt(before.entry.key.start);
  };
  if (options.json) {
    const json = changes.map((change) => changeJson(change, lineOf(change)));
    const { path } = file.snapshot;
    context.out.write(jsonDocument(command, { changed, file: path, changes: json, backup: null, diagnostics: [] }));
    return;
  }
  if (options.dryRun && changed) context.out.write(unifiedDiff(file.name, file.decoded.text, text, context.out));
  if (options.quiet) return;
  const summary = changes.map((change) => ({ ...change, line: lineOf(change) }));
  context.err.write(changeSummary(summary, { ...options, name: file.name, before: file.reading, after }, context.err));
}
