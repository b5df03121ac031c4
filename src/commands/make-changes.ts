import { type CheckedChange, checkChange, findNotInEffect, planChanges, type SettingChange } from '../change/plan.ts';
import { diagnoseNew, examine } from '../check/diagnose.ts';
import { applyEdits } from '../ini/document.ts';
import { encode } from '../ini/text.ts';
import { NOTHING_KEPT, type Outcome, report } from './change-report.ts';
import { changeLine } from './change-summary.ts';
import type { CommonOptions, Context } from './context.ts';
import type { ChangeDocument } from './json.ts';
import { type OpenFile, openSnapshot, STANDARD_INPUT } from './open-file.ts';

/**
 * Makes the changes that `changesFor` asks for in view of a file that was just opened, writes it in one step if anything
 * changes, and says what did.
 * @returns whether anything changes
 */
export async function makeChanges(
  options: CommonOptions,
  context: Context<ChangeDocument>,
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
    kept = await context.machine.update(file.snapshot.path, (now) => {
      // By the time it is this one's turn, others may have changed the file.
      file = openSnapshot(now);
      outcome = planFor(file);
      const { bytes, changed, changes } = outcome;
      return changed ? { bytes, note: { command: context.command, summary: changeLine(changes) } } : null;
    });
  }
  report(options, context, file, outcome, kept);
  return outcome.changed;
}

function plan(
  { decoded, document, reading, snapshot }: OpenFile,
  checked: readonly CheckedChange[],
  { machine }: Context,
): Outcome & { readonly bytes: Uint8Array } {
  const { edits, changes } = planChanges(document, reading, checked, machine.isWindows ? '\r\n' : '\n');
  const text = applyEdits(decoded.text, edits);
  const changed = edits.length > 0;
  const bytes = changed ? encode({ ...decoded, text }) : (snapshot.bytes ?? new Uint8Array());
  const before = examine(decoded);
  const after = changed ? examine({ ...decoded, text }) : before;
  const diagnostics = changed ? diagnoseNew(before, after) : [];
  return { changes, changed, bytes, text, after, diagnostics, notInEffect: findNotInEffect(after.reading, checked) };
}
