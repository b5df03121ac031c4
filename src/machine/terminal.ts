import { fstatSync, statSync, writeSync } from 'node:fs';
import { EXIT, Failure, type FailureKind } from '../failure.ts';
import { FILE_NOT_READABLE, readStream } from './snapshot.ts';
import { causeOf, codeOf, systemError } from './system-error.ts';

/** An output stream: the part of Node's that is used. */
export interface Output {
  write(chunk: string | Uint8Array): unknown;
  readonly isTTY?: boolean;
  /** Of a terminal. */
  readonly columns?: number;
  readonly rows?: number;
}

/**
 * Standard output or standard error. Pipes and files are written to as they are: the streams that Node makes of them
 * take a tenth of the time to start.
 */
export function openOutput(name: 'stdout' | 'stderr'): Output {
  const fd = name === 'stdout' ? 1 : 2;
  // What is said about an answer may go unheard: the work is done all the same.
  const end = name === 'stdout' ? endFor : () => {};
  let stream: NodeJS.WriteStream | undefined;
  const asStream = () => {
    stream ??= process[name].on('error', end);
    return stream;
  };
  if (!isPlain(fd)) return asStream();
  return {
    write(chunk) {
      if (stream) return stream.write(chunk);
      let rest = Buffer.from(chunk);
      try {
        while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
      } catch (error) {
        // Another program that has the pipe too asked not to be kept waiting: a stream can wait.
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return asStream().write(rest);
        end(error as NodeJS.ErrnoException);
      }
      return true;
    },
  };
}

/** Whether writing needs nothing but the descriptor: not so on a terminal, nor on Windows with its many kinds of pipes. */
function isPlain(fd: number): boolean {
  if (process.platform === 'win32') return false;
  const stats = fstatSync(fd);
  return !stats.isCharacterDevice() || stats.rdev === statSync('/dev/null').rdev;
}

function endFor(error: NodeJS.ErrnoException): never {
  // Whoever read the answer has had enough of it, as `head` does.
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.done);
  process.stderr.write(`error: The output cannot be written: ${error.message}\n`);
  if (!hasWritten) process.exit(EXIT.unwritable);
  // The exit code tells of the file.
  process.stderr.write('The file was changed anyway; only the report was lost.\n');
  process.exit(EXIT.done);
}

let hasWritten = false;

/** From now on an answer that cannot be written is no failure: what was asked for is done. */
export function noteWritten(): void {
  hasWritten = true;
}

const STANDARD_INPUT = 'standard input';

const INPUT_UNUSABLE: FailureKind<{ readonly reason: string }> = {
  code: 'input-unusable',
  exit: EXIT.usage,
  message: ({ reason }) => `Standard input cannot be read: ${causeOf(reason)}.`,
  hint: () => 'Use a file or a pipe: wslnet ... --file - < file',
};

/**
 * All of standard input.
 * @throws Failure `input-unusable` where nothing can be read from it; `file-not-readable` where there is no end to it
 */
export async function readStandardInput(): Promise<Uint8Array> {
  try {
    if (fstatSync(0).isDirectory()) throw systemError('EISDIR');
    return await readStream(process.stdin);
  } catch (error) {
    const reason = codeOf(error);
    if (reason === undefined) throw error;
    if (reason === 'ETOOLARGE') throw new Failure(FILE_NOT_READABLE, { path: STANDARD_INPUT, reason });
    throw new Failure(INPUT_UNUSABLE, { reason });
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let current: AbortController | null = null;

/** From now on a signal that ends programs ends this one with its exit code for it. */
export function listenForInterruption(): void {
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (current) current.abort(signal);
      else process.exit(EXIT.interrupted);
    });
  }
}

/**
 * Runs an action that leaves something behind when it is cut off: it is told of an interruption, and is to end soon.
 * The reason of the signal is the name of the system's. Where one is within another, both are told.
 */
export async function uninterrupted<T>(action: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const outer = current;
  const own = new AbortController();
  own.signal.addEventListener('abort', () => outer?.abort(own.signal.reason));
  current = own;
  try {
    return await action(own.signal);
  } finally {
    current = outer;
  }
}
