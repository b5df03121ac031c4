import { Command, Option } from 'commander';
import type { Context } from '../commands/context.ts';
import type { ExitCode } from '../failure.ts';
import { addChangeCommands } from './change-commands.ts';
import { addExitCodesTopic } from './exit-codes.ts';
import type { AnyOptions, Invocation, On } from './invocation.ts';
import { addLookCommands } from './look-commands.ts';
import { addSetupCommands } from './setup-commands.ts';

export interface ProgramOutput {
  /** Takes help and version. */
  readonly write: (text: string) => void;
  readonly width: number;
  readonly version: string;
}

/**
 * The commands there are, with their words and options. Parsing with it throws commander's errors for what it does not
 * know, and runs nothing.
 * @param choose is given what a command line asks for
 */
export function createProgram(
  { write, width, version }: ProgramOutput,
  choose: (invocation: Invocation) => void,
): Command {
  const program = new Command('wslnet')
    .description("Reads, explains and changes WSL's networking settings in .wslconfig.")
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .commandsGroup('Help:')
    .helpCommand('help [command]', 'print help for a command')
    .option('-f, --file <path>', 'the .wslconfig to work on; - for standard input')
    .option('--json', 'print one JSON document')
    .option('-n, --dry-run', 'show what would change and change nothing')
    .option('-q, --quiet', 'say nothing beside the answer but errors')
    .option('-v, --verbose', 'say more')
    .option('-y, --yes', 'answer yes to every question')
    .option('--no-input', 'ask no questions')
    .addOption(new Option('--color <when>', 'use colours').choices(['auto', 'always', 'never']).default('auto'))
    .addHelpText('after', '\nExit codes: wslnet help exit-codes')
    .configureHelp({ showGlobalOptions: true, helpWidth: width })
    .configureOutput({ writeOut: write, outputError: () => {}, writeErr: () => {} })
    .exitOverride();

  // commander hands an action the words of the command, then its options and itself.
  const on: On = <W extends unknown[]>(
    run: (context: Context, options: AnyOptions, ...words: W) => Promise<ExitCode>,
  ) =>
    function act(this: Command, ...given: unknown[]) {
      const typed = this.optsWithGlobals<AnyOptions>();
      const options: AnyOptions = { ...typed, noInput: typed['input'] === false };
      const words = given.slice(0, -2) as W;
      const isJson = options.json === true || typed['format'] === 'json';
      choose({ options, isJson, words: wordsOf(this), run: (context) => run(context, options, ...words) });
    };

  addLookCommands(program, on);
  addChangeCommands(program, on);
  addSetupCommands(program, on);
  program
    .command('complete', { hidden: true })
    .argument('[word...]')
    .action(
      on(async (context, _, words: string[]) =>
        (await import('./completion/complete.ts')).complete(program, words, context),
      ),
    );
  addExitCodesTopic(program);
  return program;
}

function wordsOf(command: Command): string {
  const above = command.parent?.parent ? `${wordsOf(command.parent)} ` : '';
  return above + command.name();
}
