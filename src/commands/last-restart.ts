import type { LastRestart } from '../machine/handover.ts';
import { printable } from '../text/printable.ts';
import { wrap } from '../text/wrap.ts';
import type { Context } from './context.ts';

/** Says once how the restart went that was handed to Windows; while it is under way, that it is. */
export async function tellLastRestart({ machine, err }: Pick<Context, 'machine' | 'err'>): Promise<void> {
  const last = await machine.lastRestart();
  if (!last) return;
  const isGood = last.step === 'done' && last.problem === null && isAsWanted(last);
  const style = isGood || last.isUnderWay ? err.colors.green : err.colors.red;
  for (const line of wrap(lastRestartText(last), err.width)) err.write(`${style(line)}\n`);
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
export function lastRestartText(last: LastRestart): string {
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
  if (rollback !== null) sentences.push(rollbackText(rollback, modeAfter, problem));
  else if (mode !== null && !isAsWanted(last)) sentences.push('To find out why: wslnet doctor mode');
  return sentences.join(' ');
}

function rollbackText(
  rollback: NonNullable<LastRestart['rollback']>,
  modeAfter: string | null,
  problem: string | null,
): string {
  switch (rollback) {
    case 'done':
      return modeAfter === null
        ? `Rolled back: the file was restored${problem === null ? '' : `; restarting WSL failed: ${problem}`}.`
        : `Rolled back: the file was restored, and WSL runs in ${printable(modeAfter)} mode again.`;
    case 'changed':
      return 'Not rolled back: another program has changed the file. To restore it anyway: wslnet undo --force';
    case 'busy':
      return 'Not rolled back: another wslnet was changing the file. To restore it: wslnet undo';
    case 'failed':
      return `Not rolled back: ${problem ?? 'the file could not be written'}. To restore it: wslnet undo`;
  }
}
