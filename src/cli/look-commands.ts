import { type Command, Option } from 'commander';
import type { CheckOptions } from '../commands/check.ts';
import type { On } from './invocation.ts';

/** Adds the commands that only look. Each command's module is loaded when it runs, so that none pays for the others. */
export function addLookCommands(program: Command, on: On): void {
  program.commandsGroup('Look:');
  program
    .command('show [setting...]')
    .description('show what is in force by this file, and why')
    .option('-a, --all', 'also settings that are at their default or have no effect')
    .action(() => {});
  program
    .command('get <setting>')
    .description('print the bare value of a setting; exit 1 when the file does not set it')
    .option('--effective', 'the value in force, whether the file sets it or not')
    .action(() => {});
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
    .command('test [port]')
    .description('try what works right now, path by path')
    .option('--target <host:port>', 'try to reach this too, behind a VPN for example, from both sides')
    .option('--lan', 'let a phone or another computer try to reach Linux; shows the address as a QR code')
    .option('--wait <seconds>', 'with --lan, how long to wait for it (120)')
    .option('--start', 'start WSL where it is not running')
    .action(() => {});
  program
    .command('path')
    .description('print where the file is')
    .action(() => {});
}
