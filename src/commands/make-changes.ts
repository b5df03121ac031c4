import { encode } from '../ini/encoding.ts';
import { applyEdits } from '../ini/text-edit.ts';
import { changeLine } from '../report/change-summary.ts';
import type { ChangeDocumentName } from '../report/schemas/documents.ts';
import { checkChange, type SettingChange } from '../settings/change.ts';
import { type CheckedChange, planChanges } from '../settings/change-plan.ts';
import { diagnoseNew } from '../settings/diagnostics/diagnose.ts';
import { examine } from '../settings/diagnostics/examination.ts';
import { findUnmet } from '../settings/unmet-changes.ts';
import { NOTHING_KEPT, type Outcome, report } from './change-report.ts';
import { commandOf } from './command-name.ts';
import type { CommonOptions, Context } from './context.ts';
import { type OpenFile, openSnapshot, STANDARD_INPUT } from './open-file.ts';

/**
 * Makes the changes that `changesFor` asks for in view of a file that was just opened, writes it in one step if anything
 * changes, and says what did.
 * @param name of the command's document
 * @returns whether anything changes
 */
export async function makeChanges(
  name: ChangeDocumentName,
  options: CommonOptions,
  context: Context,
  opened: OpenFile,
  changesFor: (file: OpenFile) => readonly SettingChange[],
): Promise<boolean> {
  const planFor = (file: OpenFile) => plan(file, changesFor(file).map(checkChange), context);
  let file = opened;
  let outcome = planFor(file);
  let kept = NOTHING_KEPT;
  if (options.file === STANDARD_INPUT && !options.dryRun) {
    context.out.write(outcome.bytes);
  } else if (outcome.changed && !options.dryRun) {
    kept = await context.host.update(file.snapshot.path, (now) => {
      // By the time it is this one's turn, others may have changed the file.
      file = openSnapshot(now);
      outcome = planFor(file);
      const { bytes, changed, changes } = outcome;
      return changed ? { bytes, note: { command: commandOf(name), summary: changeLine(changes) } } : null;
    });
  }
  report(name, options, context, file, outcome, kept);
  return outcome.changed;
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
  return { changes, changed, bytes, text, after, diagnostics, unmet: findUnmet(after.reading, checked) };
}
