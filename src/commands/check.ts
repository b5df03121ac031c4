import { countSentence } from '../check/count.ts';
import { diagnose, examineReading } from '../check/diagnose.ts';
import type { Diagnostic } from '../check/diagnostic.ts';
import { EXIT, Failure } from '../failure.ts';
import { wrap } from '../text/wrap.ts';
import type { CheckDocument, FormatOptions } from './check-fix.ts';
import type { Context } from './context.ts';
import { choice, defineCommand, flag } from './define.ts';
import { type OpenFile, openExisting, STANDARD_INPUT } from './open-file.ts';
import { changeDocument, diagnostic, filePath } from './shapes.ts';

/** What is wrong with the file, and with `--fix` mending what can be mended. */
export default defineCommand({
  summary: 'find mistakes in the file, and fix them',
  options: {
    fix: flag('mend what can be mended without a doubt'),
    strict: flag('exit with 1 for warnings too'),
    format: choice(['text', 'json', 'github'], 'how to print it', 'text'),
  },
  examples: ['wslnet check', 'wslnet check --fix --dry-run', 'wslnet check --strict --format github'],
  json: (z) =>
    z.union([
      z.strictObject({ file: filePath(z), diagnostics: z.array(diagnostic(z)) }).check(z.describe('Without --fix.')),
      changeDocument(z).check(z.describe('With --fix; the diagnostics are those that are left.')),
    ]),
  async run(options, context) {
    const format = options.json ? 'json' : options.format;
    const isFilter = options.fix && options.file === STANDARD_INPUT && !options.dryRun;
    if (isFilter && format === 'json') throw new Failure('json-needs-stdout', { command: 'check --fix' });
    const file = await openExisting(options, context);
    const diagnostics = options.fix
      ? await (await import('./check-fix.ts')).checkAndFix(file, { ...options, format }, context)
      : await checkOnly(file, { ...options, format }, context);
    const counts = ({ severity }: Diagnostic) => severity === 'error' || (options.strict && severity === 'warning');
    return diagnostics.some(counts) ? EXIT.no : EXIT.done;
  },
});

async function checkOnly(
  file: OpenFile,
  { format, quiet = false }: FormatOptions,
  { out, printJson }: Context<CheckDocument>,
): Promise<readonly Diagnostic[]> {
  const diagnostics = diagnose(examineReading(file));
  if (format === 'json') {
    const { diagnosticJson } = await import('../check/report.ts');
    const json = diagnostics.map((diagnostic) => diagnosticJson(diagnostic, file.lines));
    printJson({ file: file.snapshot.path, diagnostics: json });
  } else if (diagnostics.length > 0) {
    // The sentences are loaded where there is something to say.
    const { writeDiagnostics } = await import('../check/report.ts');
    writeDiagnostics(diagnostics, file, { format, quiet }, out);
  } else if (format === 'text' && !quiet) {
    out.write(`${wrap(countSentence([], file.name), out.width).join('\n')}\n`);
  }
  return diagnostics;
}
