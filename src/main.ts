import manifest from '../package.json' with { type: 'json' };
import { readArguments } from './cli/arguments.ts';
import { type ColorWhen, colorLevel } from './cli/color-policy.ts';
import { parseArguments } from './cli/commander-arguments.ts';
import type { Context } from './commands/context.ts';
import { errorJson } from './commands/json.ts';
import { EXIT, type ExitCode, Failure } from './failure.ts';
import type { Machine } from './machine/machine.ts';
import { listenForInterruption, type Output, openOutput } from './machine/terminal.ts';
import { openMachine, thisSystem } from './machine/this-machine.ts';
import { type Channel, openColors } from './text/colors.ts';
import { bugReport, errorText } from './text/error.ts';

/** Everything outside of the program. */
export interface World {
  readonly machine: Machine;
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Output;
  readonly stderr: Output;
  /** All of standard input. */
  readonly readInput: () => Promise<Uint8Array>;
  /** Asks the user and gives the answer; null where nobody can be asked. */
  readonly ask: ((question: string) => Promise<string>) | null;
}

const { version } = manifest;
const DEFAULT_WIDTH = 80;
/** What is said goes to a log when not to a terminal, and logs are searched line by line. */
const UNWRAPPED = Number.POSITIVE_INFINITY;

/** Runs the program with the arguments behind its name. Never throws: what goes wrong is said and has an exit code. */
export async function run(argv: readonly string[], world: World): Promise<ExitCode> {
  let color: ColorWhen = 'auto';
  let isJson = argv.includes('--json');
  try {
    const write = (text: string) => world.stdout.write(text);
    const width = world.stdout.columns ?? DEFAULT_WIDTH;
    const read = await readArguments(argv);
    if (read?.command.run) {
      color = read.options.color;
      isJson = read.options.json === true;
      return await read.command.run(read.options, await openContext(read.path.join(' '), color, world));
    }
    const invocation = parseArguments(argv, { write, width, version });
    if (!invocation) return EXIT.done;
    color = invocation.options.color;
    isJson = invocation.isJson;
    return await invocation.run(await openContext(invocation.words, color, world));
  } catch (error) {
    const err = await openChannel(world.stderr, UNWRAPPED, color, world.env);
    if (!(error instanceof Failure)) {
      err.write(bugReport(error, version));
      return EXIT.bug;
    }
    if (isJson) world.stdout.write(errorJson(error));
    else err.write(errorText(error, err));
    return error.exitCode;
  }
}

async function openContext(command: string, color: ColorWhen, world: World): Promise<Context> {
  const out = await openChannel(world.stdout, DEFAULT_WIDTH, color, world.env);
  const schema = `wslnet.${command.replaceAll(' ', '-')}/1`;
  return {
    machine: world.machine,
    out,
    err: await openChannel(world.stderr, UNWRAPPED, color, world.env),
    command,
    printJson: (members: object) => out.write(`${JSON.stringify({ schema, ...members }, null, 2)}\n`),
    readInput: world.readInput,
    get ask() {
      return world.ask;
    },
  };
}

/** @param width where the output has none */
async function openChannel(output: Output, width: number, color: ColorWhen, env: NodeJS.ProcessEnv): Promise<Channel> {
  const isTerminal = output.isTTY === true;
  return {
    write: (text) => output.write(text),
    colors: await openColors(colorLevel(color, env, isTerminal)),
    isTerminal,
    width: output.columns ?? width,
  };
}

/** Runs the program in the real world. */
export async function start(): Promise<void> {
  listenForInterruption();
  process.exitCode = await run(process.argv.slice(2), {
    machine: openMachine(thisSystem()),
    env: process.env,
    stdout: openOutput('stdout'),
    stderr: openOutput('stderr'),
    readInput,
    get ask() {
      return process.stdin.isTTY && process.stderr.isTTY ? ask : null;
    },
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
