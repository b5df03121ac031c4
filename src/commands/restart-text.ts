import { Failure } from '../failure.ts';
import type { Place } from '../machine/facts.ts';
import type { LastRestart } from '../machine/restart.ts';
import { isInside } from '../machine/system.ts';
import { ownCommandFor, printable } from '../text/printable.ts';
import type { Channel } from '../text/terminal.ts';
import { wrapped } from '../text/wrap.ts';
import type { Context } from './define.ts';

/** What a restart shuts down, or on a dry run would, and what goes with it. */
export function restartWarning(
  running: readonly string[],
  place: Place,
  isDryRun: boolean,
  { width }: Channel,
): string {
  const own = isInside(place) ? ', this session too' : '';
  return wrapped(
    `This ${isDryRun ? 'would shut' : 'shuts'} down ${nameList(running)} and everything that runs there${own}.`,
    width,
  );
}

/** Behind {@link restartWarning}. */
export const RESTART_QUESTION = 'Continue? [y/N] ';

/** Where another mode came up than the file asks for. */
export const ROLLBACK_QUESTION = 'Restore the file and restart again? [y/N] ';

/** For `--restart` where there is nothing to restart for. @param isSure whether it is known that WSL has read the file */
export function nothingDueText(isRunning: boolean, isSure: boolean, { width }: Channel): string {
  if (!isRunning) return wrapped('WSL is not running. It reads the file when it starts.', width);
  const text = isSure
    ? 'WSL is already running with this file; no restart is needed.'
    : 'Unknown: whether WSL has read this file. To be sure, restart WSL: wslnet restart';
  return wrapped(text, width);
}

/** For `--restart` where another file than the one that WSL reads was changed. */
export function otherFileText({ width }: Channel): string {
  return wrapped('WSL does not read this file, so it is not restarted.', width);
}

/** While WSL shuts down. @param running names of distributions */
export function waitingText(running: readonly string[]): string {
  return `Waiting for ${nameList(running)} to stop`;
}

/** @param running what somebody else started again @param time in milliseconds */
export function stoppedText(running: readonly string[], time: number, { width }: Channel): string {
  const again = running.length === 0 ? '' : ` Something started ${nameList(running)} again at once.`;
  return wrapped(`WSL is shut down (${secondsText(time)}).${again}`, width);
}

/** While WSL starts. */
export const STARTING_TEXT = 'Starting WSL';

/** @param time in milliseconds */
export function startedText(time: number, { width }: Channel): string {
  return wrapped(`WSL is running again (${secondsText(time)}).`, width);
}

interface ModeAfter {
  readonly wanted: string | null;
  readonly active: string | null;
  /** What went wrong where WSL did not start at all. */
  readonly failed: string | null;
}

/** Which mode came up. */
export function modeText({ wanted, active, failed }: ModeAfter, { width, colors }: Channel): string {
  if (failed !== null) return wrapped(`WSL did not start again. ${failed}`, width, colors.red);
  if (active === null) return wrapped('WSL did not say which mode is active.', width, colors.red);
  const isWanted = wanted === null || active === wanted || active === 'wsl1';
  if (isWanted) return wrapped(`The mode is ${printable(active)}.`, width, colors.green);
  return wrapped(`The mode is ${printable(active)}, not ${wanted}.`, width, colors.red);
}

/** Where the file was put back, and WSL could not be restarted then. */
export function fileBackText({ width }: Channel): string {
  return wrapped('Rolled back: the file was restored.', width);
}

/** Where the file was put back and WSL restarted. @param active the mode that came up; null where it is not known */
export function rolledBackText(active: string | null, { width, colors }: Channel): string {
  const mode = active === null ? 'is running again' : `is running in ${printable(active)} mode again`;
  return wrapped(`Rolled back: the file was restored, and WSL ${mode}.`, width, colors.green);
}

/** Where Windows does the restart. */
export function handedOverText({ width }: Channel): string {
  return wrapped(
    'A Windows process now restarts WSL, and this session ends. To see how it went, in a new session: wslnet status',
    width,
  );
}

function secondsText(time: number): string {
  return `${Math.max(1, Math.round(time / 1000))} s`;
}

function nameList(names: readonly string[]): string {
  return names.map(printable).join(', ');
}

/**
 * Keeps in the history that a Windows process took the last change back, which could not write there itself: so
 * `wslnet redo` brings the change again. Once is enough; where it cannot be kept, nothing is said.
 */
export async function recordRollback({ rollback, file }: LastRestart, machine: Context['machine']): Promise<void> {
  if (rollback !== 'done' || file === null) return;
  try {
    const { entries, line, position } = await machine.history(file);
    const [latest] = entries;
    if (!latest || latest.to !== undefined || position === null || line.includes(latest)) return;
    const note = { command: 'restart', summary: 'rolled back', to: line[position]?.id ?? null };
    await machine.update(file, ({ bytes }) => ({ bytes, note }));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}

/** Says once how the restart went that was handed to Windows; while it is under way, that it is. */
export async function tellLastRestart(last: LastRestart, { machine, err }: Context): Promise<void> {
  const isGood = last.step === 'done' && last.problem === null && isAsWanted(last);
  const style = isGood || last.isUnderWay ? err.colors.green : err.colors.red;
  err.write(wrapped(await lastRestartText(last, machine), err.width, style));
  if (!last.isUnderWay) await machine.forgetLastRestart();
}

/** The command that the failing step was; any other problem is a message of Windows'. */
const PROBLEMS: Readonly<Record<string, string>> = {
  'no-shutdown': 'wsl.exe --shutdown failed',
  'still-running': 'it was still running',
  'no-start': 'wsl.exe did not start it',
};

const DOING: Readonly<Record<string, string>> = {
  'handed-over': 'before it began',
  stopping: 'while WSL was shutting down',
  starting: 'while WSL was starting',
  asking: 'while WSL was starting',
  'rolling-back': 'while the file was being restored',
  restarting: 'while WSL was restarting after the rollback',
};

/** Whether the mode that came up is the wanted one. A distribution of WSL 1 has none of its own. */
function isAsWanted({ wanted, mode }: LastRestart): boolean {
  return wanted === null || mode === wanted || mode === 'wsl1';
}

/** How the last restart went, in a few sentences. */
export async function lastRestartText(last: LastRestart, machine: Context['machine']): Promise<string> {
  const own = await machine.locate().catch(() => null);
  return sentencesOf(last, last.file === null || last.file === own?.path ? undefined : last.file);
}

/** @param file what has to be named to come to the file that was restarted for; undefined where wslnet finds it */
function sentencesOf(last: LastRestart, file: string | undefined): string {
  const { step, isUnderWay, wanted, mode, modeAfter, rollback, startedAgain } = last;
  if (isUnderWay) return 'A Windows process is restarting WSL. To see how it went: wslnet status';
  const problem = last.problem === null ? null : (PROBLEMS[last.problem] ?? printable(last.problem));
  if (step === 'failed' && mode === null && rollback === null)
    return `The last restart failed: ${problem}. To try again: wslnet restart`;
  if (step !== 'done' && step !== 'failed') {
    return `The last restart was cut off ${DOING[step] ?? ''}. To see the current state: wslnet status`;
  }
  const sentences: string[] = [];
  if (problem !== null && mode === null)
    sentences.push(`WSL was shut down, but did not start with the change: ${problem}.`);
  else if (mode === null)
    sentences.push(
      last.wanted === null ? 'WSL was shut down.' : 'WSL was restarted, but did not say which mode is active.',
    );
  else if (isAsWanted(last)) sentences.push(`WSL was restarted: the mode is ${printable(mode)}.`);
  else sentences.push(`WSL was restarted, but the mode is ${printable(mode)}, not ${printable(wanted ?? '')}.`);
  if (startedAgain.length > 0)
    sentences.push(`Something started ${startedAgain.map(printable).join(', ')} again at once.`);
  if (rollback !== null) sentences.push(rollbackText(rollback, modeAfter, problem, file));
  else if (mode !== null && !isAsWanted(last)) sentences.push('To find out why: wslnet doctor mode');
  return sentences.join(' ');
}

function rollbackText(
  rollback: NonNullable<LastRestart['rollback']>,
  modeAfter: string | null,
  problem: string | null,
  file: string | undefined,
): string {
  const undo = (...words: string[]) => ownCommandFor(file, ['undo', ...words]);
  switch (rollback) {
    case 'done':
      return modeAfter === null
        ? `Rolled back: the file was restored${problem === null ? '' : `; restarting WSL failed: ${problem}`}.`
        : `Rolled back: the file was restored, and WSL runs in ${printable(modeAfter)} mode again.`;
    case 'changed':
      return `Not rolled back: another program has changed the file. To restore it anyway: ${undo('--force')}`;
    case 'busy':
      return `Not rolled back: another wslnet was changing the file. To restore it: ${undo()}`;
    case 'failed':
      return `Not rolled back: ${problem ?? 'the file could not be written'}. To restore it: ${undo()}`;
  }
}
