import { type Channel, type Progress, progressOn } from '../text/terminal.ts';
import { type Leg, seconds } from './leg.ts';
import type { LegResult } from './run-legs.ts';
import { painted, stateMark } from './screen.ts';

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
