import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openMachine } from '../../src/machine/this-machine.ts';
import { Sandbox } from '../bench/sandbox.ts';

const HOME = '/home/zoe';
const PROFILE = 'Microsoft.PowerShell_profile.ps1';

describe('where a shell looks', () => {
  test.each([
    ['bash', {}, '.local/share/bash-completion/completions/wslnet', null],
    ['bash', { XDG_DATA_HOME: `${HOME}/data` }, 'data/bash-completion/completions/wslnet', null],
    ['bash', { XDG_DATA_HOME: 'data' }, '.local/share/bash-completion/completions/wslnet', null],
    ['bash', { BASH_COMPLETION_USER_DIR: `${HOME}/own:/usr/local` }, 'own/completions/wslnet', null],
    ['bash', { BASH_COMPLETION_USER_DIR: 'own' }, '.local/share/bash-completion/completions/wslnet', null],
    ['zsh', {}, '.zfunc/_wslnet', '.zshrc'],
    ['zsh', { ZDOTDIR: 'zsh' }, '.zfunc/_wslnet', '.zshrc'],
    ['zsh', { ZDOTDIR: `${HOME}/.config/zsh` }, '.config/zsh/.zfunc/_wslnet', '.config/zsh/.zshrc'],
    ['fish', {}, '.config/fish/completions/wslnet.fish', null],
    ['fish', { XDG_CONFIG_HOME: `${HOME}/config` }, 'config/fish/completions/wslnet.fish', null],
    ['powershell', {}, '.config/powershell/wslnet-completion.ps1', `.config/powershell/${PROFILE}`],
    ['powershell', { XDG_CONFIG_HOME: `${HOME}/c` }, 'c/powershell/wslnet-completion.ps1', `c/powershell/${PROFILE}`],
  ] as const)('%s on Linux, with %o', async (shell, env, script, profile) => {
    const { system } = new Sandbox('linux', { env: { HOME, ...env } });
    const files = await openMachine(system).shellFiles(shell);
    expect(files).toEqual({ script: join(HOME, script), profile: profile && join(HOME, profile) });
  });

  test.each([
    ['Windows PowerShell, where nothing says', {}, [], 'Documents/WindowsPowerShell'],
    ['PowerShell 7, where it has been', {}, ['Documents/PowerShell/x'], 'Documents/PowerShell'],
    ['by its modules', { PSModulePath: 'ROOT/Docs/PowerShell/Modules;X/Modules' }, [], '../../Docs/PowerShell'],
    [
      'by its own modules, not those of Windows or of all users',
      {
        ProgramFiles: '/Program Files',
        SystemRoot: '/Windows',
        PSModulePath:
          '/PROGRAM FILES/WindowsPowerShell/Modules;/windows/system32/WindowsPowerShell/Modules;ROOT/Docs/WindowsPowerShell/modules/',
      },
      [],
      '../../Docs/WindowsPowerShell',
    ],
  ])('PowerShell on Windows: %s', async (_, env, present, folder) => {
    const sandbox = new Sandbox('windows');
    const { system, root } = sandbox;
    for (const [name, value] of Object.entries(env)) system.env[name] = value.replaceAll('ROOT', root);
    const home = join(root, 'Users/Zoë');
    for (const path of present) sandbox.write(join('Users/Zoë', path), '');
    expect(await openMachine(system).shellFiles('powershell')).toEqual({
      script: join(home, folder, 'wslnet-completion.ps1'),
      profile: join(home, folder, PROFILE),
    });
  });
});

test.each([
  ['linux', '/usr/bin/zsh', 'zsh'],
  ['linux', '/usr/bin/pwsh', 'powershell'],
  ['linux', '/bin/tcsh', 'tcsh'],
  ['linux', undefined, null],
  ['windows', '/usr/bin/bash', 'powershell'],
] as const)('the shell of a user on %s with SHELL=%s is %s', (place, SHELL, name) => {
  expect(openMachine(new Sandbox(place, { env: { SHELL } }).system).shell()).toBe(name);
});
