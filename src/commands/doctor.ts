import { EXIT, type ExitCode, Failure } from '../failure.ts';
import { TOPICS } from '../report/checks/check.ts';
import { CHECKS } from '../report/checks/check-table.ts';
import { doctorReport, doctorSummary, type Examined } from '../report/doctor-report.ts';
import { jsonDocument } from '../report/json.ts';
import { progressOn } from '../report/progress.ts';
import type { CommonOptions, Context } from './context.ts';
import { hasAnswer, patientOf, viewMachine } from './machine-view.ts';

export interface DoctorOptions extends CommonOptions {
  /** A part of the examination; undefined for all. */
  readonly topic: string | undefined;
}

/** `wslnet doctor`: looks for what keeps the network from being as the file asks. */
export async function doctor(options: DoctorOptions, context: Context): Promise<ExitCode> {
  const { topic } = options;
  if (topic !== undefined && !TOPICS.some((each) => each === topic)) {
    throw new Failure('unknown-part', { topic, topics: TOPICS });
  }
  const checks = CHECKS.filter((check) => topic === undefined || check.topic === topic);
  const progress = progressOn(context.err, options.quiet);
  const view = await viewMachine(
    checks.flatMap(({ facts }) => facts),
    options,
    context,
    (found, of) => progress.update(`Asking Windows and WSL: ${found} of ${of}`),
  ).finally(progress.end);
  const patient = patientOf(view);
  const examined: Examined[] = checks.map(({ id, topic: part, examine }) => {
    return { id, topic: part, ...examine(patient, view.facts) };
  });

  if (options.json) {
    context.out.write(jsonDocument('doctor', { file: view.file?.snapshot.path ?? null, checks: examined }));
  } else {
    const shown = examined.filter(({ outcome }) => options.verbose || outcome !== 'not-applicable');
    if (shown.length > 0) context.out.write(doctorReport(shown, context.out));
    if (!options.quiet) context.err.write(doctorSummary(examined));
  }
  if (!hasAnswer(view.facts)) return EXIT.noAnswer;
  return examined.some(({ outcome }) => outcome === 'failure') ? EXIT.no : EXIT.done;
}
