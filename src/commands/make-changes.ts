import { commit } from '../change/commit.ts';
import { requireMeant } from '../change/decode.ts';
import type { LeftoversOf } from '../change/leftovers.ts';
import { type OpenFile, openSnapshot, STANDARD_INPUT } from '../change/open-file.ts';
import { type Change, findNotInEffect, planChanges } from '../change/plan.ts';
import { changeLine } from '../change/summary.ts';
import { messageOf } from '../check/codes.ts';
import { diagnoseNew } from '../check/diagnose.ts';
import { requireOwnText } from '../check/foreign.ts';
import { EXIT, Failure, type FailureKind } from '../failure.ts';
import type { Line } from '../ini/document.ts';
import { type Outcome, report } from './change-report.ts';
import type { Context } from './define.ts';
import type { ChangeDocument } from './json.ts';
import type { WriteOptions } from './write-options.ts';

/** A file with changes made. */
interface MadeChanges extends Outcome {
  readonly file: OpenFile;
  readonly bytes: Uint8Array;
}

/**
 * Makes the changes that `changesFor` asks for in view of a file that was just opened, writes it in one step if anything
 * changes, and says what did.
 * @returns whether anything changes
 * @throws Failure `brings-errors` where the file would have errors that it does not have now, unless they are forced
 */
export async function makeChanges(
  options: WriteOptions,
  context: Context<ChangeDocument>,
  opened: OpenFile,
  changesFor: (file: OpenFile) => readonly Change[],
  leftoversOf: LeftoversOf = () => [],
): Promise<boolean> {
  const isFilter = options.file === STANDARD_INPUT;
  const makeOf = (file: OpenFile) => make(file, changesFor(file), leftoversOf(file.document), options, context);
  const { made, backup, problems } = await commit(
    opened.snapshot,
    (now) => makeOf(now === opened.snapshot ? opened : openSnapshot(now)),
    options.dryRun || isFilter ? null : context.machine,
    ({ changes }) => ({ command: context.command, summary: changeLine(changes) }),
  );
  if (isFilter && !options.dryRun) context.out.write(made.bytes);
  report(options, context, made.file, made, { backup, problems });
  return made.changed;
}

const BRINGS_ERRORS: FailureKind<{ readonly path: string; readonly problems: readonly string[] }> = {
  code: 'brings-errors',
  exit: EXIT.usage,
  message: ({ problems }) => problems.join(' '),
  hint: () => 'Nothing was changed. To write it anyway, add --force.',
};

function make(
  file: OpenFile,
  wanted: readonly Change[],
  leftovers: readonly Line[],
  options: WriteOptions,
  { machine }: Context,
): MadeChanges {
  requireOwnText(file);
  requireMeant(wanted);
  const { document, snapshot } = file;
  const { edits, changes } = planChanges(document, wanted, machine.isWindows ? '\r\n' : '\n', leftovers);
  const changed = edits.length > 0;
  const after = changed ? document.edited(edits) : document;
  const diagnostics = changed ? diagnoseNew(document, after) : [];
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0 && !options.force) {
    throw new Failure(BRINGS_ERRORS, { path: file.name, problems: errors.map(messageOf) });
  }
  const bytes = changed ? after.encode() : (snapshot.bytes ?? new Uint8Array());
  return { file, bytes, changed, changes, after, diagnostics, leftovers, notInEffect: findNotInEffect(after, wanted) };
}
