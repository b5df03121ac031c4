import type { Place } from '../machine/facts.ts';
import { isInside } from '../machine/place.ts';
import type { Channel } from '../text/colors.ts';
import { printable } from '../text/printable.ts';
import { wrap } from '../text/wrap.ts';

/** What a restart shuts down, and what goes with it. */
export function restartWarning(running: readonly string[], place: Place, { width }: Channel): string {
  const own = isInside(place) ? ', this session too' : '';
  return linesOf(`This shuts down ${nameList(running)} and everything that runs there${own}.`, width);
}

export const RESTART_QUESTION = 'Continue? [y/N] ';

export const ROLLBACK_QUESTION = 'Restore the file and restart again? [y/N] ';

/** For `--restart` where there is nothing to restart for. @param isSure whether it is known that WSL has read the file */
export function nothingDueText(isRunning: boolean, isSure: boolean, { width }: Channel): string {
  if (!isRunning) return linesOf('WSL is not running. It reads the file when it starts.', width);
  const text = isSure
    ? 'WSL is already running with this file; no restart is needed.'
    : 'Not known: whether WSL has read this file. To be sure, restart WSL: wslnet restart';
  return linesOf(text, width);
}

export function waitingText(running: readonly string[]): string {
  return `Waiting for ${nameList(running)} to stop`;
}

/** @param running what somebody else started again @param time in milliseconds */
export function stoppedText(running: readonly string[], time: number, { width }: Channel): string {
  const again = running.length === 0 ? '' : ` Something started ${nameList(running)} again at once.`;
  return linesOf(`WSL is shut down (${secondsText(time)}).${again}`, width);
}

export const STARTING_TEXT = 'Starting WSL';

/** @param time in milliseconds */
export function startedText(time: number, { width }: Channel): string {
  return linesOf(`WSL is running again (${secondsText(time)}).`, width);
}

interface ModeAfter {
  readonly wanted: string | null;
  readonly active: string | null;
  /** What went wrong where WSL did not start at all. */
  readonly failed: string | null;
}

/** Which mode came up. */
export function modeText({ wanted, active, failed }: ModeAfter, { width, colors }: Channel): string {
  if (failed !== null) return linesOf(`WSL did not start again. ${failed}`, width, colors.red);
  if (active === null) return linesOf('WSL did not say which mode is active.', width, colors.red);
  const isWanted = wanted === null || active === wanted || active === 'wsl1';
  if (isWanted) return linesOf(`The mode is ${printable(active)}.`, width, colors.green);
  return linesOf(`The mode is ${printable(active)}, not ${wanted}.`, width, colors.red);
}

/** Where the file was put back, and WSL could not be restarted then. */
export function fileBackText({ width }: Channel): string {
  return linesOf('Rolled back: the file was restored.', width);
}

export function rolledBackText(active: string | null, { width, colors }: Channel): string {
  const mode = active === null ? 'is running again' : `is running in ${printable(active)} mode again`;
  return linesOf(`Rolled back: the file was restored, and WSL ${mode}.`, width, colors.green);
}

export function handedOverText({ width }: Channel): string {
  return linesOf(
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

function linesOf(text: string, width: number, style = (line: string) => line): string {
  return `${wrap(text, width).map(style).join('\n')}\n`;
}
