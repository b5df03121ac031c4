import { fstatSync, statSync, writeSync } from 'node:fs';
import { EXIT, type ExitCode, Failure, type FailureKind } from '../failure.ts';
import { causeOf, codeOf, systemError } from './system-error.ts';
import { FILE_NOT_READABLE, readStream } from './whole-file.ts';

/** An output stream: the part of Node's that is used. */
export interface Output {
  write(chunk: string | Uint8Array): unknown;
  readonly isTTY?: boolean;
  /** Of a terminal. */
  readonly columns?: number;
  readonly rows?: number;
}

/** So much a pipe takes without a reader, in bytes: writing more would wait, and a signal would go unheard meanwhile. */
const MOST_AT_ONCE = 32 * 1024;

/**
 * Standard output or standard error. Files are written to as they are, and so is the beginning in a pipe: the streams
 * that Node makes of them take a tenth of the time to start.
 */
export function openOutput(name: 'stdout' | 'stderr'): Output {
  const fd = name === 'stdout' ? 1 : 2;
  // What is said about an answer may go unheard: the work is done all the same.
  const end = name === 'stdout' ? loseAnswer : () => {};
  let stream: NodeJS.WriteStream | undefined;
  const asStream = () => {
    stream ??= process[name].on('error', end);
    return stream;
  };
  const room = roomOf(fd);
  if (room === null) return asStream();
  let written = 0;
  return {
    write(chunk) {
      if (name === 'stdout' && isLost) return true;
      let rest = Buffer.from(chunk);
      written += rest.length;
      if (stream || written > room) return asStream().write(rest);
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

/**
 * How many bytes can be written with nothing but the descriptor; null for none: on a terminal, and on Windows with its
 * many kinds of pipes.
 */
function roomOf(fd: number): number | null {
  if (process.platform === 'win32') return null;
  const stats = fstatSync(fd);
  if (stats.isCharacterDevice()) return stats.rdev === statSync('/dev/null').rdev ? Number.POSITIVE_INFINITY : null;
  return stats.isFile() ? Number.POSITIVE_INFINITY : MOST_AT_ONCE;
}

/** Ends the program, which has nothing more to do, unless it is at work: then it goes on, unheard. */
function loseAnswer(error: NodeJS.ErrnoException): void {
  if (isLost) return;
  const isAtWork = isBegun || current !== null;
  // Whoever read the answer has had enough of it, as `head` does.
  if (error.code === 'EPIPE') {
    if (!isAtWork) process.exit(process.exitCode ?? EXIT.done);
    isLost = true;
    return;
  }
  // Nor is it a failure where this cannot be said either.
  process.stderr.on('error', () => {}).write(`error: The output cannot be written: ${error.message}\n`);
  if (!isAtWork) process.exit(EXIT.unwritable);
  isLost = true;
  isFailed = true;
  // The exit code tells of the work.
  if (isBegun) process.stderr.write('The work itself is not affected; only the report was lost.\n');
}

let isBegun = false;
let isLost = false;
let isFailed = false;

/**
 * Notes that something of what was asked for is done or under way, to a file, to WSL or to Windows. From now on an
 * answer that cannot be written is no failure, and no reason to leave the rest undone.
 */
export function noteWork(): void {
  isBegun = true;
}

/** The exit code of a run: where it only gave an answer, and that was lost while the program could not end, 4. */
export function codeAfter(code: ExitCode): ExitCode {
  return isFailed && !isBegun ? EXIT.unwritable : code;
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
