import { STANDARD_INPUT } from '../change/open-file.ts';
import { EXIT, type ExitCode, Failure, isFailure } from '../failure.ts';
import { errorText } from '../text/error.ts';
import { printable } from '../text/printable.ts';
import type { Context } from './context.ts';
import type { Chosen, Members } from './define.ts';
import { type changeDocument, filePath } from './shapes.ts';
import type { RESTART_AFTER } from './write-options.ts';
import type { Zod } from './zod.ts';

/** What a command says of a file that it could not change. */
function failedFile(z: Zod) {
  const error = z.strictObject({ code: z.string(), message: z.string(), hint: z.nullable(z.string()) });
  return z.strictObject({ file: filePath(z), error });
}

type AsksForRestart = Chosen<Readonly<Record<never, never>>, typeof RESTART_AFTER>;

type One = Members<ReturnType<typeof changeDocument>>;
type Failed = Members<ReturnType<typeof failedFile>>;

/** The document of a command that may change several files. @param one what it says of one */
export function eachFileDocument(z: Zod, one: ReturnType<typeof changeDocument>) {
  return z.union([
    one.check(z.describe('Of one file.')),
    z.strictObject({ files: z.array(z.union([one, failedFile(z)])) }).check(z.describe('Of several files.')),
  ]);
}

/**
 * Runs what changes a file for each one that `--file` names. Where one cannot be changed, that is said, and the others are
 * changed all the same.
 * @returns the gravest of the exit codes
 * @throws Failure `one-file-alone`, before anything is done; `interrupted`; with one file what `run` throws
 */
export async function runForEachFile<O extends AsksForRestart>(
  options: O,
  context: Context<One | { readonly files: readonly (One | Failed)[] }>,
  run: (options: O, context: Context<One>) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { files, json } = options;
  if (!files) return await run(options, context);
  if (files.includes(STANDARD_INPUT)) throw new Failure('one-file-alone', { what: '--file -' });
  if (options.restart || options.rollback || options.test || options.noStart)
    throw new Failure('one-file-alone', { what: 'A restart' });
  const documents: (One | Failed)[] = [];
  let worst: ExitCode = EXIT.done;
  for (const file of files) {
    let code: ExitCode;
    try {
      code = await run({ ...options, file }, { ...context, printJson: (members) => documents.push(members) });
    } catch (error) {
      if (!(error instanceof Failure) || isFailure(error, 'interrupted')) throw error;
      const { code: name, message, hint, exitCode } = error;
      if (json) documents.push({ file, error: { code: name, message, hint } });
      else context.err.write(errorText({ message: withName(message, printable(file)), hint }, context.err));
      code = exitCode;
    }
    if (code > worst) worst = code;
  }
  if (json) context.printJson({ files: documents });
  return worst;
}

/** Of several files each failure says which it is of. */
function withName(message: string, name: string): string {
  return message.includes(name) ? message : `${name}: ${message}`;
}
