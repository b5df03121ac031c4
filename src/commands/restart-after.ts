import { EXIT, type ExitCode, Failure } from '../failure.ts';
import { errorText } from '../text/error.ts';
import { type CommonOptions, type Context, requireAnswer } from './context.ts';
import { flag } from './define.ts';
import { STANDARD_INPUT } from './open-file.ts';

/** The option `--restart` of commands that write. */
export const RESTART = flag('end WSL when something changed, so that its next start reads the file');

export interface RestartAfterOptions extends CommonOptions {
  /** Whether to restart WSL when something changed. */
  readonly restart: boolean;
}

/**
 * The way of `--restart`: runs what may write the file, and restarts WSL where it did. What stands in the way of the
 * restart is said before anything is written.
 * @param write tells whether it wrote the file
 * @throws Failure `restart-of-filter`, `needs-yes`, those of `wslnet restart`, and what `write` throws
 */
export async function restartAfter(
  options: RestartAfterOptions,
  context: Context,
  write: () => Promise<boolean>,
): Promise<ExitCode> {
  if (options.restart && options.file === STANDARD_INPUT) throw new Failure('restart-of-filter', {});
  if (options.restart && !options.dryRun) requireAnswer(options, context, 'restart');
  const isWritten = await write();
  if (!options.restart || !isWritten) return EXIT.done;
  const { restart } = await import('./restart.ts');
  try {
    // The one JSON document is that of the changes.
    const quiet = options.quiet || options.json === true;
    return await restart({ ...options, json: false, quiet, verify: false }, { ...context, printJson: () => {} });
  } catch (error) {
    if (!(error instanceof Failure && options.json)) throw error;
    context.err.write(errorText(error, context.err));
    return error.exitCode;
  }
}
