import type { Examined } from '../doctor/checks.ts';
import { type Cure, ownCommand } from '../doctor/cures.ts';
import { problemsInOrder } from '../doctor/screen.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import { type CommonOptions, type Context, confirm, requireAnswer } from './context.ts';

const RESTART = '--restart';

/**
 * The way of `doctor --fix`: offers the cures that are commands of wslnet, in order, one question each. Of several for
 * one problem the first that is agreed to is run. What needs a restart gets one, once, at the end.
 * @returns that of the first command that failed; 1 where a problem is left for which wslnet has no command
 * @throws Failure `needs-yes` where there is something to ask and nobody to answer
 */
export async function fixProblems(
  examined: readonly Examined[],
  canRestart: boolean,
  options: CommonOptions,
  context: Context,
): Promise<ExitCode> {
  const problems = problemsInOrder(examined);
  const fixable = problems.filter(({ cures }) => cures.some(isOwn));
  const isLeft = problems.some(({ outcome, cures }) => outcome === 'failure' && !cures.some(isOwn));
  if (fixable.length === 0) {
    context.err.write('\nNothing here can be fixed by wslnet. Follow the steps above.\n');
    return isLeft ? EXIT.no : EXIT.done;
  }
  if (!options.dryRun) requireAnswer(options, context, 'doctor --fix');
  let isRestartDue = false;
  for (const { cures } of fixable) {
    const taken = await takeOne(cures.filter(isOwn), options, context);
    if (!taken) continue;
    if (taken.code !== EXIT.done) return taken.code;
    isRestartDue ||= taken.cure.restart === 'wsl' || taken.cure.own.includes(RESTART) || isRestart(taken.cure);
  }
  if (isRestartDue && canRestart) {
    const code = await offer(['restart'], 'Restart WSL now? This shuts down all distributions.', options, context);
    if (code !== null && code !== EXIT.done) return code;
  }
  return isLeft ? EXIT.no : EXIT.done;
}

type OwnCure = Cure & { readonly own: readonly string[] };

function isOwn(cure: Cure): cure is OwnCure {
  return cure.own !== null;
}

function isRestart({ own: [verb] }: OwnCure): boolean {
  return verb === 'restart';
}

/** Offers the cures of one problem until one is agreed to; null where none is. The restart itself waits for the end. */
async function takeOne(
  cures: readonly OwnCure[],
  options: CommonOptions,
  context: Context,
): Promise<{ readonly cure: OwnCure; readonly code: ExitCode } | null> {
  for (const cure of cures) {
    if (isRestart(cure)) return { cure, code: EXIT.done };
    const words = cure.own.filter((word) => word !== RESTART);
    const code = await offer(words, `Run ${ownCommand(words)}?`, options, context);
    if (code !== null) return { cure, code };
  }
  return null;
}

/** Asks, and runs wslnet with these words; null where the answer is no. */
async function offer(
  words: readonly string[],
  question: string,
  options: CommonOptions,
  context: Context,
): Promise<ExitCode | null> {
  if (options.dryRun) {
    context.err.write(`Would run ${ownCommand(words)}\n`);
    return EXIT.done;
  }
  if (!(await confirm(`\n${question} [y/N] `, options, context))) return null;
  const file = options.file === undefined ? [] : ['--file', options.file];
  return await context.runWords([...words, ...file, '--yes']);
}
