import type { LeftoversOf } from '../change/leftovers.ts';
import { type OpenFile, openOrEmpty, STANDARD_INPUT } from '../change/open-file.ts';
import { type Change, findNotInEffect, isPlain, planChanges } from '../change/plan.ts';
import { Failure } from '../failure.ts';
import type { CommonOptions, Context } from './context.ts';
import type { ChangeDocument } from './json.ts';
import { nothingDone } from './nothing-done.ts';
import { requireOwnText, type WriteOptions } from './write-options.ts';

/**
 * The way of every command that changes settings: opens the file, makes the changes that `changesFor` asks for in view
 * of it, writes it in one step if anything changes, and says what did. Where the file says it all already, what checking
 * and writing need is not even loaded: scripts ask for the same thing again and again.
 * @param leftoversOf lines of a file that are taken out besides
 * @returns whether anything changes, or with `--dry-run` would
 * @throws Failure `foreign-file` for what is no `.wslconfig` yet; those of `changesFor`, of opening and of writing
 */
export async function writeChanges(
  options: WriteOptions,
  context: Context<ChangeDocument>,
  changesFor: (file: OpenFile) => readonly Change[],
  leftoversOf: LeftoversOf = () => [],
): Promise<boolean> {
  const { command } = context;
  const isFilter = options.file === STANDARD_INPUT && !options.dryRun;
  if (isFilter && options.json) throw new Failure('json-needs-stdout', { command });
  const file = await openOrEmpty(options, context);
  requireOwnText(file);
  const isWanted = options.ifSupported
    ? await (await import('./if-supported.ts')).supportedOnly(file, changesFor(file), options, context)
    : () => true;
  const wantedFor = (now: OpenFile) => changesFor(now).filter(({ setting }) => isWanted(setting));
  const changes = wantedFor(file);
  const plan = () => planChanges(file.document, changes, '\n', leftoversOf(file.document));
  if (isPlain(changes) && plan().edits.length === 0) {
    if (isFilter) context.out.write(file.snapshot.bytes ?? new Uint8Array());
    reportNothing(options, context, file, changes);
    return false;
  }
  const { makeChanges } = await import('./make-changes.ts');
  return await makeChanges(options, context, file, wantedFor, leftoversOf);
}

function reportNothing(
  { json, quiet }: CommonOptions,
  { err, command, printJson }: Context<ChangeDocument>,
  { snapshot, name, lines, document }: OpenFile,
  changes: readonly Change[],
): void {
  if (json) {
    printJson({ changed: false, file: snapshot.path, changes: [], backup: null, diagnostics: [] });
  } else if (!quiet) {
    err.write(nothingDone({ command, name, lines, notInEffect: findNotInEffect(document, changes) }, err));
  }
}
