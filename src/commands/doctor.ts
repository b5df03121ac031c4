import { TOPICS, type TriedPath } from '../doctor/check.ts';
import { CHECKS, type Examined, examineMachine } from '../doctor/checks.ts';
import { factTitle, windowsName } from '../doctor/facts.ts';
import { doctorScreen, fullScreen, problemsScreen } from '../doctor/screen.ts';
import { hasAnswer, inputOf, type MachineView } from '../doctor/view.ts';
import { EXIT, Failure } from '../failure.ts';
import type { FactName } from '../machine/facts.ts';
import { progressOn } from '../text/progress.ts';
import type { CommonOptions, Context } from './context.ts';
import { anyOperands, defineCommand, flag } from './define.ts';
import { fixProblems } from './doctor-fix.ts';
import { lookAround } from './look.ts';
import { filePath, finding } from './shapes.ts';

/** Looks for what keeps the network from being as the file asks. */
export default defineCommand({
  summary: 'find out what is wrong and how to fix it',
  details: ['It never starts WSL, needs no administrator, and changes nothing without --fix.'],
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
    if (strange !== undefined) throw new Failure('unknown-doctor-topic', { topic: strange, topics: TOPICS });
    if (options.fix && options.json) throw new Failure('json-needs-no-fix', {});
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

/** A finding as JSON documents have it. */
export function findingJson({ id, topic, outcome, ending, seen, why, cures }: Examined) {
  return {
    ...{ id, topic, outcome, ending, seen, why },
    cures: cures.map(({ id: name, text, commands, needsAdministrator, restart }) => {
      return { id: name, text, commands, needsAdministrator, restart };
    }),
  };
}
