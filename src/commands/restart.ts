import { CHECKS, examineMachine } from '../doctor/checks.ts';
import { findingLines } from '../doctor/screen.ts';
import { inputOf } from '../doctor/view.ts';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import { progressOn } from '../text/progress.ts';
import { type CommonOptions, type Context, confirm, requireAnswer } from './context.ts';
import { type Chosen, defineCommand, flag } from './define.ts';
import { findingJson } from './doctor.ts';
import { lookAround } from './look.ts';
import {
  nothingRuns,
  RESTART_QUESTION,
  restartWarning,
  STARTING_TEXT,
  stoppedText,
  waitingText,
} from './restart-text.ts';
import { finding } from './shapes.ts';

const OPTIONS = { verify: flag('start it again and look whether the mode the file leads to is in force') };

type RestartOptions = Chosen<Readonly<Record<never, never>>, typeof OPTIONS>;

/** Ends WSL, so that its next start reads the file. */
export default defineCommand({
  summary: 'shut down WSL, so that its next start reads the file',
  options: OPTIONS,
  examples: ['wslnet restart', 'wslnet restart --verify'],
  json: (z) =>
    z.strictObject({
      ended: z.array(z.string()).check(z.describe('Names of distributions; with --dry-run those that would be ended.')),
      startedAgain: z.array(z.string()).check(z.describe('What Docker Desktop started again at once.')),
      dryRun: z.boolean(),
      verified: z.nullable(finding(z)).check(z.describe('What --verify saw.')),
    }),
  run: (options, context) => restart(options, context),
});

interface RestartDocument {
  readonly ended: readonly string[];
  readonly startedAgain: readonly string[];
  readonly dryRun: boolean;
  readonly verified: ReturnType<typeof findingJson> | null;
}

const DOCKER_DESKTOP = /^docker-desktop(?:-data)?$/;

/** The run of `wslnet restart`, for commands that end with it. */
export async function restart(options: RestartOptions, context: Context<RestartDocument>): Promise<ExitCode> {
  const place = await context.machine.place();
  if (options.verify && place !== 'windows') throw new Failure('verify-from-inside', {});
  const { distributions } = await context.machine.findFacts(['distributions'], null);
  if (!distributions.known) throw new Failure('wsl-no-answer', { command: 'wsl.exe -l -v' });
  const running = distributions.value.filter(({ isRunning }) => isRunning).map(({ name }) => name);
  const say = (text: string) => {
    if (!options.quiet) context.err.write(text);
  };

  let startedAgain: readonly string[] = [];
  if (running.length === 0) {
    say(nothingRuns(context.err));
  } else {
    if (!options.dryRun) requireAnswer(options, context, 'restart');
    say(restartWarning(running, place, context.err));
    if (!options.dryRun) {
      if (!(await confirm(RESTART_QUESTION, options, context))) {
        const nothing = { ended: [], startedAgain: [], dryRun: false, verified: null };
        if (options.json) context.printJson(nothing);
        return EXIT.no;
      }
      startedAgain = await stop(options, context);
      say(stoppedText(startedAgain, context.err));
    }
  }
  const isVerifying = options.verify === true && !options.dryRun;
  const verified = isVerifying ? await verify(options, context) : null;
  if (options.json) {
    context.printJson({
      ended: running,
      startedAgain,
      dryRun: options.dryRun === true,
      verified: verified && findingJson(verified),
    });
  } else if (verified) {
    context.out.write(`${findingLines(verified, context.out).join('\n')}\n`);
  }
  if (!verified || verified.outcome === 'pass') return EXIT.done;
  return verified.outcome === 'failure' ? EXIT.no : EXIT.noAnswer;
}

/** @returns what Docker Desktop started again @throws Failure where something else still runs */
async function stop(options: CommonOptions, { machine, err }: Context): Promise<readonly string[]> {
  const progress = progressOn(err, options.quiet);
  const running = await machine.stopWsl((names) => progress.update(waitingText(names))).finally(progress.end);
  const others = running.filter((name) => !DOCKER_DESKTOP.test(name));
  if (others.length > 0) throw new Failure('still-running', { names: others });
  return running;
}

/** Starts WSL and examines the active mode. */
async function verify(options: RestartOptions, context: Context) {
  const progress = progressOn(context.err, options.quiet);
  progress.update(STARTING_TEXT);
  await context.machine.startWsl().finally(progress.end);
  const checks = CHECKS.filter(({ id }) => id === 'mode-active');
  const view = await lookAround(
    options,
    context,
    checks.flatMap(({ facts, hints }) => [...facts, ...hints]),
  );
  // WSL has just read the file, whatever the clocks of Windows and Linux say.
  const [finding] = examineMachine(checks, { ...inputOf(view), restart: 'not-due' }, view.facts);
  if (!finding) throw new Error('the check of the active mode is gone');
  return finding;
}
