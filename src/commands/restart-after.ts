import { locateFile, openLeniently, STANDARD_INPUT } from '../change/open-file.ts';
import { EXIT, type ExitCode, Failure, type FailureKind } from '../failure.ts';
import { portsOf } from '../text/names.ts';
import { errorText } from '../text/terminal.ts';
import { wrapped } from '../text/wrap.ts';
import { type Chosen, type CommonOptions, type Context, requireAnswer } from './define.ts';
import type { ChangeDocument } from './json.ts';
import { type RESTART_AFTER, requireOneWish } from './write-options.ts';

const RESTART_OF_FILTER: FailureKind = {
  code: 'restart-of-filter',
  exit: EXIT.usage,
  message: () => '--file - does not change the file that WSL reads, so no restart is needed.',
  hint: () => 'Run the command without --restart.',
};

/**
 * Runs what may write the file, and restarts WSL where it did, or where WSL has not read the file yet. What stands in
 * the way of the restart is said before anything is written.
 * @param write says whether it changes the file, or would, and prints its document to the context it is given
 * @throws Failure `bad-usage` for options that contradict each other, `restart-of-filter`, `needs-yes`, those of `wslnet restart`, and what `write` throws
 */
export async function restartAfter(
  options: Chosen<typeof RESTART_AFTER>,
  context: Context<ChangeDocument>,
  write: (context: Context<ChangeDocument>) => Promise<boolean>,
): Promise<ExitCode> {
  requireOneWish(options);
  if (!options.restart && !options.rollback && !options.test && !options.noStart) {
    await writeAndRemind(options, context, () => write(context));
    return EXIT.done;
  }
  if (options.file === STANDARD_INPUT) throw new Failure(RESTART_OF_FILTER, {});
  if (options.dryRun) {
    const changes = await write(context);
    const then = options.noStart ? 'shut WSL down' : 'restart WSL';
    if (changes && !options.quiet && !options.json) context.err.write(`Would then ${then}.\n`);
    return EXIT.done;
  }
  requireAnswer(options, context, context.command);
  const { path } = await locateFile(options, context);
  const { bytes: before } = await context.machine.read(path, 'change');
  let members: ChangeDocument | null = null;
  const printJson = (changes: ChangeDocument) => {
    members = changes;
  };
  await write({ ...context, printJson });
  const { bytes: after } = await context.machine.read(path);
  const { restart } = await import('./restart.ts');
  let done: ChangeDocument['restart'] = null;
  try {
    // The one JSON document is that of the changes.
    const quiet = options.quiet || options.json === true;
    const { document, code } = await restart({ ...options, json: false, quiet }, context, { path, before, after });
    done = document;
    return code;
  } catch (error) {
    if (!(error instanceof Failure && options.json)) throw error;
    context.err.write(errorText(error, context.err));
    return error.exitCode;
  } finally {
    if (members) context.printJson({ ...(members as ChangeDocument), restart: done });
  }
}

/** Where the mode of the file that WSL reads becomes another, says which ports were opened for the mode before. */
async function writeAndRemind(options: CommonOptions, context: Context, write: () => Promise<unknown>): Promise<void> {
  const { machine, err } = context;
  const isSilent = options.quiet || options.json || options.dryRun || options.file !== undefined;
  const opened = isSilent ? [] : await machine.openedPorts();
  if (opened.length === 0) {
    await write();
    return;
  }
  const { path } = await machine.locate();
  const askedFor = async () => openLeniently(await machine.read(path)).document.settings.networkingMode.value;
  const before = await askedFor();
  await write();
  if ((await askedFor()) === before) return;
  const ports = portsOf([...new Set(opened.map(({ port }) => port))]);
  const reminder = `wslnet opened ${ports} for the mode before. After the restart, see what is left: wslnet ports`;
  err.write(wrapped(reminder, err.width));
}
