import { Argument, type Command } from 'commander';
import { SHELLS, type Shell } from '../machine/facts.ts';
import type { On } from './invocation.ts';

/** Adds the commands by which shells and editors get to know wslnet. Each command's module is loaded when it runs, so that none pays for the others. */
export function addSetupCommands(program: Command, on: On): void {
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
}
