import { FILE_NOT_AS_WRITTEN, hasSameBytes } from '../change/commit.ts';
import { CHECKS, type Examined, examineMachine, inputOf } from '../doctor/checks.ts';
import { findingLines } from '../doctor/screen.ts';
import type { MachineView } from '../doctor/view.ts';
import { EXIT, type ExitCode, Failure, type FailureKind } from '../failure.ts';
import type { Facts, Place } from '../machine/facts.ts';
import { WSL_NO_ANSWER } from '../machine/restart.ts';
import { isInside } from '../machine/system.ts';
import { hasFailed, type LegResult } from '../reach/leg.ts';
import { openedPorts } from '../reach/ports.ts';
import { type Channel, progressOn } from '../text/terminal.ts';
import { wrapped } from '../text/wrap.ts';
import {
  type Chosen,
  type CommonOptions,
  type Context,
  confirm,
  defineCommand,
  HOW_TO_RESTART,
  type Members,
  requireAnswer,
  requireOneWish,
} from './define.ts';
import { findingJson, legJson, restartDocument } from './json.ts';
import { lookAround, NO_WSL_HERE } from './look.ts';
import {
  fileBackText,
  handedOverText,
  modeText,
  nothingDueText,
  otherFileText,
  RESTART_QUESTION,
  ROLLBACK_QUESTION,
  restartWarning,
  rolledBackText,
  STARTING_TEXT,
  startedText,
  stoppedText,
  waitingText,
} from './restart-text.ts';

type RestartOptions = Chosen<typeof HOW_TO_RESTART>;

/** Shuts WSL down and starts it again, and looks which mode came up. */
export default defineCommand({
  summary: 'restart WSL and check the active mode',
  details: [
    'WSL reads the file only when it starts. A restart shuts down all distributions. Inside a distribution, this session ends too and a Windows process does the rest. To see how it went: wslnet status',
  ],
  options: HOW_TO_RESTART,
  examples: ['wslnet restart', 'wslnet restart --rollback', 'wslnet set mirrored --restart --test'],
  json: restartDocument,
  async run(options, context) {
    requireOneWish(options);
    const { document, code } = await restart(options, context, null);
    if (options.json) context.printJson(document);
    return code;
  },
});

/** What a restart did. */
type RestartDocument = Members<ReturnType<typeof restartDocument>>;

/** What a command made of the file before the restart, which may be nothing new. */
interface Written {
  readonly path: string;
  /** Null for no file. */
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
}

interface Restarted {
  readonly document: RestartDocument;
  readonly code: ExitCode;
}

const NOTHING_DONE: RestartDocument = {
  ended: [],
  startedAgain: [],
  dryRun: false,
  handedOver: false,
  wanted: null,
  active: null,
  rolledBack: false,
  verified: null,
  legs: null,
};

type View = MachineView<never>;

const NOTHING_TO_ROLL_BACK: FailureKind = {
  code: 'nothing-to-roll-back',
  exit: EXIT.usage,
  message: () => 'There is nothing to roll back: wslnet has not changed the file, or another program changed it later.',
  hint: () => 'Run the command without --rollback.',
};

/** @throws Failure `no-wsl-here` where there is nothing to restart */
export async function requireWsl({ machine }: Pick<Context, 'machine'>): Promise<Place> {
  const place = await machine.place();
  if (place !== 'windows' && !isInside(place)) throw new Failure(NO_WSL_HERE, {});
  return place;
}

/**
 * Restarts WSL, for `wslnet restart` and for every command with `--restart`.
 * @param made what the command made of the file: where that is nothing new, WSL is restarted only if it has not read it
 * yet; null to restart it anyhow
 * @throws Failure `no-wsl-here`, `wsl-no-answer`, `still-running`, `needs-yes`, `nothing-to-roll-back`, and those of
 * handing over and of writing the file
 */
export async function restart(options: RestartOptions, context: Context, made: Written | null): Promise<Restarted> {
  const { machine, err } = context;
  const place = await requireWsl(context);
  const view = await lookAround(options, context, []);
  const { distributions } = view.facts;
  if (!distributions.known) throw new Failure(WSL_NO_ANSWER, { command: 'wsl.exe -l -v' });
  const running = distributions.value.filter(({ isRunning }) => isRunning).map(({ name }) => name);
  const wanted = wantedMode(view);
  const dryRun = options.dryRun === true;
  const document: RestartDocument = { ...NOTHING_DONE, ended: running, dryRun, wanted };
  const say = (text: string) => {
    if (!options.quiet) err.write(text);
  };

  const written = made && !hasSameBytes(made.before, made.after) ? made : null;
  if (made && view.restart === 'other-file') {
    say(otherFileText(err));
    return { document: { ...document, ended: [] }, code: EXIT.done };
  }
  if (made && !written && !isDue(view, wanted)) {
    say(nothingDueText(running.length > 0, view.restart !== 'unknown' && view.restart !== 'other-file', err));
    return { document: { ...document, ended: [] }, code: EXIT.done };
  }
  const change = options.rollback ? (written ?? (await lastChange(view, context))) : written;
  if (options.rollback && !change && !dryRun) throw new Failure(NOTHING_TO_ROLL_BACK, {});
  if (running.length > 0) {
    if (!dryRun) requireAnswer(options, context, context.command);
    say(restartWarning(running, place, dryRun, err));
  }
  if (dryRun) return { document, code: EXIT.done };
  if (running.length > 0 && !(await confirm(RESTART_QUESTION, options, context))) {
    return { document: { ...document, ended: [] }, code: EXIT.no };
  }
  if (isInside(place)) {
    const rollback = options.rollback && change ? rollbackOf(change) : null;
    await machine.handOverRestart({ mode: options.noStart ? null : wanted, noStart: options.noStart, rollback });
    say(handedOverText(err));
    if (options.test) say('When WSL is running again, test the network: wslnet test\n');
    return { document: { ...document, handedOver: true }, code: EXIT.done };
  }
  const startedAgain = running.length > 0 ? await stop(options, context) : [];
  if (options.noStart) return { document: { ...document, startedAgain }, code: EXIT.done };
  return await startOrRollBack({ ...document, startedAgain }, change, options, context);
}

/**
 * Starts WSL and, where it is not as wanted then, puts the file back and restarts it once more, if that is asked for.
 * @param change what to put back; null for nothing
 */
async function startOrRollBack(
  document: RestartDocument,
  change: Written | null,
  options: RestartOptions,
  context: Context,
): Promise<Restarted> {
  const { code, ...outcome } = await startAndLook(
    options,
    context,
    document.wanted,
    change !== null && options.rollback,
  );
  const started = { ...document, ...outcome };
  if (code !== EXIT.no || !change) return { document: started, code };
  if (!options.rollback && !(await wantsRollback(options, context))) return { document: started, code };
  const say = (text: string) => sayProblem(text, options, context);
  await putBack(change, context);
  const active = await restartAgain(options, context).catch((error) => {
    say(fileBackText(context.err));
    throw error;
  });
  say(rolledBackText(active, context.err));
  return { document: { ...started, active, rolledBack: true }, code: EXIT.no };
}

/** Restarts WSL with the file as it was. @returns the mode that came up; null where it is not known */
async function restartAgain(options: RestartOptions, context: Context): Promise<string | null> {
  const silent = { ...options, quiet: true, json: true, test: false };
  await stop(silent, context);
  const { active } = await startAndLook(silent, context, null, false);
  return active;
}

/** Also with `--quiet`, which keeps no problem back; the one JSON document says it all. */
function sayProblem(text: string, { quiet, json }: CommonOptions, { err }: Context): void {
  if (!(quiet && json)) err.write(text);
}

/**
 * The mode that the file asks for, or the default. What Windows makes of it is the reason where another comes up. Null
 * where that is not known, or WSL does not read the file.
 */
function wantedMode({ file, restart: state }: View): string | null {
  if (state === 'other-file') return null;
  const mode = file?.resolution.settings.networkingMode;
  return (mode?.applied?.value as string | undefined) ?? mode?.value ?? null;
}

function isDue({ restart: state, facts: { activeMode } }: View, wanted: string | null): boolean {
  if (state === 'not-running' || state === 'not-applicable' || state === 'other-file') return false;
  return state === 'due' || (activeMode.known && wanted !== null && activeMode.value !== wanted);
}

/** The last change of the file that wslnet knows of, if the file is still what that change made of it. */
async function lastChange({ file }: View, { machine }: Context): Promise<Written | null> {
  if (!file) return null;
  const { path, bytes } = file.snapshot;
  const { line, position } = await machine.history(path);
  const entry = position === null ? undefined : line[position];
  if (!entry) return null;
  return { path, before: entry.before === null ? null : await machine.version(path, entry.before), after: bytes };
}

function rollbackOf({ path, before, after }: Written) {
  return { path, written: after, before };
}

const STILL_RUNNING: FailureKind<{ readonly names: readonly string[] }> = {
  code: 'still-running',
  exit: EXIT.noAnswer,
  message: ({ names }) => `WSL was shut down, but it did not stop or has started again: ${names.join(', ')}.`,
  hint: () => 'Close the programs that use it, such as an editor, and try again.',
};

/** Shuts WSL down. @returns what somebody else started again @throws Failure where it still runs */
async function stop(options: CommonOptions, { machine, err }: Context): Promise<readonly string[]> {
  const begin = Date.now();
  const progress = progressOn(err, options.quiet);
  const running = await machine.stopWsl((names) => progress.update(waitingText(names))).finally(progress.end);
  if (running.length > 0 && !(await isYounger(begin, running, machine))) {
    throw new Failure(STILL_RUNNING, { names: running });
  }
  if (!options.quiet) err.write(stoppedText(running, Date.now() - begin, err));
  return running;
}

const DOCKER_DESKTOP = /^docker-desktop(?:-data)?$/;

/** The clocks of Windows and Linux may be this far apart, in milliseconds. */
const CLOCK_SLACK = 5000;

/** Whether what runs was started after that time: then it has read the file. Docker Desktop always starts WSL again. */
async function isYounger(begin: number, running: readonly string[], machine: Context['machine']): Promise<boolean> {
  if (running.every((name) => DOCKER_DESKTOP.test(name))) return true;
  const { vmStartedAt } = await machine.findFacts(['vmStartedAt'], null);
  return vmStartedAt.known && vmStartedAt.value > begin - CLOCK_SLACK;
}

interface Look {
  readonly active: string | null;
  readonly verified: RestartDocument['verified'];
  readonly legs: RestartDocument['legs'];
  readonly code: ExitCode;
}

/**
 * Starts WSL, and says which mode came up.
 * @param mayFail whether a start that fails is an answer, since the change is then put back
 */
async function startAndLook(
  options: CommonOptions & Pick<RestartOptions, 'test'>,
  context: Context,
  wanted: string | null,
  mayFail: boolean,
): Promise<Look> {
  const { machine, err } = context;
  const say = (text: string) => {
    if (!options.quiet) err.write(text);
  };
  const opened = options.quiet ? null : askOpened(context);
  const begin = Date.now();
  const progress = progressOn(err, options.quiet);
  progress.update(STARTING_TEXT);
  try {
    await machine.startWsl().finally(progress.end);
  } catch (error) {
    if (!(mayFail && error instanceof Failure)) throw error;
    sayProblem(modeText({ wanted, active: null, failed: error.message }, err), options, context);
    return { active: null, verified: null, legs: null, code: EXIT.no };
  }
  say(startedText(Date.now() - begin, err));
  const view = await lookAround(options, context, MODE_FACTS);
  const { activeMode } = view.facts;
  const active = activeMode.known ? activeMode.value : null;
  // WSL has just read the file, whatever the clocks of Windows and Linux say.
  const examined = examineMachine(MODE_CHECKS, { ...inputOf(view), restart: 'not-due' }, view.facts);
  const isWanted = wanted === null || active === wanted || active === 'wsl1';
  const found = isWanted ? undefined : examined.find(({ outcome }) => outcome === 'failure' || outcome === 'warning');
  const problem = found && withoutRestart(found);
  const verified = findingOf(problem ?? examined.find(({ id }) => id === 'mode-active'));
  if (active === null) {
    sayProblem(modeText({ wanted, active, failed: null }, err), options, context);
    return { active, verified, legs: null, code: EXIT.noAnswer };
  }
  if (isWanted) say(modeText({ wanted, active, failed: null }, err));
  else
    sayProblem(problem ? problemText(problem, err) : modeText({ wanted, active, failed: null }, err), options, context);
  if (!isWanted) return { active, verified, legs: null, code: EXIT.no };
  if (opened) await sayStalePorts(opened, view, context);
  const results = options.test ? await tryPaths(options, context) : [];
  const legs = options.test ? results.map(legJson) : null;
  return { active, verified, legs, code: hasFailed(results) ? EXIT.no : EXIT.done };
}

/** What was done just now is no cure. */
function withoutRestart(problem: Examined): Examined {
  return { ...problem, cures: problem.cures.filter(({ id }) => id !== 'restart-wsl') };
}

function problemText(problem: Examined, channel: Channel): string {
  const lines = `${findingLines(problem, channel).join('\n')}\n`;
  return problem.cures.length > 0 ? lines : lines + wrapped('To find the cause: wslnet doctor', channel.width);
}

/** As `wslnet test` does. */
async function tryPaths(options: CommonOptions, context: Context): Promise<readonly LegResult[]> {
  const { testPaths } = await import('./test-runs.ts');
  const begin = Date.now();
  const tested = await testPaths(options, context);
  const isShown = !options.json && (!options.quiet || hasFailed(tested.results));
  if (isShown) context.out.write(tested.text(context.out, Date.now() - begin));
  return tested.results;
}

/** Whether the mode is as it should be, and what may keep it from that. */
const MODE_CHECKS = CHECKS.filter(({ topic }) => topic === 'mode' || topic === 'versions');
const MODE_FACTS = MODE_CHECKS.flatMap(({ facts, hints }) => [...facts, ...hints]);

function findingOf(examined: Examined | undefined): RestartDocument['verified'] {
  return examined ? findingJson(examined) : null;
}

async function wantsRollback(options: CommonOptions, context: Context): Promise<boolean> {
  if (options.yes || options.noInput || context.ask === null) return false;
  return await confirm(ROLLBACK_QUESTION, options, context);
}

/** Puts the file back, if it still is what was written: wslnet redo brings it again. @throws Failure `file-not-as-written` */
async function putBack({ path, before, after }: Written, { machine, command }: Context): Promise<void> {
  const { line, position } = await machine.history(path);
  // A change that the history could not keep is put back as a change of its own.
  const move = position === null || position < 0 ? {} : { to: line[position - 1]?.id ?? null };
  await machine.update(path, (now) => {
    if (!hasSameBytes(now.bytes, after)) throw new Failure(FILE_NOT_AS_WRITTEN, { path });
    return { bytes: before, note: { command, summary: 'rolled back', ...move } };
  });
}

const OPENED_PORTS_CHECK = CHECKS.filter(({ id }) => id === 'opened-ports');

/** What a restart of WSL does not change. Windows takes seconds to tell it. */
const LASTING_FACTS = ['windowsRules', 'hyperVRules', 'windowsNetworks'] as const;

type LastingFacts = Pick<Facts, (typeof LASTING_FACTS)[number]>;

/** Asks for what wslnet opened, while WSL restarts. */
function askOpened({ machine }: Context): Promise<LastingFacts> {
  return machine.findFacts(LASTING_FACTS, null);
}

/** Says which ports were open before the restart and are not any more, with the command that opens them anew. */
async function sayStalePorts(
  asked: Promise<LastingFacts>,
  view: MachineView<never>,
  { machine, err }: Context,
): Promise<void> {
  const lasting = await asked;
  if (openedPorts(lasting).length === 0) return;
  const now = await machine.findFacts(['activeMode', 'vmAddress', 'portProxies'], null);
  for (const finding of examineMachine(OPENED_PORTS_CHECK, inputOf(view), { ...lasting, ...now })) {
    if (finding.outcome === 'warning') err.write(`${findingLines(finding, err).join('\n')}\n`);
  }
}
