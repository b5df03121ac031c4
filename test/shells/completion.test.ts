import { describe, expect, test } from 'vitest';
import { type DrivenShell, hasShell, ShellBench } from './shell-bench.ts';

const IS_REQUIRED = process.env['WSLNET_SHELL_SUITE'] === 'required';

/** How completion is switched on for one session, as README says. */
const SWITCH_ON: Readonly<Record<DrivenShell, string>> = {
  bash: 'source <(wslnet completion bash)',
  zsh: 'source <(wslnet completion zsh)',
  fish: 'wslnet completion fish | source',
};

describe.each(['bash', 'zsh', 'fish'] as const)('%s', (shell) => {
  const isSkipped = !hasShell(shell) && !IS_REQUIRED;
  if (isSkipped) process.stderr.write(`Completion in ${shell} is not tested: there is no ${shell} here.\n`);

  describe.skipIf(isSkipped)('completes', () => {
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
      ['a file with a blank in its name', 'show --file my\t', '<show><--file><my file.wslconfig>'],
      ['a file behind =', 'show --file=my\t', '<show><--file=my file.wslconfig>'],
      ['a file behind a short option', 'show -nf my\t', '<show><-nf><my file.wslconfig>'],
      ['behind words in quotes', `set vmSwitch "My Switch" mi\t`, '<set><vmSwitch><My Switch><mirrored>'],
      ['nothing where nothing fits', 'get nosuch\t', '<get><nosuch>'],
    ])('%s', async (_, keys, words) => {
      const bench = new ShellBench(shell).configure(SWITCH_ON[shell]);
      bench.write('my file.wslconfig', '');
      expect(await bench.type(`wslnet ${keys}`)).toBe(words);
    });
  });
});
