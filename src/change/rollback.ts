import { Failure } from '../failure.ts';
import type { LastRestart } from '../machine/handover.ts';
import type { Machine } from '../machine/machine.ts';

/**
 * Keeps in the history that a Windows process took the last change back, which could not write there itself: so
 * `wslnet redo` brings the change again. Once is enough; where it cannot be kept, nothing is said.
 */
export async function recordRollback(
  { rollback, file }: LastRestart,
  machine: Pick<Machine, 'history' | 'update'>,
): Promise<void> {
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
