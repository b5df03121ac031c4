import type { LeftoversOf } from '../change/leftovers.ts';
import { type OpenFile, openOrEmpty, STANDARD_INPUT } from '../change/open-file.ts';
import { type Change, findNotInEffect, isPlain, planChanges } from '../change/plan.ts';
import { nothingDone } from '../change/summary.ts';
import { requireOwnText } from '../check/foreign.ts';
import { Failure } from '../failure.ts';
import { isNetworking, type Setting } from '../settings/catalogue.ts';
import { readSettings } from '../settings/reading.ts';
import { isSame, resolve } from '../settings/resolve.ts';
import { reasonSentence } from '../settings/value-text.ts';
import { wrapped } from '../text/wrap.ts';
import { type CommonOptions, type Context, JSON_NEEDS_STDOUT } from './define.ts';
import type { ChangeDocument } from './json.ts';
import type { WriteOptions } from './write-options.ts';

/**
 * What every command does that changes settings: opens the file, makes the changes that `changesFor` asks for in view of
 * it, writes it in one step if anything changes, and says what did. Where nothing changes, what checking and writing need
 * is not even loaded: scripts ask for the same thing again and again.
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
  if (isFilter && options.json) throw new Failure(JSON_NEEDS_STDOUT, { command });
  const file = await openOrEmpty(options, context);
  requireOwnText(file);
  const isWanted = options.ifSupported ? await supportedOnly(file, changesFor(file), options, context) : () => true;
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
    // What was left out, or what an empty fragment asks for, is not in the file already.
    if (changes.length === 0) err.write(`Nothing to change in ${name}.\n`);
    else err.write(nothingDone({ command, name, lines, notInEffect: findNotInEffect(document, changes) }, err));
  }
}

/**
 * Which settings this machine has in the way that changes ask for; says of the others why not. Of a machine that does
 * not tell which Windows it has nothing is known to be there.
 */
async function supportedOnly(
  { snapshot, document }: OpenFile,
  changes: readonly Change[],
  { json, quiet }: CommonOptions,
  { machine, err }: Context,
): Promise<(setting: Setting) => boolean> {
  const { DECIDING_FACTS, environmentOf } = await import('../doctor/environment.ts');
  const facts = await machine.findFacts(DECIDING_FACTS, snapshot.path);
  const environment = environmentOf(facts);
  const after = document.edited(planChanges(document, changes).edits);
  const { settings } = resolve(readSettings(after.lines, environment), environment);
  const left = changes.flatMap(({ setting, value }): [Setting, string][] => {
    if (value === null || !isNetworking(setting)) return [];
    const typed = setting.kind.read(value).value;
    if (!facts.windows.known) {
      // What every Windows has needs no asking.
      const isAnywhere = setting.name !== 'networkingMode' || typed === 'nat' || typed === 'none';
      return isAnywhere ? [] : [[setting, 'Windows did not say which version it is.']];
    }
    const resolved = settings[setting.name];
    const { reason, source } = resolved;
    if (isSame(resolved.value, typed) || source !== 'unsupported' || !reason) return [];
    return [[setting, reasonSentence(resolved, reason, after.positions).replace(/ The file asks for .*/, '')]];
  });
  if (!json && !quiet) {
    for (const [{ name }, sentence] of left) {
      err.write(wrapped(`Left out ${name}: ${sentence}`, err.width));
    }
  }
  const unsupported = new Set(left.map(([setting]) => setting));
  return (setting) => !unsupported.has(setting);
}
