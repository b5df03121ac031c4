import { type CheckedChange, findNotInEffect, readHeldChanges, type SettingChange } from '../change/plan.ts';
import { Failure } from '../failure.ts';
import { requireSetting } from '../settings/catalogue.ts';
import { nothingDone } from './change-summary.ts';
import { type CommonOptions, type Context, commandOf } from './context.ts';
import { jsonDocument } from './json.ts';
import { type OpenFile, openOrEmpty, STANDARD_INPUT } from './open-file.ts';
import type { ChangeDocumentName } from './schemas/documents.ts';

/**
 * The way of every command that changes settings: opens the file, makes the changes that `changesFor` asks for in view
 * of it, writes it in one step if anything changes, and says what did. Where the file says it all already, what checking
 * and writing need is not even loaded: scripts ask for the same thing again and again.
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
  const file = await openOrEmpty(options, context);
  const lastFor = (now: OpenFile) => lastOfEach(changesFor(now));
  const held = readHeldChanges(lastFor(file), file.document, file.reading);
  if (held) {
    if (isFilter) context.out.write(file.snapshot.bytes ?? new Uint8Array());
    reportNothing(name, options, context, file, held);
    return { changed: false, isWritten: false };
  }
  const { makeChanges } = await import('./make-changes.ts');
  const changed = await makeChanges(name, options, context, file, lastFor);
  return { changed, isWritten: changed && !isFilter && !options.dryRun };
}

/** Of several changes to one setting the last counts. */
function lastOfEach(changes: readonly SettingChange[]): SettingChange[] {
  return [...new Map(changes.map((change) => [requireSetting(change.setting), change])).values()];
}

function reportNothing(
  document: ChangeDocumentName,
  { json, quiet }: CommonOptions,
  { out, err }: Context,
  { snapshot, name, lines, reading }: OpenFile,
  held: readonly CheckedChange[],
): void {
  if (json) {
    const nothing = { changed: false, file: snapshot.path, changes: [], backup: null, diagnostics: [] };
    out.write(jsonDocument(document, nothing));
  } else if (!quiet) {
    err.write(
      nothingDone({ command: commandOf(document), name, lines, notInEffect: findNotInEffect(reading, held) }, err),
    );
  }
}
