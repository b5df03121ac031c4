import { EXIT, type ExitCode, Failure } from '../failure.ts';
import { parseChangeWords, toChanges } from '../settings/change-words.ts';
import { requireAnswer } from './confirm.ts';
import type { CommonOptions, Context } from './context.ts';
import { STANDARD_INPUT } from './open-file.ts';
import { writeChanges } from './write-changes.ts';

export interface SetOptions extends CommonOptions {
  /** The words that say what to change. */
  readonly changes: readonly string[];
  /** Whether to restart WSL when something changed. */
  readonly restart?: boolean;
}

/** `wslnet set`: changes settings, all of them or none. */
export async function set(options: SetOptions, context: Context): Promise<ExitCode> {
  const requests = parseChangeWords(options.changes);
  if (options.restart) requireRestart(options, context);
  const isWritten = await writeChanges('set', options, context, (reading) => toChanges(requests, reading));
  if (!options.restart || !isWritten) return EXIT.done;
  // The one JSON document is that of the changes.
  const { restart } = await import('./restart.ts');
  return await restart({ ...options, json: false, quiet: options.quiet || options.json === true }, context);
}

/** What stands in the way of the restart is said before anything is written. */
function requireRestart(options: SetOptions, context: Context): void {
  if (options.file === STANDARD_INPUT) throw new Failure('restart-of-filter', {});
  if (!options.dryRun) requireAnswer(options, context, 'restart');
}
