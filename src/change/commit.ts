import { EXIT, type FailureKind } from '../failure.ts';
import type { ChangeNote, Machine, Snapshot, UpdateResult } from '../machine/machine.ts';

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
  /** Whether that is anything else than it holds. */
  readonly changed: boolean;
}

/** What was made, and what the machine keeps of the file as it was. */
export interface Committed<M extends Made> extends UpdateResult {
  readonly made: M;
}

export const NOTHING_KEPT: UpdateResult = { backup: null, problems: [] };

/**
 * The way of every change of a file: it is made of the file as it was opened and, when it is this one's turn to write,
 * once more where somebody else has changed the file meanwhile. Nothing is written where nothing changes.
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
