import { countSentence } from '../check/count.ts';
import { diagnose, examineReading } from '../check/diagnose.ts';
import type { Diagnostic } from '../check/diagnostic.ts';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import { wrap } from '../text/wrap.ts';
import type { CommonOptions, Context } from './context.ts';
import { jsonDocument } from './json.ts';
import { type OpenFile, openExisting, STANDARD_INPUT } from './open-file.ts';

export type CheckFormat = 'text' | 'json' | 'github';

export interface CheckOptions extends CommonOptions {
  readonly fix?: boolean;
  /** Whether warnings count for the exit code as errors do. */
  readonly strict?: boolean;
  readonly format: CheckFormat;
}

/** `wslnet check`: what is wrong with the file, and with `--fix` mending what can be mended. */
export async function check(options: CheckOptions, context: Context): Promise<ExitCode> {
  const format = options.json ? 'json' : options.format;
  const isFilter = options.fix === true && options.file === STANDARD_INPUT && !options.dryRun;
  if (isFilter && format === 'json') throw new Failure('json-needs-stdout', { command: 'check --fix' });
  const file = await openExisting(options, context);
  const diagnostics = options.fix
    ? await (await import('./check-fix.ts')).checkAndFix(file, { ...options, format }, context)
    : await checkOnly(file, { ...options, format }, context);
  const counts = ({ severity }: Diagnostic) => severity === 'error' || (options.strict && severity === 'warning');
  return diagnostics.some(counts) ? EXIT.no : EXIT.done;
}

async function checkOnly(
  file: OpenFile,
  { format, quiet = false }: CheckOptions,
  { out }: Context,
): Promise<readonly Diagnostic[]> {
  const diagnostics = diagnose(examineReading(file));
  if (format === 'json') {
    const { diagnosticJson } = await import('../check/report.ts');
    const json = diagnostics.map((diagnostic) => diagnosticJson(diagnostic, file.lines));
    out.write(jsonDocument('check', { file: file.snapshot.path, diagnostics: json }));
  } else if (diagnostics.length > 0) {
    // The sentences are loaded where there is something to say.
    const { writeDiagnostics } = await import('../check/report.ts');
    writeDiagnostics(diagnostics, file, { format, quiet }, out);
  } else if (format === 'text' && !quiet) {
    out.write(`${wrap(countSentence([], file.name), out.width).join('\n')}\n`);
  }
  return diagnostics;
}
