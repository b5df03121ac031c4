import { type CheckedChange, findNotInEffect, readHeldChanges, type SettingChange } from '../change/plan.ts';
import { Failure } from '../failure.ts';
import { requireSetting } from '../settings/catalogue.ts';
import { nothingDone } from './change-summary.ts';
import type { CommonOptions, Context } from './context.ts';
import type { ChangeDocument } from './json.ts';
import { type OpenFile, openOrEmpty, STANDARD_INPUT } from './open-file.ts';

/**
 * The way of every command that changes settings: opens the file, makes the changes that `changesFor` asks for in view
 * of it, writes it in one step if anything changes, and says what did. Where the file says it all already, what checking
 * and writing need is not even loaded: scripts ask for the same thing again and again.
 */
export async function writeChanges(
  options: CommonOptions,
  context: Context<ChangeDocument>,
  changesFor: (file: OpenFile) => readonly SettingChange[],
): Promise<{ readonly changed: boolean; readonly isWritten: boolean }> {
  const { command } = context;
  const isFilter = options.file === STANDARD_INPUT && !options.dryRun;
  if (isFilter && options.json) throw new Failure('json-needs-stdout', { command });
  const file = await openOrEmpty(options, context);
  const lastFor = (now: OpenFile) => lastOfEach(changesFor(now));
  const held = readHeldChanges(lastFor(file), file.document, file.reading);
  if (held) {
    if (isFilter) context.out.write(file.snapshot.bytes ?? new Uint8Array());
    reportNothing(options, context, file, held);
    return { changed: false, isWritten: false };
  }
  const { makeChanges } = await import('./make-changes.ts');
  const changed = await makeChanges(options, context, file, lastFor);
  return { changed, isWritten: changed && !isFilter && !options.dryRun };
}

/** Of several changes to one setting the last counts. */
function lastOfEach(changes: readonly SettingChange[]): SettingChange[] {
  return [...new Map(changes.map((change) => [requireSetting(change.setting), change])).values()];
}

function reportNothing(
  { json, quiet }: CommonOptions,
  { err, command, printJson }: Context<ChangeDocument>,
  { snapshot, name, lines, reading }: OpenFile,
  held: readonly CheckedChange[],
): void {
  if (json) {
    printJson({ changed: false, file: snapshot.path, changes: [], backup: null, diagnostics: [] });
  } else if (!quiet) {
    err.write(nothingDone({ command, name, lines, notInEffect: findNotInEffect(reading, held) }, err));
  }
}
