import { EXIT, type FailureKind } from '../failure.ts';
import type { ChangeNote, Machine, Snapshot, UpdateResult } from '../machine/machine.ts';

/** Where undo, redo or a rollback would lose what another program wrote. */
export const FILE_NOT_AS_WRITTEN: FailureKind<{ readonly path: string }> = {
  code: 'file-not-as-written',
  exit: EXIT.unwritable,
  message: ({ path }) => `Another program has changed ${path} since wslnet last wrote it.`,
  hint: () =>
    'To restore it anyway, add --force; the current version goes into the history. To preview: --force --dry-run',
};

/** What is made of a file. */
export interface Made {
  /** What it is to hold; null for no file. */
  readonly bytes: Uint8Array | null;
  /** Whether that differs from what it holds. */
  readonly changed: boolean;
}

/** What was made, and what the machine keeps of the file as it was. */
export interface Committed<M extends Made> extends UpdateResult {
  readonly made: M;
}

/** Of a change that was not written. */
export const NOTHING_KEPT: UpdateResult = { backup: null, problems: [] };

/**
 * Every change of a file is made here: from the file as it was opened and, once the lock is held, again if somebody else
 * has changed the file in the meantime. Where nothing changes, nothing is written.
 * @param remake what to make of the file; what it throws, this throws, and the file stays as it is
 * @param machine null to make the change and not write it
 * @throws Failure those of `Machine.update`
 */
export async function commit<M extends Made>(
  opened: Snapshot,
  remake: (now: Snapshot) => M,
  machine: Pick<Machine, 'update'> | null,
  noteOf: (made: M) => ChangeNote,
): Promise<Committed<M>> {
  let made = remake(opened);
  if (!made.changed || !machine) return { made, ...NOTHING_KEPT };
  let madeOf = opened.bytes;
  const kept = await machine.update(opened.path, (now) => {
    if (!hasSameBytes(now.bytes, madeOf)) {
      made = remake(now);
      madeOf = now.bytes;
    }
    return made.changed ? { bytes: made.bytes, note: noteOf(made) } : null;
  });
  return { made, ...kept };
}

/** @param a null for no file */
export function hasSameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a && b ? Buffer.compare(a, b) === 0 : a === b;
}
