import { commit, FILE_NOT_AS_WRITTEN, hasSameBytes } from '../change/commit.ts';
import { locateFile, openLeniently, STANDARD_INPUT } from '../change/open-file.ts';
import { changesBetween } from '../change/plan.ts';
import { changeLine } from '../change/summary.ts';
import { diagnoseNew } from '../check/diagnose.ts';
import { EXIT, Failure, type FailureKind, quote } from '../failure.ts';
import type { LastRestart } from '../machine/handover.ts';
import type { ChangeNote, FileHistory, HistoryEntry, Snapshot } from '../machine/machine.ts';
import { ownCommandFor } from '../text/printable.ts';
import { type Outcome, report } from './change-report.ts';
import { type Candidate, type CommonOptions, type Context, FILE_NEEDED, type Spot } from './define.ts';
import type { ChangeDocument } from './json.ts';

/** What the user calls the version that the file had before the first change that is kept. */
export const START = 'start';

/** A file and what wslnet did to it. */
export interface KnownFile extends FileHistory {
  readonly path: string;
}

/** Of commands that cannot do with standard input. */
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

/** Where a move along the history leads. */
export interface Target {
  /** The version that the file then has; null for no file. */
  readonly version: string | null;
  /** What the history keeps of the move. */
  readonly note: Pick<ChangeNote, 'to'>;
}

/** Where a move leads from a position on the line of changes; null where there is nowhere to go. */
export type Walk = (file: KnownFile, position: number) => Target | null;

/**
 * Puts a version of the history in place of the file, and says what that changes.
 * @returns whether anything changes, or with `--dry-run` would
 * @throws Failure `file-not-as-written` where something else has changed the file and `force` is not given
 */
export async function moveTo(
  walk: Walk,
  options: CommonOptions & { readonly force: boolean },
  context: Context<ChangeDocument>,
): Promise<boolean> {
  const { machine, command } = context;
  if (options.file === STANDARD_INPUT) throw new Failure(FILE_NEEDED, { command });
  // What is no file is refused before anything else is asked of it.
  const now = await machine.read((await locateFile(options, context)).path, 'change');
  const file = await historyOf(options, context);
  const { path, position, last } = file;
  if (position === null && !options.force) throw new Failure(FILE_NOT_AS_WRITTEN, { path });
  const target = walk(file, position ?? last);
  const wanted = target ? { path, bytes: await versionBytes(path, target.version, context) } : now;
  const outcome = compareVersions(now, wanted);
  const { made, backup, problems } = await commit(
    now,
    (later) => {
      if (!hasSameBytes(later.bytes, now.bytes)) throw new Failure(FILE_NOT_AS_WRITTEN, { path });
      return { ...outcome, bytes: wanted.bytes };
    },
    options.dryRun ? null : machine,
    // What another program left is a version of its own, to which undo leads back.
    ({ changes }) => ({ command, summary: changeLine(changes), ...(position !== null && target?.note) }),
  );
  report(options, context, openLeniently(now), made, { backup, problems });
  return made.changed;
}

/**
 * Keeps in the history that a Windows process took the last change back, which could not write there itself: so
 * `wslnet redo` brings the change again. Once is enough; where it cannot be kept, nothing is said.
 */
export async function recordRollback({ rollback, file }: LastRestart, machine: Context['machine']): Promise<void> {
  if (rollback !== 'done' || file === null) return;
  try {
    const { entries, line, position } = await machine.history(file);
    const [latest] = entries;
    if (!latest || latest.to !== undefined || position === null || line.includes(latest)) return;
    const note = { command: 'restart', summary: 'rolled back', to: line[position]?.id ?? null };
    await machine.update(file, ({ bytes }) => ({ bytes, note }));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}

/** Where `--to` leads. @throws Failure `no-such-change` for what is not on the line from the start to the last change */
export function targetNamed({ line }: FileHistory, name: string, options: CommonOptions): Target | null {
  const [first] = line;
  if (name === START) return first ? { version: first.before, note: { to: null } } : null;
  const { id, after } = findEntry(line, name, options);
  return { version: after, note: { to: id } };
}

/** What changes when one version of a file takes the place of another, whatever their bytes are. */
export function compareVersions(now: Snapshot, wanted: Snapshot): Outcome {
  const before = openLeniently(now).document;
  const after = openLeniently(wanted).document;
  return {
    changed: !hasSameBytes(now.bytes, wanted.bytes),
    isGone: wanted.bytes === null,
    changes: changesBetween(before, after),
    after,
    diagnostics: diagnoseNew(before, after),
    notInEffect: [],
  };
}
