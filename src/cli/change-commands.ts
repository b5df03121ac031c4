import { type Command, InvalidArgumentError, Option } from 'commander';
import type { On } from './invocation.ts';

/** Adds the commands that change something. Each command's module is loaded when it runs, so that none pays for the others. */
export function addChangeCommands(program: Command, on: On): void {
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
}

function parseNumber(text: string): number {
  if (!/^[1-9][0-9]{0,3}$/.test(text)) throw new InvalidArgumentError('It is a number, 1 for the last change.');
  return Number(text);
}

function restartOption(): Option {
  return new Option('--restart', 'end WSL when something changed, so that its next start reads the file');
}
