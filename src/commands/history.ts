import { locateFile, openLeniently, STANDARD_INPUT } from '../change/open-file.ts';
import { EXIT, Failure, type FailureKind, quote } from '../failure.ts';
import type { FileHistory, HistoryEntry } from '../machine/machine.ts';
import { unifiedDiff } from '../text/diff.ts';
import { ownCommandFor, printable } from '../text/printable.ts';
import type { Channel } from '../text/terminal.ts';
import { wrap } from '../text/wrap.ts';
import {
  type Candidate,
  type CommonOptions,
  type Context,
  defineCommand,
  FILE_NEEDED,
  flag,
  operand,
  type Spot,
} from './define.ts';
import { filePath } from './json.ts';
import type { Zod } from './zod.ts';

/** What the user calls the version that the file had before the first change that is kept. */
export const START = 'start';

/** A file and what wslnet did to it. */
export interface KnownFile extends FileHistory {
  readonly path: string;
}

/** @throws Failure where the options name no file, or its history cannot be read */
export async function historyOf(options: CommonOptions, context: Context): Promise<KnownFile> {
  if (options.file === STANDARD_INPUT) throw new Failure(FILE_NEEDED, { command: context.command });
  const { path } = await locateFile(options, context);
  return { path, ...(await context.machine.history(path)) };
}

const NO_SUCH_CHANGE: FailureKind<{
  readonly name: string;
  readonly isAmbiguous: boolean;
  readonly file: string | undefined;
}> = {
  code: 'no-such-change',
  exit: EXIT.usage,
  message: ({ name, isAmbiguous }) =>
    isAmbiguous ? `${quote(name)} matches several changes.` : `No change in the history is named ${quote(name)}.`,
  hint: ({ file }) => `To list the changes: ${ownCommandFor(file, ['history'])}`,
};

/** The change of this name, or of the beginning of it. @throws Failure `no-such-change` */
export function findEntry(entries: readonly HistoryEntry[], name: string, { file }: CommonOptions): HistoryEntry {
  const found = entries.filter(({ id }) => name.length >= SHORTEST && id.startsWith(name.toLowerCase()));
  const [entry] = found;
  if (!entry || found.length > 1) throw new Failure(NO_SUCH_CHANGE, { name, isAmbiguous: found.length > 1, file });
  return entry;
}

/** The changes that can be gone to, for the Tab key: those of the file that WSL reads. */
export async function entryCandidates({ context }: Spot): Promise<Candidate[]> {
  const { line } = await historyOf({}, context);
  const names = [...line].reverse().map(({ id, summary }) => ({ value: id, description: summary }));
  return line.length > 0 ? [...names, { value: START, description: 'the file before these changes' }] : [];
}

/** How much of a name will do. */
const SHORTEST = 4;

/** The bytes of a version; null for no file. @throws Failure `version-lost` */
export async function versionBytes(
  path: string,
  version: string | null,
  { machine }: Pick<Context, 'machine'>,
): Promise<Uint8Array | null> {
  return version === null ? null : await machine.version(path, version);
}

const BEFORE_ALL = 'the file before these changes';

/** What a change did, or the file as it was after it, byte for byte. */
const show = defineCommand({
  summary: 'show what a change did to the file',
  operands: {
    entry: operand('entry', 'the name of a change in wslnet history; start: before the first', {
      complete: entryCandidates,
    }),
  },
  options: { fileContent: flag('print the file as it was after the change instead') },
  examples: ['wslnet history show 3f2a91', 'wslnet history show start --file-content > .wslconfig'],
  json: (z) => z.strictObject({ file: filePath(z), ...entryMembers(z) }),
  async run(options, context) {
    const file = await historyOf(options, context);
    const { path, line } = file;
    const [first] = line;
    const isStart = options.entry === START && first !== undefined;
    const entry = isStart ? first : findEntry(file.entries, options.entry, options);
    if (options.json) {
      context.printJson({ file: path, ...(isStart ? startJson(file, entry) : entryJson(file, entry)) });
      return EXIT.done;
    }
    if (!options.fileContent && !isStart) {
      const [before, after] = await Promise.all(
        [entry.before, entry.after].map((version) => versionBytes(path, version, context)),
      );
      const [old, now] = [before, after].map((bytes) => openLeniently({ path, bytes: bytes ?? null }).document.text);
      context.out.write(unifiedDiff(printable(path), old ?? '', now ?? '', context.out));
      return EXIT.done;
    }
    const content = await versionBytes(path, isStart ? entry.before : entry.after, context);
    if (content) context.out.write(content);
    else if (!options.quiet) context.err.write(`${printable(path)} did not exist then.\n`);
    return EXIT.done;
  },
});

/** What wslnet did to the file, the latest first, and where the file stands. */
export default defineCommand({
  summary: 'list the changes wslnet made to the file, newest first',
  details: [
    'The > marks the current state of the file. Each change has a fixed name, which undo --to and history show accept.',
  ],
  options: { all: flag('also list undos, redos, and undone changes that were replaced') },
  examples: ['wslnet history', 'wslnet history show 3f2a91', 'wslnet undo --to 3f2a91'],
  json: (z) => z.strictObject({ file: filePath(z), changes: z.array(z.strictObject(entryMembers(z))) }),
  async run(options, context) {
    const file = await historyOf(options, context);
    const { path, entries, line, position } = file;
    if (options.json) {
      context.printJson({ file: path, changes: entries.map((entry) => entryJson(file, entry)) });
      return EXIT.done;
    }
    if (entries.length === 0) {
      if (!options.quiet) context.err.write(`wslnet has not changed ${printable(path)}.\n`);
      return EXIT.done;
    }
    const rows = (options.all ? entries : [...line].reverse()).map((entry) => rowOf(file, entry));
    const start = {
      mark: position === -1 ? '>' : ' ',
      id: START,
      time: '',
      command: '',
      summary: BEFORE_ALL,
    };
    context.out.write(historyTable([...rows, start], context.out));
    if (position === null && !options.quiet) {
      context.err.write(`Another program has changed ${printable(path)} since.\n`);
    }
    return EXIT.done;
  },
  commands: { show },
});

/** A change in the history. */
function entryMembers(z: Zod) {
  return {
    id: z.string().check(z.describe('Its fixed name, or start. wslnet undo --to accepts it.')),
    state: z
      .enum(['current', 'done', 'undone', 'replaced', 'move'])
      .check(
        z.describe(
          'current: the file shows it now; done: it came before that; undone: redo brings it back; replaced: it was taken back, and another came; move: undo or redo.',
        ),
      ),
    time: z.nullable(z.string()).check(z.describe('In ISO 8601, UTC; null for start.')),
    command: z.string(),
    summary: z.string(),
    before: z
      .nullable(z.string())
      .check(z.describe('The path of a copy of the file before it; null if there was no file.')),
    after: z
      .nullable(z.string())
      .check(z.describe('The path of a copy of the file after it; null if there was no file.')),
  };
}

function entryJson(file: KnownFile, entry: HistoryEntry) {
  const { id, time, command, summary, before, after } = entry;
  return { id, state: stateOf(file, entry), time, command, summary, before, after };
}

/** The state before the first change, which none made. */
function startJson({ position }: KnownFile, { before }: HistoryEntry) {
  const state: State = position === -1 ? 'current' : 'done';
  return { id: START, state, time: null, command: '', summary: BEFORE_ALL, before: null, after: before };
}

type State = 'current' | 'done' | 'undone' | 'replaced' | 'move';

function stateOf({ line, position, last }: KnownFile, entry: HistoryEntry): State {
  const index = line.indexOf(entry);
  if (index === -1) return entry.to === undefined && entry.command !== 'undo' ? 'replaced' : 'move';
  if (index === position) return 'current';
  return index <= (position ?? last) ? 'done' : 'undone';
}

interface HistoryRow {
  /** What stands before it: where the file is. */
  readonly mark: string;
  readonly id: string;
  /** In ISO 8601; empty for none. */
  readonly time: string;
  readonly command: string;
  readonly summary: string;
}

function rowOf(file: KnownFile, entry: HistoryEntry): HistoryRow {
  const { id, time, command, summary } = entry;
  const state = stateOf(file, entry);
  const note = state === 'undone' || state === 'replaced' ? ` (${state})` : '';
  const text = summary || 'no setting, only the text around them';
  return { mark: state === 'current' ? '>' : ' ', id, time, command, summary: `${text}${note}` };
}

const GAP = '  ';

/** What a change did goes below it where there are fewer columns beside it. */
const NARROWEST = 34;

/** Changes with the names that `wslnet undo --to` takes, when they were made in local time, and what they did. */
function historyTable(rows: readonly HistoryRow[], { colors, width }: Pick<Channel, 'colors' | 'width'>): string {
  const widthOf = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length));
  const idWidth = widthOf(rows.map(({ id }) => id));
  const timeWidth = widthOf(rows.map(({ time }) => localTime(time)));
  const commandWidth = widthOf(rows.map(({ command }) => printable(command)));
  const lines = rows.flatMap(({ mark, id, time, command, summary }) => {
    const name = `${mark} ${id.padEnd(idWidth)}`;
    const when = localTime(time).padEnd(timeWidth);
    const start = [name, when, printable(command).padEnd(commandWidth)].join(GAP) + GAP;
    if (width - start.length < NARROWEST) {
      const indent = ' '.repeat(name.length + GAP.length);
      const below = wrap(printable(summary), width - indent.length);
      return [colors.bold(name) + colors.dim(start.slice(name.length)), ...below.map((line) => indent + line)];
    }
    const [first = '', ...rest] = wrap(printable(summary), width - start.length);
    return [
      `${colors.bold(name)}${colors.dim(start.slice(name.length))}${first}`,
      ...rest.map((line) => ' '.repeat(start.length) + line),
    ];
  });
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

/** As `2026-11-22 16:03`, where the user is. */
function localTime(time: string): string {
  if (time === '') return '';
  const date = new Date(time);
  const [month, day, hour, minute] = [date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes()].map(
    (number) => String(number).padStart(2, '0'),
  );
  return `${date.getFullYear()}-${month}-${day} ${hour}:${minute}`;
}
