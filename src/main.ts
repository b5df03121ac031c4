import { Chalk } from 'chalk';
import manifest from '../package.json' with { type: 'json' };
import { parseArguments } from './cli/arguments.ts';
import { type ColorWhen, colorLevel } from './cli/color-policy.ts';
import type { Context } from './commands/context.ts';
import { EXIT, type ExitCode, Failure } from './failure.ts';
import type { Host } from './host/host.ts';
import { listenForInterruption } from './host/interruption.ts';
import { machine, thisSystem } from './host/machine.ts';
import type { Channel } from './report/channel.ts';
import { bugReport, errorText } from './report/error-text.ts';
import { errorJson } from './report/json.ts';

/** Everything outside of the program. */
export interface World {
  readonly host: Host;
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Output;
  readonly stderr: Output;
  /** All of standard input. */
  readonly readInput: () => Promise<Uint8Array>;
  /** Asks the user and gives the answer; null where nobody can be asked. */
  readonly ask: ((question: string) => Promise<string>) | null;
}

/** An output stream: the part of Node's that is used. */
export interface Output {
  write(chunk: string | Uint8Array): unknown;
  readonly isTTY?: boolean;
  /** Of a terminal. */
  readonly columns?: number;
}

const { version } = manifest;
const DEFAULT_WIDTH = 80;
/** What is said goes to a log when not to a terminal, and logs are searched line by line. */
const UNWRAPPED = Number.POSITIVE_INFINITY;

/** Runs the program with the arguments behind its name. Never throws: what goes wrong is said and has an exit code. */
export async function run(argv: readonly string[], world: World): Promise<ExitCode> {
  let color: ColorWhen = 'auto';
  const width = world.stdout.columns ?? DEFAULT_WIDTH;
  try {
    const write = (text: string) => world.stdout.write(text);
    const invocation = parseArguments(argv, { write, width, version });
    if (!invocation) return EXIT.done;
    color = invocation.options.color;
    const context: Context = {
      host: world.host,
      out: channel(world.stdout, width, color, world.env),
      err: channel(world.stderr, world.stderr.columns ?? UNWRAPPED, color, world.env),
      readInput: world.readInput,
      ask: world.ask,
    };
    return await invocation.run(context);
  } catch (error) {
    const err = channel(world.stderr, world.stderr.columns ?? UNWRAPPED, color, world.env);
    if (!(error instanceof Failure)) {
      err.write(bugReport(error, version));
      return EXIT.bug;
    }
    if (argv.includes('--json')) world.stdout.write(errorJson(error));
    else err.write(errorText(error, err));
    return error.exitCode;
  }
}

function channel(output: Output, width: number, color: ColorWhen, env: NodeJS.ProcessEnv): Channel {
  return {
    write: (text) => output.write(text),
    colors: new Chalk({ level: colorLevel(color, env, output.isTTY === true) }),
    isTerminal: output.isTTY === true,
    width,
  };
}

/** Runs the program in the real world. */
export async function start(): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read the answer has had enough of it, as `head` does.
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    throw error;
  });
  listenForInterruption();
  process.exitCode = await run(process.argv.slice(2), {
    host: machine(thisSystem()),
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    readInput,
    ask: process.stdin.isTTY && process.stderr.isTTY ? ask : null,
  });
}

/** The question goes to standard error, where what is said goes. The end of the input is an empty answer. */
async function ask(question: string): Promise<string> {
  const { createInterface } = await import('node:readline');
  process.stderr.write(question);
  // The terminal stays as it is, so that Ctrl-C ends the program as ever.
  const lines = createInterface({ input: process.stdin, terminal: false });
  return await new Promise((settle) => {
    lines.once('line', (line) => {
      settle(line);
      lines.close();
    });
    lines.once('close', () => settle(''));
  });
}

async function readInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}
