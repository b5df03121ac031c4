import { type Channel, type Progress, progressOn } from '../text/terminal.ts';
import { DNS, IPV4, IPV6 } from './internet-legs.ts';
import { type Bench, type Leg, type LegResult, notPromised, type Outcome, seconds, unknownOutcome } from './leg.ts';
import { DOCKER, GATEWAY, LAN, LINUX_TO_WINDOWS, MULTICAST, WINDOWS_TO_LINUX } from './local-legs.ts';
import { PROXY, TARGET } from './named-legs.ts';
import { painted, stateMark } from './screen.ts';

/**
 * All legs. What takes longest where names do not resolve comes first, and then what needs nothing from Windows:
 * PowerShell starts meanwhile.
 */
export const LEGS: readonly Leg[] = [
  DNS,
  TARGET,
  PROXY,
  MULTICAST,
  GATEWAY,
  DOCKER,
  LINUX_TO_WINDOWS,
  WINDOWS_TO_LINUX,
  IPV4,
  IPV6,
  LAN,
];

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

/** What legs are doing, shown while they are tried. */
export interface LiveLegs {
  /** @param running the legs that are being tried */
  update(running: readonly Leg[], results: readonly LegResult[]): void;
  /** Clears it from the screen; a second time does nothing. */
  end(): void;
}

/** Narrower terminals show a single line. */
const LEAST_WIDTH = 60;

/** How long each picture of the spinner stays, in milliseconds. */
const TURN = 120;

/**
 * Shows a line for each leg, on a terminal that it fits on: waiting, being tried, or how it ended. On a smaller one it is
 * one line for all of them, elsewhere nothing.
 */
export function showLegs(legs: readonly Leg[], channel: Channel, isQuiet = false): LiveLegs {
  const hasRoom = channel.width >= LEAST_WIDTH && channel.height > legs.length + 1;
  return hasRoom && !isQuiet ? showList(legs, channel) : showLine(legs, progressOn(channel, isQuiet));
}

function showLine(legs: readonly Leg[], progress: Progress): LiveLegs {
  progress.update('Looking at this computer');
  return {
    update(running, results) {
      const titles = running.map(({ title }) => title).join(', ');
      progress.update(`Testing ${results.length + running.length} of ${legs.length}: ${titles}`);
    },
    end: progress.end,
  };
}

function showList(legs: readonly Leg[], channel: Channel): LiveLegs {
  const pictures = [...(channel.isUnicode ? '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏' : '|/-\\')];
  let turn = 0;
  let running: readonly Leg[] = [];
  let results: readonly LegResult[] = [];
  let isDrawn = false;
  const back = () => (isDrawn ? `\r\u001b[${legs.length}A` : '');

  /** All lines in one go, over the former ones: a terminal shows no gap between the two. */
  function draw(): void {
    channel.write(`${back()}${legs.map((leg) => `${lineOf(leg)}\u001b[K\n`).join('')}`);
    isDrawn = true;
  }

  function lineOf(leg: Leg): string {
    const { colors } = channel;
    const outcome = results.find((result) => result.leg === leg)?.outcome;
    if (outcome) {
      const time = outcome.state === 'works' && outcome.ms !== null ? `  ${colors.dim(seconds(outcome.ms))}` : '';
      return `  ${painted(stateMark(outcome), channel)} ${leg.title}${time}`;
    }
    return running.includes(leg) ? `  ${pictures[turn]} ${leg.title}` : colors.dim(`    ${leg.title}`);
  }

  draw();
  const timer = setInterval(() => {
    turn = (turn + 1) % pictures.length;
    draw();
  }, TURN).unref();
  return {
    update(nowRunning, nowResults) {
      running = nowRunning;
      results = nowResults;
      draw();
    },
    end() {
      clearInterval(timer);
      if (isDrawn) channel.write(`${back()}\u001b[J`);
      isDrawn = false;
    },
  };
}
