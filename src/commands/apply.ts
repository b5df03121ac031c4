import { requireMeant } from '../change/decode.ts';
import { EMPTY_NAME, ONE_STANDARD_INPUT, type OpenFile, openSnapshot, STANDARD_INPUT } from '../change/open-file.ts';
import { type Change, type Leftovers, NO_LEFTOVERS } from '../change/plan.ts';
import { diagnosePiece } from '../check/diagnose.ts';
import type { Diagnostic } from '../check/diagnostic.ts';
import { diagnosticLine, diagnosticText } from '../check/report.ts';
import { EXIT, type ExitCode, Failure, type FailureKind, isFailure } from '../failure.ts';
import { type Line, textAt } from '../ini/document.ts';
import { writeEdits } from '../ini/write.ts';
import { INTERRUPTED } from '../machine/machine.ts';
import { findByEntryName, isNetworking, SECTIONS, SETTINGS, type Setting } from '../settings/catalogue.ts';
import type { Document } from '../settings/document.ts';
import { ownCommand, printable } from '../text/printable.ts';
import { fileErrorText } from '../text/terminal.ts';
import {
  asksForRestart,
  type Chosen,
  type CommonOptions,
  type Context,
  defineCommand,
  FILES,
  flag,
  flagOr,
  type Members,
  operands,
  RESTART_AFTER,
} from './define.ts';
import { changeDocument, failedFile, failedFileJson } from './json.ts';
import { restartAfter, VALUE_OPTIONS, writeChanges } from './writing.ts';
import type { Zod } from './zod.ts';

/** Brings the settings of fragments into the file, all of them or none. */
export default defineCommand({
  summary: 'add the settings of another file to yours',
  details: [
    'A fragment has the format of .wslconfig and holds the settings to apply; - is standard input. If several fragments have the same setting, the last one wins. A setting with nothing after its = is removed.',
    '--file may be given more than once, to change the files of many machines.',
  ],
  operands: { fragments: operands('fragment', '', { complete: FILES }) },
  options: {
    prune: flagOr(
      ['all'],
      'also remove networking settings that the fragments do not have; --prune=all: everything but comments',
    ),
    check: flag('change nothing; show what would change, and exit 1 if anything would'),
    ...VALUE_OPTIONS,
    ...RESTART_AFTER,
  },
  examples: [
    'wslnet apply ~/dotfiles/network.wslconfig',
    'wslnet apply network.wslconfig --check',
    'wslnet apply network.wslconfig --file one --file two --check',
    "printf '[wsl2]\\nnetworkingMode=mirrored\\n' | wslnet apply -",
  ],
  takesFiles: true,
  json: (z) => eachFileDocument(z, changeDocument(z)),
  async run(options, context) {
    requireOneInput(options.fragments, options.file);
    const changes = new Map<Setting, Change>();
    // One after the other, so that what is said of them comes in their order.
    for (const path of options.fragments) {
      for (const change of await readFragment(path, options, context)) changes.set(change.setting, change);
    }
    const pruned = options.prune ? SETTINGS.filter((setting) => options.prune === 'all' || isNetworking(setting)) : [];
    const prunings = pruned.filter((setting) => !changes.has(setting)).map((setting) => ({ setting, value: null }));
    const all = [...changes.values(), ...prunings];
    const kept = new Set([...changes.values()].flatMap(({ setting, value }) => (value === null ? [] : [setting])));
    const leftovers =
      options.prune === 'all' ? (document: Document) => leftoversOf(document, kept) : () => NO_LEFTOVERS;
    return await runForEachFile(options, context, async (each, own) => {
      if (!options.check)
        return await restartAfter(each, own, (inner) => writeChanges(each, inner, () => all, leftovers));
      const changed = await writeChanges({ ...each, dryRun: true }, own, () => all, leftovers);
      return changed ? EXIT.no : EXIT.done;
    });
  },
});

/** Standard input can be read once. */
function requireOneInput(fragments: readonly string[], file: string | undefined): void {
  const readers = [...fragments, file].filter((path) => path === STANDARD_INPUT);
  if (readers.length > 1) throw new Failure(ONE_STANDARD_INPUT, {});
}

interface FragmentOptions extends CommonOptions {
  readonly prune: boolean | 'all';
}

/**
 * Reads a piece of a `.wslconfig` as WSL would, and says what is wrong with its lines. What its settings make of each
 * other is for the file to show that they are brought into.
 * @returns what the piece asks for, in its own spelling and order
 * @throws Failure `fragment-not-found`, `fragment-has-errors`, `bad-fragment-value`, and those of reading a file
 */
async function readFragment(path: string, options: FragmentOptions, context: Context): Promise<Change[]> {
  const file = await openFragment(path, options, context);
  const { applied } = file.reading;
  // What has no value is to be taken out, which is no fault of it.
  const emptied = new Map([...applied].filter(([, { entry }]) => entry.value === ''));
  const isEmptied = (offset: number) => {
    return [...emptied.values()].some(({ entry }) => offset >= entry.start && offset < entry.bodyEnd);
  };
  const found = diagnosePiece(file.document).filter(({ span }) => !isEmptied(span.start));
  requireNoErrors(found, file, context);
  if (!options.json && !options.quiet) {
    const warnings = found.filter(({ severity }) => severity === 'warning');
    for (const warning of warnings) context.err.write(diagnosticLine(warning, file, context.err));
  }
  return [...applied].map(([setting, { entry }]) => {
    if (emptied.has(setting)) return { setting, value: null };
    const change = { setting, value: entry.value };
    requireWritable(change, file.lines.lineAt(entry.key.start), file);
    return change;
  });
}

const FRAGMENT_NOT_FOUND: FailureKind<{ readonly path: string; readonly isValue: boolean }> = {
  code: 'fragment-not-found',
  exit: EXIT.unreadable,
  message: ({ path }) => `${path} does not exist.`,
  hint: ({ path, isValue }) =>
    isValue ? `Did you mean --prune=${path}?` : 'Give a file in the format of .wslconfig, or - for standard input.',
};

async function openFragment(
  path: string,
  { prune }: FragmentOptions,
  { machine, readInput }: Context,
): Promise<OpenFile> {
  if (path === '') throw new Failure(EMPTY_NAME, {});
  const snapshot = path === STANDARD_INPUT ? { path, bytes: await readInput() } : await machine.read(path);
  if (snapshot.bytes === null)
    throw new Failure(FRAGMENT_NOT_FOUND, { path, isValue: prune === true && path === 'all' });
  return openSnapshot(snapshot);
}

const FRAGMENT_HAS_ERRORS: FailureKind<{
  readonly path: string;
  readonly count: number;
  readonly line: number;
  readonly column: number;
  readonly isNamed: boolean;
}> = {
  code: 'fragment-has-errors',
  exit: EXIT.usage,
  message: ({ path, count, line, column }) =>
    count === 1
      ? `${path} has an error on line ${line}, column ${column}; nothing was applied.`
      : `${path} has ${count} errors, the first on line ${line}, column ${column}; nothing was applied.`,
  hint: ({ path, isNamed }) =>
    isNamed ? `Fix it and try again. To see how: ${ownCommand(['check', path])}` : 'Fix it and try again.',
};

function requireNoErrors(found: readonly Diagnostic[], { name, lines, snapshot }: OpenFile, { err }: Context): void {
  const errors = found.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return;
  for (const error of errors) err.write(diagnosticText({ ...error, fix: null }, { name, lines }, err));
  const place = lines.positionAt(first.span.start);
  const isNamed = snapshot.path !== STANDARD_INPUT;
  throw new Failure(FRAGMENT_HAS_ERRORS, { path: name, count: errors.length, ...place, isNamed });
}

const BAD_FRAGMENT_VALUE: FailureKind<{
  readonly path: string;
  readonly line: number;
  readonly problem: string;
  readonly hint: string | null;
}> = {
  code: 'bad-fragment-value',
  exit: EXIT.usage,
  message: ({ path, line, problem }) => `${path}, line ${line}: ${problem}`,
  hint: ({ hint }) => hint,
};

/** WSL reads some values that wslnet does not write, since they are hardly what was meant. */
function requireWritable(change: Change, line: number, { name }: OpenFile): void {
  try {
    requireMeant([change]);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(BAD_FRAGMENT_VALUE, { path: name, line, problem: error.message, hint: error.hint });
  }
}

type AsksForRestart = Chosen<typeof RESTART_AFTER>;

type One = Members<ReturnType<typeof changeDocument>>;
type Failed = Members<ReturnType<typeof failedFile>>;

/** The document of a command that may change several files. @param one what it says of one */
function eachFileDocument(z: Zod, one: ReturnType<typeof changeDocument>) {
  return z.union([
    one.check(z.describe('For one file.')),
    z.strictObject({ files: z.array(z.union([one, failedFile(z)])) }).check(z.describe('For several files.')),
  ]);
}

const ONE_FILE_ALONE: FailureKind<{ readonly what: '--file -' | 'A restart' }> = {
  code: 'one-file-alone',
  exit: EXIT.usage,
  message: ({ what }) => `${what} works with one file only, but --file is given more than once.`,
  hint: () => 'Nothing was changed. Run the command for one file at a time.',
};

/**
 * Runs what changes a file for each one that `--file` names. Where one cannot be changed, that is said, and the others are
 * changed all the same.
 * @returns the highest of the exit codes
 * @throws Failure `one-file-alone`, before anything is done; `interrupted`; with one file what `run` throws
 */
async function runForEachFile<O extends AsksForRestart>(
  options: O,
  context: Context<One | { readonly files: readonly (One | Failed)[] }>,
  run: (options: O, context: Context<One>) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { files, json } = options;
  if (!files) return await run(options, context);
  if (files.includes(STANDARD_INPUT)) throw new Failure(ONE_FILE_ALONE, { what: '--file -' });
  if (asksForRestart(options)) throw new Failure(ONE_FILE_ALONE, { what: 'A restart' });
  const documents: (One | Failed)[] = [];
  let worst: ExitCode = EXIT.done;
  for (const file of files) {
    let code: ExitCode;
    try {
      code = await run({ ...options, file }, { ...context, printJson: (members) => documents.push(members) });
    } catch (error) {
      if (!(error instanceof Failure) || isFailure(error, INTERRUPTED)) throw error;
      if (json) documents.push(failedFileJson(file, error));
      else context.err.write(fileErrorText(error, printable(file), context.err));
      code = error.exitCode;
    }
    if (code > worst) worst = code;
  }
  if (json) context.printJson({ files: documents });
  return worst;
}

/**
 * The lines that are no comment and set nothing in WSL: entries that WSL does not know, entries that an earlier one of
 * the same setting overrides, lines that it cannot read, and headers of sections that it does not have. A header among
 * them that decides what an entry of a setting in `kept` sets has to stay.
 */
function leftoversOf(document: Document, kept: ReadonlySet<Setting>): Leftovers {
  const all = document.lines.filter((line) => isLeftover(line, document));
  if (canGo(all, document, kept)) return { lines: all, needed: [] };
  const lines = all.filter((line) => !isHeader(line));
  const needed: Line[] = [];
  /** By halves: each try costs a reading, and most headers can go. */
  const sort = (headers: readonly Line[]) => {
    if (headers.length === 0) return;
    if (needed.length < MOST_TRIED && canGo([...lines, ...headers], document, kept)) {
      for (const header of headers) lines.push(header);
    } else if (headers.length === 1 || needed.length >= MOST_TRIED) {
      for (const header of headers) needed.push(header);
    } else {
      const half = Math.ceil(headers.length / 2);
      sort(headers.slice(0, half));
      sort(headers.slice(half));
    }
  };
  sort(all.filter(isHeader));
  return { lines, needed };
}

/** Where so many have to stay, the rest is not tried. */
const MOST_TRIED = 20;

function isLeftover(line: Line, document: Document): boolean {
  if (line.kind === 'entry') {
    const setting = findByEntryName(line.name);
    return !setting || document.entriesOf(setting)[0] !== line;
  }
  if (line.kind !== 'header') return line.kind === 'invalid';
  const name = textAt(document.text, line.name).toLowerCase();
  return !SECTIONS.some((section) => section === name);
}

/** Whether a line is a header, or set out to be one: entries below it may have their names from it. */
function isHeader(line: Line): boolean {
  return line.kind === 'header' || (line.kind === 'invalid' && line.intent === 'header');
}

/** Whether what is to be kept applies without these lines as it does with them. */
function canGo(lines: readonly Line[], document: Document, kept: ReadonlySet<Setting>): boolean {
  const rest = document.edited(
    writeEdits(
      document,
      lines.map((line) => ({ kind: 'remove', line })),
    ),
  );
  const [now, then] = [document, rest].map(({ reading }) =>
    JSON.stringify([...kept].map((setting) => reading.applied.get(setting)?.entry.value ?? null)),
  );
  return now === then;
}
