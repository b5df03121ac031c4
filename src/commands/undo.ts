import { commit, FILE_NOT_AS_WRITTEN, hasSameBytes } from '../change/commit.ts';
import { locateFile, openLeniently, STANDARD_INPUT } from '../change/open-file.ts';
import { changeLine } from '../change/summary.ts';
import { Failure } from '../failure.ts';
import { type ChangeNote, FILE_CHANGED_MEANWHILE, type FileHistory } from '../machine/machine.ts';
import {
  type Chosen,
  type CommonOptions,
  type Context,
  defineCommand,
  FILE_NEEDED,
  flag,
  RESTART_AFTER,
  text,
} from './define.ts';
import { entryCandidates, findEntry, historyOf, type KnownFile, START, versionBytes } from './history.ts';
import { type ChangeDocument, changeDocument } from './json.ts';
import { compareVersions, report } from './outcome.ts';
import { restartAfter } from './writing.ts';

/** Goes back along the history, one change further each time. Nothing is lost by it: `wslnet redo` goes forward. */
export const undo = defineCommand({
  summary: 'undo the last change to the file',
  details: ['Run it again to go further back, or wslnet redo to go forward. To see all changes: wslnet history'],
  options: {
    to: text('entry', 'go to the file as it was after this change, or to start', { complete: entryCandidates }),
    force: flag('undo even if another program changed the file; that version is kept too'),
    ...RESTART_AFTER,
  },
  examples: ['wslnet undo', 'wslnet undo --dry-run', 'wslnet undo --to start'],
  json: changeDocument,
  run: (options, context) =>
    restartAfter(options, context, (own) => moveTo(walkBack(options.to, options), options, own)),
});

/** @param name the change to go to; undefined for one step */
function walkBack(name: string | undefined, options: CommonOptions): Walk {
  return (file, position): Target | null => {
    if (name !== undefined) return targetNamed(file, name, options);
    const change = file.line[position];
    return change ? { version: change.before, note: { to: file.line[position - 1]?.id ?? null } } : null;
  };
}

/** Goes forward along the history, as far as `wslnet undo` went back. */
export const redo = defineCommand({
  summary: 'redo a change that undo reverted',
  details: ['After another change to the file, there is nothing to redo.'],
  options: {
    to: text('entry', 'go to the file as it was after this change', { complete: entryCandidates }),
    force: flag('redo even if another program changed the file; that version is kept too'),
    ...RESTART_AFTER,
  },
  examples: ['wslnet redo', 'wslnet redo --dry-run'],
  json: changeDocument,
  run: (options, context) =>
    restartAfter(options, context, (own) => moveTo(walkForward(options.to, options), options, own)),
});

/** @param name the change to go to; undefined for one step */
function walkForward(name: string | undefined, options: CommonOptions): Walk {
  return (file, position): Target | null => {
    if (name !== undefined) return targetNamed(file, name, options);
    const change = file.line[position + 1];
    return change ? { version: change.after, note: { to: change.id } } : null;
  };
}

/** Where a move along the history leads. */
interface Target {
  /** The version that the file then has; null for no file. */
  readonly version: string | null;
  /** What the history keeps of the move. */
  readonly note: Pick<ChangeNote, 'to'>;
}

/** Where a move leads from a position on the line of changes; null where there is nowhere to go. */
type Walk = (file: KnownFile, position: number) => Target | null;

/**
 * Puts a version of the history in place of the file, and says what that changes.
 * @returns whether anything changes, or with `--dry-run` would
 * @throws Failure `file-not-as-written` where something else has changed the file and `force` is not given
 */
async function moveTo(
  walk: Walk,
  options: CommonOptions & Chosen<typeof RESTART_AFTER> & { readonly force: boolean },
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
      if (!hasSameBytes(later.bytes, now.bytes)) throw new Failure(FILE_CHANGED_MEANWHILE, { path });
      return { ...outcome, bytes: wanted.bytes };
    },
    options.dryRun ? null : machine,
    // What another program left is a version of its own, to which undo leads back.
    ({ changes }) => ({ command, summary: changeLine(changes), ...(position !== null && target?.note) }),
  );
  report(options, context, openLeniently(now), made, { backup, problems });
  return made.changed;
}

/** Where `--to` leads. @throws Failure `no-such-change` for what is not on the line from the start to the last change */
function targetNamed({ line }: FileHistory, name: string, options: CommonOptions): Target | null {
  const [first] = line;
  if (name === START) return first ? { version: first.before, note: { to: null } } : null;
  const { id, after } = findEntry(line, name, options);
  return { version: after, note: { to: id } };
}
