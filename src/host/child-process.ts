import { spawn } from 'node:child_process';
import { type Fact, known, unknown } from '../facts.ts';
import { decodeOutput } from './program-output.ts';

/** How a program ended and what it wrote to standard output. */
export interface ProgramAnswer {
  readonly exit: number;
  readonly text: string;
}

export interface ChildOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds. */
  readonly patience: number;
}

/** No answer that is looked for is near this long, in bytes. */
const LONGEST_OUTPUT = 4 * 1024 * 1024;

/** How long output may follow a program's end, in milliseconds: what it started may hold its output open for ever. */
const AFTERMATH = 500;

/**
 * Runs a program without a shell and waits for it, but no longer than its patience: what hangs is ended and left
 * behind, with whatever it started. Never throws.
 * @param program its whole path
 */
export function runChild(
  program: string,
  args: readonly string[],
  options: ChildOptions,
): Promise<Fact<ProgramAnswer>> {
  const { cwd, env, patience } = options;
  return new Promise((settle) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true });
    const chunks: Buffer[] = [];
    let length = 0;
    const giveUp = (why: 'timed-out' | 'not-understood') => {
      child.kill('SIGKILL');
      child.stdout.destroy();
      child.unref();
      settle(unknown(why, program));
    };
    const timer = setTimeout(() => giveUp('timed-out'), patience);
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > LONGEST_OUTPUT) giveUp('not-understood');
    });
    child.on('error', () => {
      clearTimeout(timer);
      settle(unknown('no-program', program));
    });
    const finish = (exit: number | null) => {
      clearTimeout(timer);
      child.stdout.destroy();
      settle(known({ exit: exit ?? -1, text: decodeOutput(Buffer.concat(chunks)) }));
    };
    child.on('exit', (exit) => setTimeout(finish, AFTERMATH, exit).unref());
    child.on('close', finish);
  });
}
