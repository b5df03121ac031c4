import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { endWithUs, type StartableProgram } from './programs.ts';

/** A program that goes on until it is stopped. */
export interface RunningProgram {
  /** Hands it a line. After its end this does nothing. */
  send(line: string): void;
  /** Closes its standard input, waits until it is gone, and ends it where that takes too long. Never throws. */
  stop(): Promise<void>;
  /** Settles when it has ended. */
  readonly ended: Promise<void>;
}

/** How long a program may take to end by itself once its input has ended, in milliseconds. */
const GRACE = 2000;

/**
 * Starts a program that prints lines, and that must end when its standard input does. That is how it learns that this
 * process has died. Never throws: one that cannot be started has ended.
 * @param onLine called with each line that it prints, in UTF-8
 */
export function startProgram(
  program: StartableProgram,
  args: readonly string[],
  onLine: (line: string) => void,
): RunningProgram {
  const child = launch(program, args);
  const ended = new Promise<void>((settle) => {
    child.on('error', () => settle());
    child.on('close', () => settle());
  });
  const decoder = new TextDecoder();
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.trimEnd());
  });
  return {
    ended,
    send: (line) => {
      if (child.stdin.writable) child.stdin.write(`${line}\n`);
    },
    async stop() {
      child.stdin.end();
      let timer: NodeJS.Timeout | undefined;
      const abandoned = new Promise<void>((settle) => {
        timer = setTimeout(() => settle(abandon(child)), GRACE);
      });
      // Nothing is heard any more of one that was abandoned.
      await Promise.race([ended, abandoned]);
      clearTimeout(timer);
    },
  };
}

/** Starts a program with pipes to all its streams. What it says to standard error is lost. */
export function launch({ path, cwd, env }: StartableProgram, args: readonly string[]): ChildProcessWithoutNullStreams {
  const child = spawn(path, args, { cwd, env, stdio: 'pipe', windowsHide: true });
  endWithUs(child);
  // Errors of the streams are those of a program that has ended, which is seen by its end.
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => {});
  child.stderr.resume();
  return child;
}

/** Ends a program, and waits for nothing more of it. */
export function abandon(child: ChildProcessWithoutNullStreams): void {
  child.kill('SIGKILL');
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
  child.unref();
}
