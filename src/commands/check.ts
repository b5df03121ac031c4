import { ONE_STANDARD_INPUT, type OpenFile, openForReading, STANDARD_INPUT } from '../change/open-file.ts';
import { diagnose } from '../check/diagnose.ts';
import type { Diagnostic, Severity } from '../check/diagnostic.ts';
import { BAD_USAGE, EXIT, Failure } from '../failure.ts';
import { type CheckDocument, checkDocument, type FormatOptions, writeFound, writeSummary } from './check-report.ts';
import { anyOperands, type Context, choice, defineCommand, FILES, flag, JSON_NEEDS_STDOUT, text } from './define.ts';

/** What is wrong with files, and with `--fix` fixing what can be fixed. */
export default defineCommand({
  summary: 'find mistakes in the file, and fix them',
  details: ['Without a file, it checks the one that WSL reads; - is standard input.'],
  takesFiles: true,
  operands: { paths: anyOperands('file', 'the files to check', { complete: FILES }) },
  options: {
    fix: flag('fix what can be fixed safely'),
    strict: flag('exit with 1 for warnings too'),
    format: choice(['text', 'json', 'github', 'sarif'], 'how to print it', 'text'),
    encoding: text('code page', 'with --fix: convert the file from this code page to UTF-8', {
      complete: async () => (await import('../check/code-pages.ts')).codePageCandidates(),
    }),
  },
  examples: [
    'wslnet check',
    'wslnet check --fix --dry-run',
    'wslnet check --strict --format github',
    'wslnet check dotfiles/*.wslconfig --format sarif',
  ],
  json: checkDocument,
  async run(options, context) {
    const format = options.json ? 'json' : options.format;
    const paths = [...(options.files ?? (options.file === undefined ? [] : [options.file])), ...options.paths];
    if (paths.filter((path) => path === STANDARD_INPUT).length > 1) throw new Failure(ONE_STANDARD_INPUT, {});
    if (options.encoding !== undefined && !options.fix) {
      throw new Failure(BAD_USAGE, {
        message: '--encoding is for --fix alone.',
        hint: 'Add --fix; with --dry-run it only shows what would change.',
      });
    }
    const isFilter = options.fix && paths.includes(STANDARD_INPUT) && !options.dryRun;
    if (isFilter && format !== 'text') throw new Failure(JSON_NEEDS_STDOUT, { command: 'check --fix' });
    const named = paths.length > 0 ? paths : [undefined];
    const files: OpenFile[] = [];
    const purpose = options.fix ? 'change' : 'look';
    for (const file of named) files.push(await openForReading({ ...options, file }, context, purpose));
    const checked = { ...options, format };
    const found = options.fix
      ? await (await import('./check-fix.ts')).checkAndFix(files, checked, context)
      : await checkOnly(files, checked, context);
    const counts = (severity: Severity) => severity === 'error' || (options.strict && severity === 'warning');
    return found.some(({ severity }) => counts(severity)) ? EXIT.no : EXIT.done;
  },
});

async function checkOnly(
  files: readonly OpenFile[],
  { format, quiet = false }: FormatOptions,
  context: Context<CheckDocument>,
): Promise<readonly Diagnostic[]> {
  const found = files.map((file) => ({ file, diagnostics: diagnose(file.document) }));
  const all = found.flatMap(({ diagnostics }) => diagnostics);
  if (format === 'text' && all.length === 0) {
    if (!quiet) writeSummary(files, all, context.out);
    return all;
  }
  // Sentences, and what tries fixes, are loaded where there is something to say.
  const { withSafeFixes } = await import('../check/fix.ts');
  const tried = found.map(({ file }) => ({ file, diagnostics: withSafeFixes(file.document) }));
  if (format === 'json') {
    const { diagnosticJson } = await import('../check/report.ts');
    const documents = tried.map(({ file: { snapshot, name, document }, diagnostics }) => {
      return { file: snapshot.path, diagnostics: diagnostics.map((each) => diagnosticJson(each, document, name)) };
    });
    const [only] = documents;
    context.printJson(only && documents.length === 1 ? only : { files: documents });
    return all;
  }
  await writeFound(tried, format, context.out);
  if (format === 'text' && !quiet) writeSummary(files, all, context.out);
  return all;
}
