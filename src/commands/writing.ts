import { locateFile, type OpenFile, openLeniently, openOrEmpty, STANDARD_INPUT } from '../change/open-file.ts';
import { type Change, findNotInEffect, isPlain, type LeftoversOf, NO_LEFTOVERS, planChanges } from '../change/plan.ts';
import { neededText, nothingDone } from '../change/summary.ts';
import { requireOwnText } from '../check/foreign.ts';
import { EXIT, type ExitCode, Failure, type FailureKind } from '../failure.ts';
import type { Line } from '../ini/document.ts';
import { isNetworking, type Setting } from '../settings/catalogue.ts';
import { readSettings } from '../settings/reading.ts';
import { isSame, resolve } from '../settings/resolve.ts';
import { whySentence } from '../settings/value-text.ts';
import { portsOf } from '../text/names.ts';
import { errorText } from '../text/terminal.ts';
import { wrapped } from '../text/wrap.ts';
import {
  asksForRestart,
  type Chosen,
  type CommonOptions,
  type Context,
  flag,
  JSON_NEEDS_STDOUT,
  type RESTART_AFTER,
  requireAnswer,
  requireOneWish,
} from './define.ts';
import type { ChangeDocument } from './json.ts';

/** Options of the commands that set values. */
export const VALUE_OPTIONS = {
  force: flag('change the file even if that causes errors'),
  ifSupported: flag('skip settings that this Windows or WSL does not support'),
};

/** The options of a command that changes settings, with those that decide over what is written. */
export type WriteOptions = Chosen<typeof VALUE_OPTIONS>;

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
  leftoversOf: LeftoversOf = () => NO_LEFTOVERS,
): Promise<boolean> {
  const { command } = context;
  const isFilter = options.file === STANDARD_INPUT && !options.dryRun;
  if (isFilter && options.json) throw new Failure(JSON_NEEDS_STDOUT, { command, option: '--json' });
  const file = await openOrEmpty(options, context);
  requireOwnText(file);
  const leftOut = options.ifSupported ? await findUnsupported(file, changesFor(file), context) : [];
  sayLeftOut(leftOut, options, context);
  const unsupported = new Set(leftOut.map(({ setting }) => setting));
  const wantedFor = (now: OpenFile) => changesFor(now).filter(({ setting }) => !unsupported.has(setting));
  const own = options.ifSupported ? { ...context, printJson: withLeftOut(leftOut, context) } : context;
  const changes = wantedFor(file);
  const { lines, needed } = leftoversOf(file.document);
  if (isPlain(changes) && planChanges(file.document, changes, '\n', lines).edits.length === 0) {
    if (isFilter) context.out.write(file.snapshot.bytes ?? new Uint8Array());
    reportNothing(options, own, file, changes, needed);
    return false;
  }
  const { makeChanges } = await import('./outcome.ts');
  return await makeChanges(options, own, file, wantedFor, leftoversOf);
}

function reportNothing(
  { file, json, quiet }: CommonOptions,
  { err, command, printJson }: Context<ChangeDocument>,
  { snapshot, name, lines, document }: OpenFile,
  changes: readonly Change[],
  needed: readonly Line[],
): void {
  if (json) {
    printJson({ changed: false, file: snapshot.path, changes: [], backup: null, diagnostics: [] });
  } else if (!quiet) {
    // What was left out, or what an empty fragment asks for, is not in the file already.
    if (changes.length === 0) err.write(`Nothing to change in ${name}.\n`);
    else err.write(nothingDone({ command, name, lines, notInEffect: findNotInEffect(document, changes) }, err));
    err.write(neededText(needed, lines, file, err));
  }
}

/** A setting that this machine does not have in the way that was asked for, and why not. */
interface LeftOut {
  readonly setting: Setting;
  readonly reason: string;
}

/** Of a machine that does not tell which Windows it has nothing is known to be there. */
async function findUnsupported(
  { snapshot, document }: OpenFile,
  changes: readonly Change[],
  { machine }: Context<ChangeDocument>,
): Promise<LeftOut[]> {
  const { DECIDING_FACTS, environmentOf } = await import('../doctor/facts.ts');
  const facts = await machine.findFacts(DECIDING_FACTS, snapshot.path);
  const environment = environmentOf(facts);
  const after = document.edited(planChanges(document, changes).edits);
  const { settings } = resolve(readSettings(after.lines, environment), environment);
  return changes.flatMap(({ setting, value }): LeftOut[] => {
    if (value === null || !isNetworking(setting)) return [];
    const typed = setting.kind.read(value).value;
    if (!facts.windows.known) {
      // What every Windows has needs no asking.
      const isAnywhere = setting.name !== 'networkingMode' || typed === 'nat' || typed === 'none';
      return isAnywhere ? [] : [{ setting, reason: 'Windows did not say which version it is.' }];
    }
    const resolved = settings[setting.name];
    const { reason, source } = resolved;
    if (isSame(resolved.value, typed) || source !== 'unsupported' || !reason) return [];
    return [{ setting, reason: whySentence(resolved, reason, after.positions) }];
  });
}

function sayLeftOut(
  leftOut: readonly LeftOut[],
  { json, quiet }: CommonOptions,
  { err }: Context<ChangeDocument>,
): void {
  if (json || quiet) return;
  for (const { setting, reason } of leftOut) err.write(wrapped(`Left out ${setting.name}: ${reason}`, err.width));
}

function withLeftOut(leftOut: readonly LeftOut[], { printJson }: Context<ChangeDocument>) {
  const list = leftOut.map(({ setting: { name, section }, reason }) => ({ setting: name, section, reason }));
  return (members: ChangeDocument) => printJson({ ...members, leftOut: list });
}

const RESTART_OF_FILTER: FailureKind = {
  code: 'restart-of-filter',
  exit: EXIT.usage,
  message: () => '--file - does not change the file that WSL reads, so no restart is needed.',
  hint: () => 'Run the command without --restart.',
};

/**
 * Runs what may write the file, and restarts WSL where it did, or where WSL has not read the file yet. What stands in
 * the way of the restart is said before anything is written.
 * @param write says whether it changes the file, or would, and prints its document to the context it is given
 * @throws Failure `bad-usage` for options that contradict each other, `restart-of-filter`, `no-wsl-here`, `needs-yes`,
 * those of `wslnet restart`, and what `write` throws
 */
export async function restartAfter(
  options: Chosen<typeof RESTART_AFTER>,
  context: Context<ChangeDocument>,
  write: (context: Context<ChangeDocument>) => Promise<boolean>,
): Promise<ExitCode> {
  requireOneWish(options);
  if (!asksForRestart(options)) {
    await writeAndRemind(options, context, () => write(context));
    return EXIT.done;
  }
  if (options.file === STANDARD_INPUT) throw new Failure(RESTART_OF_FILTER, {});
  if (options.dryRun) {
    const changes = await write(context);
    const then = options.noStart ? 'shut WSL down' : 'restart WSL';
    const ending = changes ? '.' : ' if it has not read the file yet.';
    if (!options.quiet && !options.json) context.err.write(`Would then ${then}${ending}\n`);
    return EXIT.done;
  }
  const { requireWsl, restart } = await import('./restart.ts');
  await requireWsl(context);
  requireAnswer(options, context, context.command);
  const { path } = await locateFile(options, context);
  const { bytes: before } = await context.machine.read(path, 'change');
  let members: ChangeDocument | null = null;
  const printJson = (changes: ChangeDocument) => {
    members = changes;
  };
  await write({ ...context, printJson });
  const { bytes: after } = await context.machine.read(path);
  let done: ChangeDocument['restart'] = null;
  try {
    // The one JSON document is that of the changes.
    const quiet = options.quiet || options.json === true;
    const { document, code } = await restart({ ...options, quiet }, context, { path, before, after });
    done = document;
    return code;
  } catch (error) {
    if (!(error instanceof Failure && options.json)) throw error;
    context.err.write(errorText(error, context.err));
    return error.exitCode;
  } finally {
    if (members) context.printJson({ ...(members as ChangeDocument), restart: done });
  }
}

/** Where the mode of the file that WSL reads becomes another, says which ports were opened for the mode before. */
async function writeAndRemind(options: CommonOptions, context: Context, write: () => Promise<unknown>): Promise<void> {
  const { machine, err } = context;
  const isSilent = options.quiet || options.json || options.dryRun || options.file !== undefined;
  const opened = isSilent ? [] : await machine.openedPorts();
  if (opened.length === 0) {
    await write();
    return;
  }
  const { path } = await machine.locate();
  const askedFor = async () => openLeniently(await machine.read(path)).document.settings.networkingMode.value;
  const before = await askedFor();
  await write();
  if ((await askedFor()) === before) return;
  const ports = portsOf([...new Set(opened.map(({ port }) => port))]);
  const reminder = `wslnet opened ${ports} for the mode before. After the restart, see what is left: wslnet ports`;
  err.write(wrapped(reminder, err.width));
}
