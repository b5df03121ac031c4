import { ONE_STANDARD_INPUT, type OpenFile, openForReading, STANDARD_INPUT } from '../change/open-file.ts';
import { diagnose } from '../check/diagnose.ts';
import { countBySeverity, countSentence, type Diagnostic, SEVERITIES, type Severity } from '../check/diagnostic.ts';
import { BAD_USAGE, EXIT, type ExitCode, Failure, isFailure } from '../failure.ts';
import { INTERRUPTED } from '../machine/machine.ts';
import { printable } from '../text/printable.ts';
import { type Channel, fileErrorText } from '../text/terminal.ts';
import { wrapped } from '../text/wrap.ts';
import {
  anyOperands,
  type Context,
  choice,
  defineCommand,
  FILES,
  flag,
  JSON_NEEDS_STDOUT,
  type Members,
  text,
} from './define.ts';
import { changeDocument, diagnostic, failedFile, failedFileJson, filePath } from './json.ts';
import type { Zod } from './zod.ts';

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
      complete: async () => (await import('../check/rules/files.ts')).codePageCandidates(),
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
    if (isFilter && format !== 'text') {
      const option = options.json ? '--json' : `--format ${format}`;
      throw new Failure(JSON_NEEDS_STDOUT, { command: 'check --fix', option });
    }
    const named = paths.length > 0 ? paths : [undefined];
    const checked: (Found | FailedFile)[] = [];
    for (const file of named) {
      try {
        const open = await openForReading({ ...options, file }, context, options.fix ? 'change' : 'look');
        const found = options.fix
          ? await (await import('./check-fix.ts')).fixFile(open, { ...options, format }, context)
          : await findIn(open, context);
        checked.push({ ...found, fixedBy: file === undefined ? undefined : '--fix' });
      } catch (error) {
        // Of several files, one that cannot be read or written keeps nobody from the others.
        const isOne = file === undefined || named.length === 1;
        if (isOne || !(error instanceof Failure) || isFailure(error, INTERRUPTED)) throw error;
        checked.push({ path: file, failure: error });
        if (format !== 'json') context.err.write(fileErrorText(error, printable(file), context.err));
      }
    }
    const found = checked.flatMap((each) => ('failure' in each ? [] : [each]));
    const all = found.flatMap(({ diagnostics }) => diagnostics);
    if (format === 'json') {
      const documents = await Promise.all(checked.map(documentOf));
      const [only] = documents;
      context.printJson(only && !('error' in only) && named.length === 1 ? only : { files: documents });
    } else {
      // Standard output is taken where it holds the changed file, or the difference.
      const isTaken = options.fix && (options.dryRun || paths.includes(STANDARD_INPUT)) && format === 'text';
      const channel = isTaken ? context.err : context.out;
      if (all.length > 0 || format === 'sarif') await writeFound(found, format, channel);
      if (format === 'text' && !options.quiet && found.length > 0) writeSummary(found, all, channel);
    }
    const counts = (severity: Severity) => severity === 'error' || (options.strict && severity === 'warning');
    const code = all.some(({ severity }) => counts(severity)) ? EXIT.no : EXIT.done;
    const failures = checked.flatMap((each) => ('failure' in each ? [each.failure.exitCode] : []));
    return Math.max(code, ...failures) as ExitCode;
  },
});

/** The shape of what `--json` prints: of one file, or of several. */
function checkDocument(z: Zod) {
  const found = { file: filePath(z), diagnostics: z.array(diagnostic(z)) };
  return z.union([
    z.strictObject(found).check(z.describe('Without --fix.')),
    changeDocument(z).check(z.describe('With --fix; the diagnostics are the remaining ones.')),
    z
      .strictObject({ files: z.array(z.union([z.strictObject(found), changeDocument(z), failedFile(z)])) })
      .check(z.describe('For several files.')),
  ]);
}

/** What was found in a file, or is left in it. */
interface Found {
  readonly file: Pick<OpenFile, 'name' | 'snapshot' | 'document'>;
  readonly diagnostics: readonly Diagnostic[];
  /** What became of the file; undefined where nothing was to be fixed. */
  readonly fixed?: Pick<Members<ReturnType<typeof changeDocument>>, 'changed' | 'changes' | 'backup'>;
  /** What fixes it besides what was typed; undefined for the file that WSL reads, which has a command of its own. */
  readonly fixedBy?: string | undefined;
}

/** One of several files that could not be read or written. */
interface FailedFile {
  readonly path: string;
  readonly failure: Failure;
}

/** What tries fixes is loaded where there is something to fix. */
async function findIn(file: OpenFile, { machine }: Context): Promise<Found> {
  const diagnostics = diagnose(file.document);
  if (diagnostics.length === 0) return { file, diagnostics };
  const { withSafeFixes } = await import('../check/fix.ts');
  const shown = withSafeFixes(file.document);
  if (!shown.some(({ code }) => code === 'former-section')) return { file, diagnostics: shown };
  const { isForHere } = await import('./check-fix.ts');
  return { file, diagnostics: shown.filter(await isForHere(file, machine)) };
}

async function documentOf(checked: Found | FailedFile) {
  if ('failure' in checked) return failedFileJson(checked.path, checked.failure);
  const { file, diagnostics, fixed } = checked;
  const { snapshot, name, document } = file;
  const { diagnosticJson } = await import('../check/report.ts');
  const left = diagnostics.map((each) => diagnosticJson(each, document, name));
  return { file: snapshot.path, ...fixed, diagnostics: left };
}

/** Diagnostics in full, as workflow commands, or as one log. */
async function writeFound(
  found: readonly Found[],
  format: 'text' | 'github' | 'sarif',
  channel: Channel,
): Promise<void> {
  if (format === 'sarif') {
    const { sarifLog } = await import('../check/report.ts');
    const files = found.map(({ file: { name, snapshot, document }, diagnostics }) => {
      return { name, path: snapshot.path, document, diagnostics };
    });
    channel.write(sarifLog(files));
    return;
  }
  const { diagnosticsText, githubAnnotations } = await import('../check/report.ts');
  for (const { file, diagnostics, fixedBy } of found) {
    const checked = { name: file.name, document: file.document, diagnostics, fixedBy };
    channel.write(format === 'github' ? githubAnnotations(checked) : diagnosticsText(checked, channel));
  }
}

/** One count of all files, and what to do next. */
function writeSummary(files: readonly Found[], all: readonly Diagnostic[], { write, width }: Channel): void {
  const [first] = files;
  const only = files.length === 1 ? first?.file : undefined;
  if (only?.snapshot.bytes === null) {
    write(wrapped(`${only.name} does not exist, so WSL uses its defaults.`, width));
    return;
  }
  const counts = countBySeverity(all);
  const count = only ? countSentence(counts, only.name) : countSentence(counts, `${files.length} files`, 'have');
  write(wrapped(count + detailsAdvice(all), width));
}

/** A command to copy, even where one of several findings has to do: the gravest that comes first. */
function detailsAdvice(all: readonly Diagnostic[]): string {
  const gravest = SEVERITIES.flatMap((each) => all.filter(({ severity }) => severity === each))[0];
  if (!gravest) return '';
  const isOnly = all.every(({ code }) => code === gravest.code);
  return ` For details${isOnly ? '' : ', try'}: wslnet explain ${gravest.code}`;
}
