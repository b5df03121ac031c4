import { changesBetween, diagnoseNew, examine } from '../check/diagnose.ts';
import { Failure } from '../failure.ts';
import type { Snapshot } from '../machine/machine.ts';
import { NOTHING_KEPT, type Outcome, report } from './change-report.ts';
import { changeLine } from './change-summary.ts';
import type { Context } from './context.ts';
import { type Chosen, defineCommand, flag, type Members, optionalOperand } from './define.ts';
import { findEntry, historyOf, numberOf, versionBytes } from './history-text.ts';
import { openLeniently } from './open-file.ts';
import { RESTART_AFTER, restartAfter } from './restart-after.ts';
import { changeDocument } from './shapes.ts';

const OPERANDS = { number: optionalOperand('n', 'which change, as wslnet history counts') };
const OPTIONS = {
  force: flag('even where something else has changed the file since; that is kept as well'),
  ...RESTART_AFTER,
};

type UndoOptions = Chosen<typeof OPERANDS, typeof OPTIONS>;

/** Restores the bytes from before a change. This is a change as well, so it can be undone. */
export default defineCommand({
  summary: 'restore the file from before a change',
  details: ['Undo again to bring the change back.'],
  operands: OPERANDS,
  options: OPTIONS,
  examples: ['wslnet undo', 'wslnet undo --dry-run'],
  json: changeDocument,
  run: (options, context) => restartAfter(options, context, () => undo(options, context)),
});

async function undo(options: UndoOptions, context: Context<Members<ReturnType<typeof changeDocument>>>): Promise<void> {
  const number = numberOf(options.number ?? '1');
  const { machine } = context;
  const history = await historyOf('undo', options, context);
  const { path, entries } = history;
  const isEmpty = entries.length === 0;
  const wanted = isEmpty ? null : await versionBytes(history, findEntry(history, number).before, context);
  // A change that was cut off may be in the history and not in the file: what was there before it is known as well.
  const latest = entries.slice(0, 1).flatMap(({ before, after }) => [after, before]);
  const known = await Promise.all(latest.map((version) => versionBytes(history, version, context)));

  const remake = (now: Snapshot): Outcome & { readonly bytes: Uint8Array | null } => {
    if (isEmpty) return { ...compareVersions(now, now), bytes: now.bytes };
    const isKnown = known.some((bytes) => hasSameBytes(bytes, now.bytes));
    if (!isKnown && !options.force) throw new Failure('file-not-as-written', { path });
    const outcome = compareVersions(now, { path, bytes: wanted });
    return { ...outcome, bytes: wanted };
  };
  let now = await machine.read(path);
  let outcome = remake(now);
  let kept = NOTHING_KEPT;
  if (outcome.changed && !options.dryRun) {
    kept = await machine.update(path, (later) => {
      now = later;
      outcome = remake(now);
      const { changed, changes, bytes } = outcome;
      return changed ? { bytes, note: { command: 'undo', summary: changeLine(changes) } } : null;
    });
  }
  report(options, context, openLeniently(now), outcome, kept);
}

/** What changes when one version of a file takes the place of another, whatever their bytes are. */
export function compareVersions(now: Snapshot, wanted: Snapshot): Outcome {
  const before = examine(openLeniently(now).decoded);
  const after = examine(openLeniently(wanted).decoded);
  return {
    changed: !hasSameBytes(now.bytes, wanted.bytes),
    changes: changesBetween(before, after),
    text: after.decoded.text,
    after,
    diagnostics: diagnoseNew(before, after),
    notInEffect: [],
  };
}

/** @param a null for no file */
export function hasSameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a && b ? Buffer.compare(a, b) === 0 : a === b;
}
