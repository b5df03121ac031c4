import { describe, expect, test } from 'vitest';
import { describeWith, type Need } from '../needs.ts';
import { type DrivenShell, ShellBench } from './shell-bench.ts';

/** How completion is switched on for one session, as README says. */
const SWITCH_ON: Readonly<Record<DrivenShell, string>> = {
  bash: 'source <(wslnet completion bash)',
  zsh: 'source <(wslnet completion zsh)',
  fish: 'wslnet completion fish | source',
};

/** Ways in which people configure their shell. */
const CONFIGURATIONS: Readonly<Record<DrivenShell, [name: string, lines: string][]>> = {
  bash: [['as Debian does', 'source /usr/share/bash-completion/bash_completion']],
  zsh: [
    ['with nothing configured', ''],
    ['with a framework that has switched completion on', 'autoload -Uz compinit && compinit -u'],
    ['with a folder of its own for completions', 'fpath=(~/.zfunc $fpath); autoload -Uz compinit && compinit -u'],
    ['with words split as in sh', 'setopt sh_word_split ksh_arrays'],
  ],
  fish: [['with nothing configured', '']],
};

describe.each(['bash', 'zsh', 'fish'] as const)('%s', (shell) => {
  const needs: Need[] = [shell, 'script'];

  describeWith(needs, `completion in ${shell}`, () => {
    test.each([
      ['a mode', 'set mi\t', '<set><mirrored>'],
      ['a value behind =', 'set networkingMode=mi\t', '<set><networkingMode=mirrored>'],
      ['a value in other letters', 'set dnsTunneling=T\t', '<set><dnsTunneling=true>'],
      ['a value as a word of its own', 'set dnsTunneling t\t', '<set><dnsTunneling><true>'],
      ['a setting and goes on with its value', 'set autoP\tf\t', '<set><autoProxy=false>'],
      ['a setting in other letters', 'get DNSP\t', '<get><dnsProxy>'],
      ['a setting with its section', 'unset wsl2.hos\t', '<unset><wsl2.hostFileSystemAccess>'],
      ['a command', 'stat\t', '<status>'],
      ['a command of a command', 'hist\tsh\t', '<history><show>'],
      ['an option of every command', 'get dnsProxy --dry\t', '<get><dnsProxy><--dry-run>'],
      ['an option of a command', 'check --stri\t', '<check><--strict>'],
      ['no option of another command', 'show --stri\t', '<show><--stri>'],
      ['the choices of an option', 'check --format gi\t', '<check><--format><github>'],
      ['the choices of an option behind =', 'show --color=al\t', '<show><--color=always>'],
      ['a topic of explain', 'explain semicolon-c\t', '<explain><semicolon-comment>'],
      ['a topic of doctor', 'doctor fir\t', '<doctor><firewall>'],
      ['a file with a blank in its name', 'show --file my\\ f\t', '<show><--file><my file.wslconfig>'],
      ['a file behind =', 'show --file=my\\ f\t', '<show><--file=my file.wslconfig>'],
      ['a file behind a short option', 'show -nf my\\ f\t', '<show><-nf><my file.wslconfig>'],
      ['behind words in quotes', `set vmSwitch "My Switch" mi\t`, '<set><vmSwitch><My Switch><mirrored>'],
      ['a file in a folder with a blank in its name', 'show -f my\\ dir/one\t', '<show><-f><my dir/one file>'],
      ['a file in quotes', 'show -f "my dir/one\t', '<show><-f><my dir/one file>'],
      ['a file behind ~', 'show --file ~/my\\ d\tone\t', '<show><--file><HOME/my dir/one file>'],
      ['a mode in quotes', 'set "mi\t', '<set><mirrored>'],
      ['a file behind <', 'show < my\\ f\t', '<show>'],
      ['nothing where nothing fits', 'get nosuch\t', '<get><nosuch>'],
    ])('%s', async (_, keys, words) => {
      const bench = new ShellBench(shell).configure(SWITCH_ON[shell]);
      for (const file of ['my file.wslconfig', 'my dir/one file']) bench.write(file, '');
      expect(await bench.type(`wslnet ${keys}`)).toBe(words.replace('HOME', bench.home));
    });

    test('and shows what each candidate is', async () => {
      const bench = new ShellBench(shell).configure(SWITCH_ON[shell]);
      const shown = shell === 'bash' ? 'autoProxy=' : 'Linux gets the HTTP';
      await bench.see('wslnet set auto\t\t', shown);
    });

    test('without a word about what goes wrong', async () => {
      const bench = new ShellBench(shell).configure(SWITCH_ON[shell]);
      bench.write('broken', '');
      expect(await bench.screenOf('wslnet set mi\t')).not.toContain('it broke');
      expect(bench.read('.words')).toBe('<set><mi>');
    });

    test('and runs nothing of what is typed', async () => {
      const bench = new ShellBench(shell).configure(SWITCH_ON[shell]);
      await bench.see('wslnet set $(touch ran) `touch ran` (touch ran) ; wslnet set $(touch ran) mirr\t', 'mirrored');
      expect(bench.has('ran')).toBe(false);
    });
  });

  // Debian's bash completes by way of a package of its own.
  describeWith(
    shell === 'bash' ? [...needs, 'bash-completion'] : needs,
    `completion that is set up in ${shell}`,
    () => {
      test.each(CONFIGURATIONS[shell])('completes in every new shell, %s', async (_, configuration) => {
        const bench = new ShellBench(shell).configure(configuration);
        const before = bench.read(bench.profile);
        expect(bench.run('completion', 'install', '--yes').code).toBe(0);
        expect(bench.read(bench.profile).startsWith(before)).toBe(true);
        expect(await bench.type('wslnet set mi\t')).toBe('<set><mirrored>');
        expect(bench.run('completion', 'install').stderr).toMatch(/^Nothing to do/);
      });
    },
  );
});
