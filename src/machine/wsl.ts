import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { Facts } from './facts.ts';
import { WSL_NO_ANSWER } from './machine.ts';
import type { Programs } from './programs.ts';

/** How often it is looked whether something still runs, in milliseconds. */
const PAUSE = 250;

/** What ending and starting WSL needs. */
export interface WslControl {
  /** With the timeout that starting a virtual machine asks for. */
  readonly programs: Programs;
  readonly findDistributions: () => Promise<Facts['distributions']>;
  /** How long to wait for distributions to end, in milliseconds. */
  readonly timeout: number;
}

/**
 * Ends WSL, and waits until nothing runs or timeout is at its end.
 * @param onWaiting called with what still runs, again and again
 * @returns the names of what still runs, or runs again
 * @throws Failure `wsl-no-answer`
 */
export async function stopWsl(
  { programs, findDistributions, timeout }: WslControl,
  onWaiting: (names: readonly string[]) => void,
): Promise<readonly string[]> {
  const deadline = performance.now() + timeout;
  await runWsl(programs, '--shutdown');
  for (;;) {
    const distributions = await findDistributions();
    if (!distributions.known) throw new Failure(WSL_NO_ANSWER, { command: 'wsl.exe -l -v' });
    const running = distributions.value.filter(({ isRunning }) => isRunning).map(({ name }) => name);
    if (running.length === 0 || performance.now() >= deadline) return running;
    onWaiting(running);
    await sleep(PAUSE);
  }
}

/** Starts the default distribution. @throws Failure `wsl-no-answer` */
export async function startWsl({ programs }: WslControl): Promise<void> {
  await runWsl(programs, '-e', 'true');
}

async function runWsl(programs: Programs, ...args: readonly string[]): Promise<void> {
  const answer = await programs.askWindows('wsl.exe', ...args);
  if (!answer.known || answer.value.exit !== 0) {
    throw new Failure(WSL_NO_ANSWER, { command: ['wsl.exe', ...args].join(' ') });
  }
}
