import { TOPICS, type TriedPath } from '../doctor/check.ts';
import { CHECKS, type Examined, examineMachine, inputOf } from '../doctor/checks.ts';
import type { Cure } from '../doctor/cures.ts';
import { factTitle, windowsName } from '../doctor/facts.ts';
import { doctorScreen, fullScreen, problemsInOrder, problemsScreen } from '../doctor/screen.ts';
import { hasAnswer, type MachineView } from '../doctor/view.ts';
import { EXIT, type ExitCode, Failure, type FailureKind, quote } from '../failure.ts';
import type { FactName } from '../machine/facts.ts';
import { ownCommand } from '../text/printable.ts';
import { progressOn } from '../text/terminal.ts';
import {
  anyOperands,
  type CommonOptions,
  type Context,
  confirm,
  defineCommand,
  flag,
  requireAnswer,
} from './define.ts';
import { filePath, finding, findingJson } from './json.ts';
import { lookAround } from './look.ts';

/** Looks for what keeps the network from being as the file asks. */
export default defineCommand({
  summary: 'find out what is wrong and how to fix it',
  details: ['It never starts WSL, needs no administrator rights, and changes nothing without --fix.'],
  operands: {
    topics: anyOperands('topic', `what to check: ${TOPICS.join(', ')}`, {
      complete: () => TOPICS.map((value) => ({ value, description: '' })),
    }),
  },
  options: {
    test: flag('also test the network, as wslnet test does'),
    fix: flag('offer to run the fixes that are wslnet commands, one question each'),
  },
  examples: ['wslnet doctor', 'wslnet doctor ports dns', 'wslnet doctor --test', 'wslnet doctor --fix'],
  json: (z) => z.strictObject({ file: z.nullable(filePath(z)), checks: z.array(finding(z)) }),
  async run(options, context) {
    const topics = options.topics.map((topic) => topic.toLowerCase());
    const strange = topics.find((topic) => !TOPICS.some((each) => each === topic));
    if (strange !== undefined) throw new Failure(UNKNOWN_DOCTOR_TOPIC, { topic: strange, topics: TOPICS });
    if (options.fix && options.json) throw new Failure(JSON_NEEDS_NO_FIX, {});
    const checks = CHECKS.filter(({ topic }) => topics.length === 0 || topics.includes(topic));
    const progress = progressOn(context.err, options.quiet);
    const view = await lookAround(
      options,
      context,
      checks.flatMap(({ facts, hints }) => [...facts, ...hints]),
      (waiting) => progress.update(waitingText(waiting)),
    ).finally(progress.end);
    if (view.absence?.code === 'file-not-found') throw view.absence;
    const paths = options.test ? await tryPaths(options, context) : null;
    const examined = examineMachine(checks, inputOf(view, paths), view.facts);
    const canRestart = view.restart !== 'not-running';
    if (options.json) {
      context.printJson({ file: view.file?.snapshot.path ?? null, checks: examined.map(findingJson) });
    } else {
      const draw = options.quiet ? problemsScreen : options.verbose ? fullScreen : doctorScreen;
      const contents = { examined, summary: summaryOf(view), canRestart, hasAnswer: hasAnswer(view.facts) };
      context.out.write(draw(contents, context.out));
    }
    if (options.fix) return await fixProblems(examined, canRestart, options, context);
    if (!hasAnswer(view.facts)) return EXIT.noAnswer;
    return examined.some(({ outcome }) => outcome === 'failure') ? EXIT.no : EXIT.done;
  },
});

const JSON_NEEDS_NO_FIX: FailureKind = {
  code: 'json-needs-no-fix',
  exit: EXIT.usage,
  message: () => '--fix asks questions, so it cannot be used with --json.',
  hint: () => 'Run wslnet doctor --json, then run the commands listed under "cures".',
  showsUsage: true,
};

const UNKNOWN_DOCTOR_TOPIC: FailureKind<{ readonly topic: string; readonly topics: readonly string[] }> = {
  code: 'unknown-doctor-topic',
  exit: EXIT.usage,
  message: ({ topic }) => `Unknown topic ${quote(topic)}.`,
  hint: ({ topics }) => `Choose from ${topics.join(', ')}.`,
  showsUsage: true,
};

/** What `wslnet test` finds; nothing where it cannot be run. */
async function tryPaths({ file, quiet }: CommonOptions, { runWords }: Context<never>): Promise<readonly TriedPath[]> {
  let text = '';
  const words = ['test', '--json', ...(quiet ? ['--quiet'] : []), ...(file === undefined ? [] : ['--file', file])];
  await runWords(words, (chunk) => {
    text += chunk;
  });
  if (text === '') return [];
  const { legs = [] } = JSON.parse(text) as { readonly legs?: readonly TriedPath[] };
  return legs;
}

/** What is waited for: the first few names, and how many more. */
function waitingText(waiting: readonly FactName[]): string {
  const [first, second, ...rest] = waiting;
  if (first === undefined) return '';
  const titles = second === undefined ? factTitle(first) : `${factTitle(first)}, ${factTitle(second)}`;
  return `Asking Windows and WSL for ${titles}${rest.length > 0 ? ` and ${rest.length} more` : ''} ...`;
}

/** What is well, in a few words; null where too little is known. */
function summaryOf({ facts: { activeMode, windows, wsl } }: MachineView<never>): string | null {
  if (!activeMode.known || !windows.known || !wsl.known || wsl.value.wsl === null) return null;
  return `${activeMode.value} is active on ${windowsName(windows.value)} with WSL ${wsl.value.wsl}`;
}

const RESTART = '--restart';

/**
 * What `doctor --fix` does: offers the cures that are commands of wslnet, in order, one question each. Of several for
 * one problem the first that is agreed to is run. What needs a restart gets one, once, at the end.
 * @returns that of the first command that failed; 1 where a problem is left for which wslnet has no command
 * @throws Failure `needs-yes` where there is something to ask and nobody to answer
 */
async function fixProblems(
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
