import { DOCKER, GATEWAY, LAN, MULTICAST } from './host-legs.ts';
import { IPV4, IPV6, PROXY } from './internet-legs.ts';
import { type Bench, type Leg, notPromised, type Outcome, unknownOutcome } from './leg.ts';
import { LINUX_TO_WINDOWS, WINDOWS_TO_LINUX } from './localhost-legs.ts';
import { DNS } from './name-leg.ts';
import { TARGET } from './target-leg.ts';

/** All legs. Those that need nothing from Windows come first: PowerShell starts meanwhile. */
export const LEGS: readonly Leg[] = [
  DNS,
  PROXY,
  MULTICAST,
  GATEWAY,
  DOCKER,
  LINUX_TO_WINDOWS,
  WINDOWS_TO_LINUX,
  IPV4,
  IPV6,
  TARGET,
  LAN,
];

/** A leg that was tried. */
export interface LegResult {
  readonly leg: Leg;
  readonly outcome: Outcome;
  /** How long it took to try, in milliseconds. */
  readonly took: number;
}

/** How to try legs. */
export interface RunOptions {
  /** When all must be over, by `performance.now()`. */
  readonly deadline: number;
  /** Called with the legs that are being tried and those that were, whenever that changes. */
  readonly onChange?: (running: readonly Leg[], results: readonly LegResult[]) => void;
}

/** More at once would get into each other's way, and be timed wrongly. */
const AT_ONCE = 3;

/** Tries legs, a few at a time, and gives their results in the order of the legs. Never throws. */
export async function runLegs(legs: readonly Leg[], bench: Bench, options: RunOptions): Promise<LegResult[]> {
  const { deadline, onChange } = options;
  const waiting = [...legs];
  const running = new Set<Leg>();
  const results = new Map<Leg, LegResult>();
  const tell = () => onChange?.([...running], [...results.values()]);
  const work = async () => {
    for (let leg = waiting.shift(); leg; leg = waiting.shift()) {
      running.add(leg);
      tell();
      const start = performance.now();
      const outcome = await tryLeg(leg, bench, deadline - start);
      running.delete(leg);
      results.set(leg, { leg, outcome, took: Math.round(performance.now() - start) });
      tell();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return legs.flatMap((leg) => results.get(leg) ?? []);
}

/** @param timeLeft milliseconds */
async function tryLeg(leg: Leg, bench: Bench, timeLeft: number): Promise<Outcome> {
  const promise = leg.ability === null ? null : bench.promises?.[leg.ability];
  if (bench.mode === 'none') return notPromised('Mode none has no network.');
  if (promise?.works === 'no') return notPromised(promise.note ?? `Not available in ${bench.mode} mode.`);
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<Outcome>((settle) => {
    timer = setTimeout(settle, Math.max(0, timeLeft), unknownOutcome('It took too long.'));
  });
  const outcome = await Promise.race([leg.attempt(bench), timeUp]);
  clearTimeout(timer);
  if (outcome.state !== 'fails') return outcome;
  // What nobody promised cannot fail.
  if (leg.ability !== null && bench.promises === null) {
    return unknownOutcome(`${outcome.trouble.seen} The active mode is not known, so this may be normal.`);
  }
  if (promise?.works === 'unknown') {
    return unknownOutcome(`${outcome.trouble.seen} It is not documented whether ${bench.mode} mode supports this.`);
  }
  return outcome;
}

/** Whether anything failed that the mode promises. */
export function hasFailed(results: readonly LegResult[]): boolean {
  return results.some(({ outcome }) => outcome.state === 'fails');
}
