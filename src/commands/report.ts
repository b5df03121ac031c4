import manifest from '../../package.json' with { type: 'json' };
import { CHECKS, examineMachine, inputOf } from '../doctor/checks.ts';
import { anonymise, knownNames, NAME_FACTS, reportText } from '../doctor/report.ts';
import { fullScreen } from '../doctor/screen.ts';
import { statusScreen } from '../doctor/status.ts';
import { hasAnswer } from '../doctor/view.ts';
import { EXIT } from '../failure.ts';
import { runtime } from '../machine/installation.ts';
import { openColors, progressOn } from '../text/terminal.ts';
import { defineCommand, flag } from './define.ts';
import { lookAround } from './look.ts';
import { statusOf } from './status.ts';

const WIDTH = 100;

/** One Markdown text for a bug report. */
export default defineCommand({
  summary: 'print a report of this machine to paste into an issue',
  details: [
    'It contains versions, the settings of the file, status and the findings of doctor. Comments, secrets, user names, computer names and addresses are removed or replaced. Nothing is sent anywhere.',
  ],
  options: { test: flag('also run wslnet test and add its results') },
  examples: ['wslnet report', 'wslnet report --test'],
  json: (z) => z.strictObject({ report: z.string().check(z.describe('Markdown.')) }),
  async run(options, context) {
    const progress = progressOn(context.err, options.quiet);
    progress.update('Asking Windows and WSL ...');
    const names = CHECKS.flatMap(({ facts, hints }) => [...facts, ...hints]);
    const view = await lookAround(options, context, [...names, ...NAME_FACTS]).finally(progress.end);
    const examined = examineMachine(CHECKS, inputOf(view), view.facts);
    const page = { ...context.out, colors: await openColors(0), width: WIDTH, isUnicode: true };
    let test: string | null = null;
    if (options.test) {
      test = '';
      await context.runWords(['test', '--color', 'never', ...fileWords(options.file)], (text) => {
        test += text;
      });
    }
    const text = reportText({
      version: manifest.version,
      runtime: runtime(),
      place: view.place,
      file: view.file?.snapshot.bytes ? view.file.document : null,
      distributions: view.facts.distributions,
      status: statusScreen(statusOf(view), page),
      doctor: fullScreen({ examined, summary: null, canRestart: false, hasAnswer: hasAnswer(view.facts) }, page),
      test,
    });
    const report = anonymise(text, knownNames(view.facts));
    if (options.json) context.printJson({ report });
    else context.out.write(report);
    return EXIT.done;
  },
});

function fileWords(file: string | undefined): string[] {
  return file === undefined ? [] : ['--file', file];
}
