import { type OpenFile, openForReading, STANDARD_INPUT } from '../change/open-file.ts';
import { countBySeverity, countSentence } from '../check/count.ts';
import { diagnose } from '../check/diagnose.ts';
import type { Diagnostic, Severity } from '../check/diagnostic.ts';
import { EXIT, Failure } from '../failure.ts';
import type { Channel } from '../text/colors.ts';
import { wrap } from '../text/wrap.ts';
import type { CommonOptions, Context } from './context.ts';
import { anyOperands, choice, defineCommand, FILES, flag, type Members, text } from './define.ts';
import { changeDocument, diagnostic, filePath } from './shapes.ts';
import type { Zod } from './zod.ts';

/** What is wrong with files, and with `--fix` fixing what can be fixed. */
export default defineCommand({
  summary: 'find mistakes in the file, and fix them',
  details: ['Without a file it is the one that WSL reads; - is standard input.'],
  operands: { files: anyOperands('file', 'the files to check', { complete: FILES }) },
  options: {
    fix: flag('fix what can be fixed without a doubt'),
    strict: flag('exit with 1 for warnings too'),
    format: choice(['text', 'json', 'github', 'sarif'], 'how to print it', 'text'),
    encoding: text('code page', 'with --fix, rewrite a file as UTF-8 that is in this code page', {
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
    const paths = [...(options.file === undefined ? [] : [options.file]), ...options.files];
    if (paths.filter((path) => path === STANDARD_INPUT).length > 1) throw new Failure('one-standard-input', {});
    const isFilter = options.fix && paths.includes(STANDARD_INPUT) && !options.dryRun;
    if (isFilter && format !== 'text') throw new Failure('json-needs-stdout', { command: 'check --fix' });
    const named = paths.length > 0 ? paths : [undefined];
    const files: OpenFile[] = [];
    for (const file of named) files.push(await openForReading({ ...options, file }, context));
    const checked = { ...options, format };
    const found = options.fix
      ? await (await import('./check-fix.ts')).checkAndFix(files, checked, context)
      : await checkOnly(files, checked, context);
    const counts = (severity: Severity) => severity === 'error' || (options.strict && severity === 'warning');
    return found.some(({ severity }) => counts(severity)) ? EXIT.no : EXIT.done;
  },
});

function checkDocument(z: Zod) {
  const found = { file: filePath(z), diagnostics: z.array(diagnostic(z)) };
  return z.union([
    z.strictObject(found).check(z.describe('Without --fix.')),
    changeDocument(z).check(z.describe('With --fix; the diagnostics are those that are left.')),
    z
      .strictObject({ files: z.array(z.union([z.strictObject(found), changeDocument(z)])) })
      .check(z.describe('Of several files.')),
  ]);
}

/** What `--json` prints. */
export type CheckDocument = Members<ReturnType<typeof checkDocument>>;

/** The options as the command works with them. */
export interface FormatOptions extends CommonOptions {
  readonly format: 'text' | 'json' | 'github' | 'sarif';
  readonly encoding: string | undefined;
}

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

/** What was found in a file. */
export interface Found {
  readonly file: Pick<OpenFile, 'name' | 'snapshot' | 'document'>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Diagnostics in full, as workflow commands, or as one log. */
export async function writeFound(
  found: readonly Found[],
  format: Exclude<FormatOptions['format'], 'json'>,
  channel: Channel,
): Promise<void> {
  if (format === 'sarif') {
    const { sarifLog } = await import('../check/sarif.ts');
    const files = found.map(({ file: { name, snapshot, document }, diagnostics }) => {
      return { name, path: snapshot.path, document, diagnostics };
    });
    channel.write(sarifLog(files));
    return;
  }
  const { diagnosticsText, githubAnnotations } = await import('../check/report.ts');
  for (const { file, diagnostics } of found) {
    const checked = { name: file.name, document: file.document, diagnostics };
    channel.write(format === 'github' ? githubAnnotations(checked) : diagnosticsText(checked, channel));
  }
}

/** One count of all files, and what to do next. */
export function writeSummary(
  files: readonly Pick<OpenFile, 'name' | 'snapshot'>[],
  found: readonly Diagnostic[],
  { write, width }: Channel,
): void {
  const [only] = files;
  const counts = countBySeverity(found);
  if (only && files.length === 1 && only.snapshot.bytes === null) {
    write(`${wrap(`${only.name} does not exist, so WSL uses its defaults.`, width).join('\n')}\n`);
    return;
  }
  const count =
    only && files.length === 1
      ? countSentence(counts, only.name)
      : countSentence(counts, `${files.length} files`, 'have');
  write(`${wrap(count + (found.length > 0 ? ' wslnet explain <code> says more.' : ''), width).join('\n')}\n`);
}
