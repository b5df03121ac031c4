import { diagnosticText } from '../check/code-frame.ts';
import { countSentence } from '../check/count.ts';
import { diagnose, examine } from '../check/diagnose.ts';
import { EXIT, Failure } from '../failure.ts';
import type { Draft, Snapshot } from '../machine/machine.ts';
import { errorText } from '../text/error.ts';
import { editNotes } from '../text/printable.ts';
import { NOTHING_KEPT, report } from './change-report.ts';
import { changeLine } from './change-summary.ts';
import type { CommonOptions, Context } from './context.ts';
import { defineCommand } from './define.ts';
import type { ChangeDocument } from './json.ts';
import { locateFile, openLeniently, openSnapshot, STANDARD_INPUT } from './open-file.ts';
import { changeDocument } from './shapes.ts';
import { compareVersions, hasSameBytes } from './undo.ts';

/**
 * A copy of the file in the user's editor, checked when it is closed, and then put in place. Until that is done the
 * user's version stays where it is, whatever goes wrong.
 */
export default defineCommand({
  summary: 'edit the file by hand; it is checked before it is saved',
  details: ['The editor is the one that VISUAL or EDITOR names.'],
  examples: ['wslnet edit'],
  json: changeDocument,
  async run(options, context) {
    if (options.file === STANDARD_INPUT) throw new Failure('file-needed', { command: 'edit' });
    const { machine, err } = context;
    const { path } = await locateFile(options, context);
    const original = await machine.read(path);
    const draft = await machine.draft(original.bytes ?? new Uint8Array());
    try {
      const bytes = await editUntilGood(path, draft, options, context);
      if (bytes) await putInPlace(original, bytes, options, context);
      await draft.discard();
      return bytes ? EXIT.done : EXIT.no;
    } catch (error) {
      err.write(editNotes.kept(draft.path));
      throw error;
    }
  },
});

/** The bytes the user wants; null for none. */
async function editUntilGood(
  path: string,
  draft: Draft,
  options: CommonOptions,
  context: Context,
): Promise<Uint8Array | null> {
  for (;;) {
    const { bytes } = await draft.edit();
    if (!showErrors({ path, bytes }, context) || options.yes) return bytes;
    const answer = options.noInput ? undefined : await context.ask?.(editNotes.question);
    const letter = answer?.trim().charAt(0).toLowerCase();
    if (letter === 'k') return bytes;
    if (letter === 'd') return null;
    if (letter !== 'e') throw new Failure('edit-has-errors', { path });
  }
}

/** Whether there are any. */
function showErrors(snapshot: Snapshot, { err }: Context): boolean {
  try {
    const file = openSnapshot(snapshot);
    const errors = diagnose(examine(file.decoded)).filter(({ severity }) => severity === 'error');
    if (errors.length === 0) return false;
    for (const error of errors) err.write(diagnosticText(error, file, err));
    err.write(`${countSentence(errors, file.name)}\n`);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    err.write(errorText(error, err));
  }
  return true;
}

async function putInPlace(
  original: Snapshot,
  bytes: Uint8Array,
  options: CommonOptions,
  context: Context<ChangeDocument>,
): Promise<void> {
  const { path } = original;
  // An empty copy of no file makes none.
  const isSame = hasSameBytes(original.bytes ?? new Uint8Array(), bytes);
  const outcome = compareVersions(original, isSame ? original : { path, bytes });
  let kept = NOTHING_KEPT;
  if (outcome.changed && !options.dryRun) {
    kept = await context.machine.update(path, (now) => {
      if (!hasSameBytes(now.bytes, original.bytes)) throw new Failure('file-changed-meanwhile', { path });
      return { bytes, note: { command: 'edit', summary: changeLine(outcome.changes) } };
    });
  }
  report(options, context, openLeniently(original), outcome, kept);
}
