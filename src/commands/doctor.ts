import { CHECKS, TOPICS } from '../doctor/check.ts';
import { doctorReport, doctorSummary, type Examined } from '../doctor/report.ts';
import { hasAnswer, inputOf, viewMachine } from '../doctor/view.ts';
import { EXIT, Failure } from '../failure.ts';
import { progressOn } from '../text/progress.ts';
import type { CommonOptions } from './context.ts';
import { defineCommand, optionalOperand } from './define.ts';
import { filePath, finding } from './shapes.ts';

/** Looks for what keeps the network from being as the file asks. */
export default defineCommand({
  summary: 'find out what is wrong and how to fix it',
  operands: {
    topic: optionalOperand('topic', `a part of the examination: ${TOPICS.join(', ')}`, {
      complete: () => TOPICS.map((value) => ({ value, description: '' })),
    }),
  },
  examples: ['wslnet doctor', 'wslnet doctor ports'],
  json: (z) => z.strictObject({ file: z.nullable(filePath(z)), checks: z.array(finding(z)) }),
  async run(options, context) {
    const { topic } = options;
    if (topic !== undefined && !TOPICS.some((each) => each === topic)) {
      throw new Failure('unknown-doctor-topic', { topic, topics: TOPICS });
    }
    const checks = CHECKS.filter((check) => topic === undefined || check.topic === topic);
    const progress = progressOn(context.err, options.quiet);
    const view = await viewMachine(
      checks.flatMap(({ facts }) => facts),
      options,
      context,
      (found, of) => progress.update(`Asking Windows and WSL: ${found} of ${of}`),
    ).finally(progress.end);
    const input = inputOf(view);
    const examined: Examined[] = checks.map(({ id, topic: part, examine }) => {
      return { id, topic: part, ...examine(input, view.facts) };
    });

    if (options.json) {
      context.printJson({ file: view.file?.snapshot.path ?? null, checks: examined });
    } else {
      const shown = examined.filter((each) => isWorthShowing(each, examined, options));
      if (shown.length > 0) context.out.write(doctorReport(shown, context.out));
      if (!options.quiet) context.err.write(doctorSummary(examined));
    }
    if (!hasAnswer(view.facts)) return EXIT.noAnswer;
    return examined.some(({ outcome }) => outcome === 'failure') ? EXIT.no : EXIT.done;
  },
});

/** What does not apply is for the verbose, and what several checks do not know is said once. */
function isWorthShowing(each: Examined, all: readonly Examined[], { verbose }: CommonOptions): boolean {
  if (each.outcome === 'not-applicable') return verbose === true;
  return each.outcome !== 'unknown' || all.find(({ seen }) => seen === each.seen) === each;
}
