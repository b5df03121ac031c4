import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { CheckOptions } from '../commands/check.ts';
import type { CommonOptions, Context } from '../commands/context.ts';
import { SHELLS, type Shell } from '../facts.ts';
import type { ExitCode } from '../failure.ts';
import type { ColorWhen } from './color-policy.ts';
import { addExitCodesTopic } from './exit-codes.ts';

/** A command line that was understood: what to run, and with which options. */
export interface Invocation {
  readonly options: GlobalOptions;
  /** Whether the answer, a failure included, is to be one JSON document. */
  readonly isJson: boolean;
  readonly run: (context: Context) => Promise<ExitCode>;
}

export interface GlobalOptions extends CommonOptions {
  readonly color: ColorWhen;
}

type AnyOptions = GlobalOptions & Record<string, unknown>;

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

  // Each command's module is loaded when it runs, so that none pays for the others. commander hands an action the
  // words of the command, then its options and itself.
  const on = <W extends unknown[]>(run: (context: Context, options: AnyOptions, ...words: W) => Promise<ExitCode>) =>
    function act(this: Command, ...given: unknown[]) {
      const options = this.optsWithGlobals<AnyOptions>();
      const words = given.slice(0, -2) as W;
      const isJson = options.json === true || options['format'] === 'json';
      choose({ options, isJson, run: (context) => run(context, options, ...words) });
    };

  program.commandsGroup('Look:');
  program
    .command('show [setting...]')
    .description('show what is in force by this file, and why')
    .option('-a, --all', 'also settings that are at their default or have no effect')
    .action(
      on(async (context, options, settings: string[]) =>
        (await import('../commands/show.ts')).show({ ...options, settings }, context),
      ),
    );
  program
    .command('get <setting>')
    .description('print the bare value of a setting; exit 1 when the file does not set it')
    .option('--effective', 'the value in force, whether the file sets it or not')
    .action(
      on(async (context, options, setting: string) =>
        (await import('../commands/get.ts')).get({ ...options, setting }, context),
      ),
    );
  program
    .command('check')
    .description('say what is wrong with the file')
    .option('--fix', 'mend what can be mended without a doubt')
    .option('--strict', 'exit with 1 for warnings too')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json', 'github']).default('text'))
    .action(
      on(async (context, options) => {
        const format = options['format'] as CheckOptions['format'];
        return (await import('../commands/check.ts')).check({ ...options, format }, context);
      }),
    );
  program
    .command('explain [topic]')
    .description(
      'explain a setting, a mode, all modes side by side, or a code of check; without a topic, list the topics',
    )
    .action(
      on(async (context, options, topic: string | undefined) =>
        (await import('../commands/explain.ts')).explain({ ...options, topic }, context),
      ),
    );
  program
    .command('status')
    .description('show what is in force now, what the file leads to, and whether a restart is due')
    .action(on(async (context, options) => (await import('../commands/status.ts')).status(options, context)));
  program
    .command('doctor [topic]')
    .description('look for what is wrong; the topics are file, mode, versions, ports, dns, firewall, proxy and docker')
    .action(
      on(async (context, options, topic: string | undefined) =>
        (await import('../commands/doctor.ts')).doctor({ ...options, topic }, context),
      ),
    );
  program
    .command('path')
    .description('print where the file is')
    .action(on(async (context, options) => (await import('../commands/path.ts')).path(options, context)));
  program.commandsGroup('Change:');
  program
    .command('set <change...>')
    .description('change settings: a mode (mirrored), setting=value, or for lists setting+=value and setting-=value')
    .addOption(restartOption())
    .addHelpText(
      'after',
      `
Examples:
  wslnet set mirrored
  wslnet set mirrored dnsTunneling=true firewall=true autoProxy=true
  wslnet set ignoredPorts+=3000
  wslnet set vmSwitch "My Switch" --dry-run`,
    )
    .action(
      on(async (context, options, changes: string[]) =>
        (await import('../commands/set.ts')).set({ ...options, changes }, context),
      ),
    );
  program
    .command('unset <setting...>')
    .description('take settings out of the file')
    .action(
      on(async (context, options, settings: string[]) =>
        (await import('../commands/unset.ts')).unset({ ...options, settings }, context),
      ),
    );
  program
    .command('apply <fragment...>')
    .description('bring the settings of a piece of .wslconfig, - for standard input, into the file')
    .option('--prune', 'take out the networking settings that it does not name')
    .option('--check', 'change nothing; exit 1 and show the difference when something would change')
    .addOption(restartOption())
    .addHelpText(
      'after',
      `
A fragment is written as .wslconfig is and holds what is to be brought in. Where
several name a setting, the last counts.

Examples:
  wslnet apply ~/dotfiles/network.wslconfig
  wslnet apply network.wslconfig --check
  printf '[wsl2]\\nnetworkingMode=mirrored\\n' | wslnet apply -`,
    )
    .action(
      on(async (context, options, fragments: string[]) =>
        (await import('../commands/apply.ts')).apply({ ...options, fragments }, context),
      ),
    );
  const profile = program
    .command('profile')
    .description('keep settings under a name, to switch between home, office and VPN');
  profile
    .command('list')
    .description('list the profiles, and which of them the file is like')
    .action(
      on(async (context, options) => (await import('../commands/profile/list.ts')).listProfiles(options, context)),
    );
  profile
    .command('show <profile>')
    .description('print the settings of a profile')
    .action(
      on(async (context, options, name: string) =>
        (await import('../commands/profile/show.ts')).showProfile({ ...options, name }, context),
      ),
    );
  profile
    .command('save <profile> [setting...]')
    .description('keep what the file sets: of these settings, or of all of the network')
    .action(
      on(async (context, options, name: string, settings: string[]) =>
        (await import('../commands/profile/save.ts')).saveProfile({ ...options, name, settings }, context),
      ),
    );
  profile
    .command('use <profile>')
    .description('give the file the settings of a profile')
    .addOption(restartOption())
    .action(
      on(async (context, options, name: string) =>
        (await import('../commands/profile/use.ts')).useProfile({ ...options, name }, context),
      ),
    );
  profile
    .command('diff <profile>')
    .description('print what using a profile would change')
    .action(
      on(async (context, options, name: string) =>
        (await import('../commands/profile/diff.ts')).diffProfile({ ...options, name }, context),
      ),
    );
  profile
    .command('delete <profile>')
    .description('forget a profile')
    .action(
      on(async (context, options, name: string) =>
        (await import('../commands/profile/delete.ts')).deleteProfile({ ...options, name }, context),
      ),
    );
  program
    .command('edit')
    .description('open the file in your editor ($VISUAL, $EDITOR), and check it before it counts')
    .action(on(async (context, options) => (await import('../commands/edit.ts')).edit(options, context)));
  program
    .command('undo')
    .description('restore the file from before a change; undo again to bring the change back')
    .argument('[n]', 'which change, as wslnet history counts', parseNumber, 1)
    .option('--force', 'even where something else has changed the file since; that is kept as well')
    .action(
      on(async (context, options, number: number) =>
        (await import('../commands/undo.ts')).undo({ ...options, number }, context),
      ),
    );
  const history = program
    .command('history')
    .description('list what wslnet changed in the file, the latest first')
    .action(on(async (context, options) => (await import('../commands/history.ts')).history(options, context)));
  history
    .command('show')
    .description('print the file from before a change')
    .argument('<n>', 'which change, as wslnet history counts', parseNumber)
    .option('--diff', 'print what the change did')
    .action(
      on(async (context, options, number: number) =>
        (await import('../commands/history.ts')).historyShow({ ...options, number }, context),
      ),
    );
  program
    .command('restart')
    .description('end WSL, so that its next start reads the file')
    .option('--verify', 'start it again and look whether the mode the file leads to is in force')
    .action(on(async (context, options) => (await import('../commands/restart.ts')).restart(options, context)));
  program.commandsGroup('Set up:');
  const completion = program
    .command('completion')
    .description('print the script with which a shell completes commands of wslnet at the Tab key')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
Examples, each for one session:
  source <(wslnet completion bash)
  source <(wslnet completion zsh)
  wslnet completion fish | source
  wslnet completion powershell | Out-String | Invoke-Expression`,
    )
    .action(
      on(async (context, options, shell: Shell) =>
        (await import('../commands/completion.ts')).completion({ ...options, shell }, context),
      ),
    );
  completion
    .command('install')
    .description('put the script where the shell looks, after showing what that changes')
    .addArgument(new Argument('[shell]', 'the shell; without it, the one you log in with').choices(SHELLS))
    .action(
      on(async (context, options, shell: Shell | undefined) =>
        (await import('../commands/completion-install.ts')).completionInstall({ ...options, shell }, context),
      ),
    );
  program
    .command('schema [name]')
    .description(
      'print the JSON Schema of the settings, or of what a command prints with --json; without a name, list the names',
    )
    .action(
      on(async (context, options, name: string | undefined) =>
        (await import('../commands/schema.ts')).schema({ ...options, name }, context),
      ),
    );
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

function parseNumber(text: string): number {
  if (!/^[1-9][0-9]{0,3}$/.test(text)) throw new InvalidArgumentError('It is a number, 1 for the last change.');
  return Number(text);
}

function restartOption(): Option {
  return new Option('--restart', 'end WSL when something changed, so that its next start reads the file');
}
