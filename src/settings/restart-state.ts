import type { Facts } from '../facts.ts';
import type { Mode } from './kinds.ts';

/**
 * Whether WSL has read the file as it is: it does so only when its virtual machine starts.
 * `not-running`: the next start reads it. `not-applicable`: this is WSL 1, which does not read it.
 */
export type RestartState = 'due' | 'not-due' | 'not-running' | 'not-applicable' | 'unknown';

/** The facts that tell. */
export const RESTART_FACTS = ['distributions', 'modeInForce', 'vmStartedAt', 'fileChangedAt'] as const;

/** @param expected the mode the file leads to on this machine; null where that is unknown */
export function restartState(
  { distributions, modeInForce, vmStartedAt, fileChangedAt }: Pick<Facts, (typeof RESTART_FACTS)[number]>,
  expected: Mode | null,
): RestartState {
  if (modeInForce.known && modeInForce.value === 'wsl1') return 'not-applicable';
  const isStopped = distributions.known && !distributions.value.some((each) => each.isRunning && each.version === 2);
  if (isStopped || (!modeInForce.known && modeInForce.why === 'not-running')) return 'not-running';
  if (!fileChangedAt.known || !vmStartedAt.known) return 'unknown';
  if (fileChangedAt.value !== null) return fileChangedAt.value > vmStartedAt.value ? 'due' : 'not-due';
  // A file that is gone has no time. While it was there it may have led to another mode.
  if (!modeInForce.known || expected === null) return 'unknown';
  return modeInForce.value === expected ? 'not-due' : 'due';
}
