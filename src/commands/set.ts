import type { ExitCode } from '../failure.ts';
import { parseChangeWords, toChanges } from '../settings/change-words.ts';
import type { CommonOptions, Context } from './context.ts';
import { writeChanges } from './write-changes.ts';

export interface SetOptions extends CommonOptions {
  /** The words that say what to change. */
  readonly changes: readonly string[];
}

/** `wslnet set`: changes settings, all of them or none. */
export async function set(options: SetOptions, context: Context): Promise<ExitCode> {
  const requests = parseChangeWords(options.changes);
  return await writeChanges('set', options, context, (reading) => toChanges(requests, reading));
}
