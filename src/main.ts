import manifest from '../package.json' with { type: 'json' };
import { type Found, type GlobalOptions, type Request, readPlainArguments } from './cli/grammar.ts';
import { PROGRAM } from './cli/verbs.ts';
import type { Pick as AskToPick, Context } from './commands/define.ts';
import { errorJson, jsonDocument } from './commands/json.ts';
import { BAD_USAGE, EXIT, type ExitCode, Failure, isFailure } from './failure.ts';
import type { Machine } from './machine/machine.ts';
import {
  codeAfter,
  listenForInterruption,
  type Output,
  openOutput,
  readStandardInput,
  uninterrupted,
} from './machine/terminal.ts';
import { openMachine, thisSystem } from './machine/this-machine.ts';
import { bugReport, type Channel, type ColorWhen, colorLevel, errorText, openColors } from './text/terminal.ts';

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
  /** Lets the user pick one of a list, with colors or without; null where nobody can be asked. */
  readonly pick: ((...words: [...Parameters<AskToPick>, hasColors: boolean]) => ReturnType<AskToPick>) | null;
  /** Shows a text by the page and says whether it could; null where there is no pager. */
  readonly showInPager: ((text: string) => Promise<boolean>) | null;
}

const { version } = manifest;
const DEFAULT_WIDTH = 80;
/** What is said goes to a log when not to a terminal, and logs are searched line by line. */
const UNWRAPPED = Number.POSITIVE_INFINITY;

/** Runs the program with the arguments behind its name. Never throws: what goes wrong is said and has an exit code. */
export async function run(argv: readonly string[], world: World): Promise<ExitCode> {
  let color: ColorWhen = 'auto';
  let isJson = argv.includes('--json');
  let found: Found | null = null;
  try {
    const request = await readArguments(argv);
    if (request.asks !== 'run' && isJson) {
      // The commands of these names know how to say it in JSON.
      const words = request.asks === 'version' ? ['version'] : ['help', ...(request.about?.path ?? [])];
      return await run([...words, '--json'], world);
    }
    if (request.asks === 'version') {
      world.stdout.write(`${version}\n`);
      return EXIT.done;
    }
    if (request.asks === 'help') {
      color = request.options.color;
      const { out, page } = await openContext('help', request.options, world);
      const { commandPage, rootPage } = await import('./cli/help.ts');
      await page(request.about ? commandPage(request.about, out) : await rootPage(PROGRAM, out));
      return EXIT.done;
    }
    const { options } = request;
    found = request.found;
    color = options.color;
    isJson = options.json || ('format' in options && options.format === 'json');
    const context = await openContext(found.path.join(' '), options, world);
    await tellOfRestart(context, options.quiet === true || isJson);
    return (await found.command.run?.(options, context)) ?? EXIT.done;
  } catch (error) {
    const err = await openChannel(world.stderr, UNWRAPPED, color, world.env);
    if (!(error instanceof Failure)) {
      err.write(bugReport(error, version));
      return EXIT.bug;
    }
    if (isJson) world.stdout.write(errorJson(error));
    else err.write(errorText(error, err) + (await usageBelow(error, found)));
    return error.exitCode;
  }
}

/**
 * Reads the arguments behind the program's name. Most command lines are plain, and commander takes longer to load than
 * the rest of the program: it reads those that are not, and says what is wrong with them.
 * @throws Failure `bad-usage`
 */
async function readArguments(argv: readonly string[]): Promise<Request> {
  return (
    (await readPlainArguments(argv, PROGRAM)) ?? (await (await import('./cli/parser.ts')).parseArguments(argv, PROGRAM))
  );
}

/** How the command is typed, below a failure of the words that were typed; empty below any other. */
async function usageBelow(failure: Failure, found: Found | null): Promise<string> {
  if (isFailure(failure, BAD_USAGE) && failure.args.usage !== undefined) return `\n${failure.args.usage}`;
  if (!failure.showsUsage) return '';
  const { usageText } = await import('./cli/usage.ts');
  return `\n${usageText(found)}`;
}

/** What was handed to Windows is told once, where somebody sees it. */
async function tellOfRestart(context: Context, isSilent: boolean): Promise<void> {
  const last = await context.machine.lastRestart();
  if (!last) return;
  const { recordRollback, tellLastRestart } = await import('./commands/restart-text.ts');
  await recordRollback(last, context.machine);
  if (isSilent || (context.command !== 'status' && !context.err.isTerminal)) return;
  await tellLastRestart(last, context);
}

async function openContext(
  command: string,
  { color, noPager }: Pick<GlobalOptions, 'color' | 'noPager'>,
  world: World,
): Promise<Context> {
  const out = await openChannel(world.stdout, DEFAULT_WIDTH, color, world.env);
  return {
    machine: world.machine,
    out,
    err: await openChannel(world.stderr, UNWRAPPED, color, world.env),
    command,
    printJson: (members: object) => out.write(jsonDocument(command, members)),
    async page(text) {
      const { showInPager, stdout } = world;
      const isLong = stdout.rows !== undefined && text.split('\n').length > stdout.rows;
      const isShown = out.isTerminal && isLong && !noPager && ((await showInPager?.(text)) ?? false);
      if (!isShown) out.write(text);
    },
    readInput: world.readInput,
    runWords: (words, write) =>
      run(words, write ? { ...world, stdout: { write: (text) => write(textOf(text)) } } : world),
    get ask() {
      return world.ask;
    },
    get pick(): AskToPick | null {
      const { pick, env, stderr } = world;
      return pick && ((...words) => pick(...words, colorLevel(color, env, stderr.isTTY === true) > 0));
    },
  };
}

function textOf(chunk: string | Uint8Array): string {
  return typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
}

/** @param width where the output has none */
async function openChannel(output: Output, width: number, color: ColorWhen, env: NodeJS.ProcessEnv): Promise<Channel> {
  const isTerminal = output.isTTY === true;
  return {
    write: (text) => output.write(text),
    colors: await openColors(colorLevel(color, env, isTerminal)),
    isTerminal,
    // A terminal that nobody sized says 0.
    width: output.columns || width,
    height: isTerminal && env['TERM'] !== 'dumb' ? output.rows || 1 : 0,
    isUnicode: /utf-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '') || env['WT_SESSION'] !== undefined,
  };
}

/** Runs the program in the real world. */
export async function start(): Promise<void> {
  listenForInterruption();
  process.once('beforeExit', reportNoEnd);
  process.once('uncaughtException', reportAndEnd);
  const code = await run(process.argv.slice(2), {
    machine: openMachine(thisSystem()),
    env: process.env,
    stdout: openOutput('stdout'),
    stderr: openOutput('stderr'),
    readInput: readStandardInput,
    get ask() {
      return process.stdin.isTTY && process.stderr.isTTY ? ask : null;
    },
    get pick() {
      return process.stdin.isTTY && process.stderr.isTTY && process.env['TERM'] !== 'dumb' ? pick : null;
    },
    showInPager: page,
  });
  process.off('beforeExit', reportNoEnd);
  process.exitCode = codeAfter(code);
}

/** What is thrown where nobody waits for it: Node would exit with 1, which is an answer. */
function reportAndEnd(error: unknown): void {
  openOutput('stderr').write(bugReport(error, version));
  process.exit(EXIT.bug);
}

/** Node ends where nothing is left to wait for, also when the program still waits for what never comes. */
function reportNoEnd(): void {
  process.exitCode = EXIT.bug;
  openOutput('stderr').write(bugReport('It ended before it was done.', version));
}

async function ask(question: string): Promise<string> {
  return await (await import('./machine/interaction.ts')).askLine(question);
}

const pick: World['pick'] = async (...words) => {
  return await (await import('./machine/interaction.ts')).pickFromList(...words);
};

async function page(text: string): Promise<boolean> {
  const { pagerCommand, showInPager } = await import('./machine/interaction.ts');
  const command = pagerCommand(process.env, process.platform);
  // Ctrl-C in a pager is the pager's.
  return command !== null && (await uninterrupted(() => showInPager(text, command, process.env)));
}
