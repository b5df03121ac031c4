import type { Place } from '../machine/facts.ts';
import type { Channel } from '../text/colors.ts';
import { printable } from '../text/printable.ts';
import { wrap } from '../text/wrap.ts';

/** What a restart ends, and what goes with it. */
export function restartWarning(running: readonly string[], place: Place, { width }: Channel): string {
  const own = place === 'windows' ? '' : ', this very session too';
  return linesOf(`This ends ${nameList(running)} and everything that runs there${own}.`, width);
}

export const RESTART_QUESTION = 'End them now? [y/N] ';

export function nothingRuns({ width }: Channel): string {
  return linesOf('WSL is not running: there is nothing to end, and its next start reads the file.', width);
}

/** @param running what runs again, or still: Docker Desktop's own distributions */
export function stoppedText(running: readonly string[], { width }: Channel): string {
  if (running.length === 0) return linesOf('WSL has ended. Its next start reads the file.', width);
  return linesOf('WSL has ended, and Docker Desktop started it again, which has read the file.', width);
}

export function waitingText(running: readonly string[]): string {
  return `Waiting for ${nameList(running)} to end`;
}

export const STARTING_TEXT = 'Starting WSL';

function nameList(names: readonly string[]): string {
  return names.map(printable).join(', ');
}

function linesOf(text: string, width: number): string {
  return `${wrap(text, width).join('\n')}\n`;
}
