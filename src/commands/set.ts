import { parseChangeWords, toChanges } from '../change/words.ts';
import type { ExitCode } from '../failure.ts';
import type { Context } from './context.ts';
import { type RestartAfterOptions, restartAfter } from './restart-after.ts';
import { writeChanges } from './write-changes.ts';

export interface SetOptions extends RestartAfterOptions {
  /** The words that say what to change. */
  readonly changes: readonly string[];
}

/** `wslnet set`: changes settings, all of them or none. */
export async function set(options: SetOptions, context: Context): Promise<ExitCode> {
  const requests = parseChangeWords(options.changes);
  return await restartAfter(options, context, async () => {
    const { isWritten } = await writeChanges('set', options, context, ({ document, reading }) =>
      toChanges(requests, document, reading),
    );
    return isWritten;
  });
}
