import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { Bench } from '../bench/bench.ts';
import { Sandbox } from '../bench/sandbox.ts';

const ZSH_LINE = `if [[ -r \${ZDOTDIR:-$HOME}/.zfunc/_wslnet ]]; then source \${ZDOTDIR:-$HOME}/.zfunc/_wslnet; fi`;

async function install(bench: Bench, ...words: string[]) {
  return await bench.runWith({ env: { SHELL: '/bin/zsh' } }, 'completion', 'install', ...words);
}

describe('completion install', () => {
  test('shows what it does, does it, and finds nothing to do the second time', async () => {
    const bench = new Bench();
    const zshrc = join(bench.folder, '.zshrc');
    const script = join(bench.folder, '.zfunc/_wslnet');
    expect(await install(bench, '--yes')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: `To set up completion for zsh, wslnet will:
  create  ${script}
  add to  ${zshrc}
    ${ZSH_LINE}
Done. Every new zsh session completes wslnet commands with the Tab key.
`,
    });
    expect(readFileSync(zshrc, 'utf8')).toBe(`${ZSH_LINE}\n`);
    expect(readFileSync(script, 'utf8')).toBe((await bench.runWith({}, 'completion', 'zsh')).stdout);
    expect(await install(bench)).toMatchObject({
      code: 0,
      stderr: 'Nothing to do: zsh completes wslnet commands with the Tab key.\n',
    });
    // Only these, and nothing of them in the history: they are not what undo is for.
    expect(readdirSync(bench.folder).sort()).toEqual(['.zfunc', '.zshrc']);
    expect(existsSync(bench.state)).toBe(false);
  });

  test('makes the script anew where it is another, and leaves the rest', async () => {
    const bench = new Bench();
    await install(bench, '--yes');
    const script = join(bench.folder, '.zfunc/_wslnet');
    writeFileSync(script, '# Of an older wslnet. Printed by: wslnet completion zsh\n');
    const { stderr } = await install(bench, '--yes');
    expect(stderr).toBe(
      `To set up completion for zsh, wslnet will:\n  update  ${script}\nDone. Every new zsh session completes wslnet commands with the Tab key.\n`,
    );
    expect(readFileSync(script, 'utf8')).toBe((await bench.runWith({}, 'completion', 'zsh')).stdout);
    expect(readFileSync(join(bench.folder, '.zshrc'), 'utf8')).toBe(`${ZSH_LINE}\n`);
  });

  test.each([
    ['a last line without its end', 'alias ll="ls -l"', `\n${ZSH_LINE}\n`],
    ['a last line with its end', 'alias ll="ls -l"\n', `${ZSH_LINE}\n`],
    ['newlines of Windows', 'a\r\nb', `\r\n${ZSH_LINE}\r\n`],
    ['bytes of no encoding in particular', Buffer.from([0xe9, 0xff, 0x00, 0x0a, 0x80]), `\n${ZSH_LINE}\n`],
    ['a UTF-8 mark', '\ufeffa\n', `${ZSH_LINE}\n`],
    ['UTF-16', Buffer.from('\ufeffa\r\nb', 'utf16le'), Buffer.from(`\r\n${ZSH_LINE}\r\n`, 'utf16le')],
    ['UTF-16 and nothing else', Buffer.from('\ufeff', 'utf16le'), Buffer.from(`${ZSH_LINE}\n`, 'utf16le')],
    ['nothing', '', `${ZSH_LINE}\n`],
    ['the line among others', `a\n  ${ZSH_LINE} \r\nb`, ''],
    ['the line as the last one', `a\n${ZSH_LINE}`, ''],
    ['the line switched off', `# ${ZSH_LINE}\n`, `${ZSH_LINE}\n`],
  ])('keeps every byte of a profile with %s', async (_, before, added) => {
    const bench = new Bench();
    const zshrc = join(bench.folder, '.zshrc');
    writeFileSync(zshrc, before);
    expect((await install(bench, '--yes')).code).toBe(0);
    const expected = Buffer.concat([Buffer.from(before as string), Buffer.from(added as string)]);
    expect(readFileSync(zshrc)).toEqual(expected);
    expect((await install(bench)).stderr).toMatch(/^Nothing to do/);
  });

  test('writes through the links of a dotfile manager, and keeps permissions', async () => {
    const bench = new Bench();
    const [zshrc, original] = [join(bench.folder, '.zshrc'), join(bench.folder, 'dotfiles/zshrc')];
    mkdirSync(join(bench.folder, 'dotfiles/zfunc'), { recursive: true });
    writeFileSync(original, 'a\n', { mode: 0o600 });
    symlinkSync('dotfiles/zshrc', zshrc);
    symlinkSync('dotfiles/zfunc', join(bench.folder, '.zfunc'));
    expect((await install(bench, '--yes')).code).toBe(0);
    expect(lstatSync(zshrc).isSymbolicLink()).toBe(true);
    expect(lstatSync(original).mode & 0o777).toBe(0o600);
    expect(readFileSync(original, 'utf8')).toBe(`a\n${ZSH_LINE}\n`);
    expect(existsSync(join(bench.folder, 'dotfiles/zfunc/_wslnet'))).toBe(true);
  });

  test('a profile that must not be written is left as it was, and the same again finishes it', async () => {
    const bench = new Bench();
    const zshrc = join(bench.folder, '.zshrc');
    writeFileSync(zshrc, 'a\n');
    chmodSync(zshrc, 0o444);
    const { code, stderr } = await install(bench, '--yes');
    expect(code).toBe(4);
    expect(stderr).toMatch(/\.zshrc cannot be written: it is read-only/);
    expect(readFileSync(zshrc, 'utf8')).toBe('a\n');
    chmodSync(zshrc, 0o644);
    expect((await install(bench, '--yes')).stderr).not.toMatch(/_wslnet\n {2}adds/);
    expect(readFileSync(zshrc, 'utf8')).toBe(`a\n${ZSH_LINE}\n`);
  });

  test('a folder that cannot be made is told', async () => {
    const bench = new Bench();
    writeFileSync(join(bench.folder, '.zfunc'), '');
    const { code, stderr } = await install(bench, '--yes');
    expect(code).toBe(3);
    expect(stderr).toMatch(/_wslnet cannot be read: part of the path is not a folder/);
    rmSync(join(bench.folder, '.zfunc'));
    symlinkSync('gone', join(bench.folder, '.zfunc'));
    expect((await install(bench, '--yes')).stderr).toMatch(/_wslnet cannot be written/);
    expect(existsSync(join(bench.folder, '.zshrc'))).toBe(false);
  });

  test('shows and changes nothing on a dry run', async () => {
    const bench = new Bench();
    const { code, stdout, stderr } = await install(bench, 'fish', '--dry-run');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toBe(
      `To set up completion for fish, wslnet will:\n  create  ${bench.folder}/.config/fish/completions/wslnet.fish\n`,
    );
    expect(readdirSync(bench.folder)).toEqual([]);
  });

  test('as JSON', async () => {
    const bench = new Bench();
    writeFileSync(join(bench.folder, '.zshrc'), 'a\n');
    const json = async (...words: string[]) => JSON.parse((await install(bench, '--json', '--yes', ...words)).stdout);
    const expected = {
      schema: 'wslnet.completion-install/1',
      shell: 'zsh',
      changed: true,
      dryRun: false,
      files: [
        { path: join(bench.folder, '.zfunc/_wslnet'), change: 'made', line: null },
        { path: join(bench.folder, '.zshrc'), change: 'line-added', line: ZSH_LINE },
      ],
    };
    expect(await json('--dry-run')).toEqual({ ...expected, dryRun: true });
    expect(await json()).toEqual(expected);
    expect(await json()).toEqual({ ...expected, changed: false, files: [] });
  });

  // An executable refuses it, which test/packaging/executable.test.ts holds.
  test.skipIf(process.env['WSLNET_PROGRAM'])(
    'a relative home is none: nothing goes into the folder one happens to be in',
    async () => {
      const bench = new Bench();
      const env = { HOME: 'home', SHELL: '/bin/zsh' };
      const pathsOf = async (verb: string) => {
        const { stdout } = await bench.runWith({ env }, 'completion', verb, '--dry-run', '--json');
        return JSON.parse(stdout).files.map(({ path }: { path: string }) => path);
      };
      // The home that the system knows is that of whoever runs the tests, who may have it installed.
      const paths = [...(await pathsOf('install')), ...(await pathsOf('uninstall'))];
      expect(paths.length).toBeGreaterThan(0);
      expect(paths.filter((path: string) => !isAbsolute(path))).toEqual([]);
    },
  );

  test('refuses where nobody can be asked, before anything is written', async () => {
    const bench = new Bench();
    const { code, stderr } = await install(bench, 'bash');
    expect(code).toBe(2);
    expect(stderr).toMatch(/no terminal to ask on.*\n.*--yes/);
    expect(readdirSync(bench.folder)).toEqual([]);
  });

  test.each([
    [{ SHELL: '/bin/tcsh' }, /wslnet has no completion for tcsh\.\n.*bash, zsh, fish, powershell/],
    [{}, /Cannot tell which shell/],
  ])('asks for the name of a shell it does not know: %o', async (env, words) => {
    const { code, stderr } = await new Bench().runWith({ env }, 'completion', 'install', '--yes');
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
  });

  test.each([
    ['y', 0, true],
    ['', 1, false],
  ])('asks, and takes %o for an answer', async (answer, exit, isDone) => {
    const sandbox = new Sandbox('windows');
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      return answer;
    };
    const { code, stderr } = await sandbox.runIn({ ask }, 'completion', 'install');
    expect({ code, questions }).toEqual({ code: exit, questions: ['Continue? [y/N] '] });
    expect(stderr).toMatch(
      /^To set up completion for PowerShell, wslnet will:\n {2}create {2}.*\n {2}add to {2}.*_profile\.ps1\n/,
    );
    const folder = join(sandbox.root, 'Users/Zoë/Documents/WindowsPowerShell');
    expect(existsSync(folder)).toBe(isDone);
    if (!isDone) {
      const { stdout } = await sandbox.runIn({ ask }, 'completion', 'install', '--json');
      expect(JSON.parse(stdout)).toMatchObject({ changed: false, files: [] });
      return;
    }
    const profile = readFileSync(join(folder, 'Microsoft.PowerShell_profile.ps1'), 'utf8');
    expect(profile).toMatch(/^if \(Test-Path "\$PSScriptRoot\/wslnet-completion\.ps1"\) .*\r\n$/);
    expect(readFileSync(join(folder, 'wslnet-completion.ps1'), 'utf8')).toMatch(/Register-ArgumentCompleter/);
  });
});

test('a script of somebody else is neither replaced nor removed', async () => {
  const bench = new Bench();
  const script = join(bench.folder, '.zfunc/_wslnet');
  mkdirSync(join(bench.folder, '.zfunc'));
  writeFileSync(script, '#compdef wslnet\n# my own\n');
  const { code, stderr } = await install(bench, '--yes', '--json');
  expect({ code, stderr }).toEqual({ code: 4, stderr: '' });
  const run = await bench.runWith({ env: { SHELL: '/bin/zsh' } }, 'completion', 'uninstall', '--yes', '--json');
  expect(JSON.parse(run.stdout)).toMatchObject({ changed: false, files: [] });
  expect(readFileSync(script, 'utf8')).toBe('#compdef wslnet\n# my own\n');
  expect(readdirSync(bench.folder)).toEqual(['.zfunc']);
});

test('where the startup file cannot be written, the script is taken back', async () => {
  const bench = new Bench();
  mkdirSync(join(bench.folder, '.zshrc.wslnet-lock'));
  const { code, stdout } = await install(bench, '--yes', '--json');
  expect(code).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({ code: 'lock-unusable' });
  expect(existsSync(join(bench.folder, '.zfunc/_wslnet'))).toBe(false);
  expect(existsSync(join(bench.folder, '.zshrc'))).toBe(false);
});

// An executable is waited for.
const inHere = test.skipIf(process.env['WSLNET_PROGRAM']);

inHere('what somebody else writes into the script meanwhile is not taken back', async () => {
  const bench = new Bench();
  const script = join(bench.folder, '.zfunc/_wslnet');
  mkdirSync(join(bench.folder, '.zshrc.wslnet-lock'));
  const running = install(bench, '--yes');
  await vi.waitFor(() => expect(existsSync(script)).toBe(true), { interval: 10, timeout: 20_000 });
  writeFileSync(script, '# mine\n');
  expect((await running).code).toBe(4);
  expect(readFileSync(script, 'utf8')).toBe('# mine\n');
});

describe('completion uninstall', () => {
  async function uninstall(bench: Bench, ...words: string[]) {
    return await bench.runWith({ env: { SHELL: '/bin/zsh' } }, 'completion', 'uninstall', ...words);
  }

  test('shows what it takes back, does it, and finds nothing to do the second time', async () => {
    const bench = new Bench();
    const zshrc = join(bench.folder, '.zshrc');
    const script = join(bench.folder, '.zfunc/_wslnet');
    await install(bench, '--yes');
    expect((await uninstall(bench)).code, 'without a yes').toBe(2);
    expect(existsSync(script)).toBe(true);
    expect(await uninstall(bench, '--yes')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: `To remove completion for zsh, wslnet will:
  remove from  ${zshrc}
    ${ZSH_LINE}
  delete       ${script}
Done. New zsh sessions no longer complete wslnet commands.
`,
    });
    expect(existsSync(script)).toBe(false);
    expect(await uninstall(bench)).toMatchObject({
      code: 0,
      stderr: 'Nothing to do: completion is not installed for zsh.\n',
    });
  });

  test.each([
    ['text', 'alias ll="ls -l"\n'],
    ['newlines of Windows', 'a\r\nb\r\n'],
    ['bytes of no encoding in particular', Buffer.from([0xe9, 0xff, 0x00, 0x0a, 0x80, 0x0a])],
    ['UTF-16', Buffer.from('\ufeffa\r\nb\r\n', 'utf16le')],
    ['nothing', ''],
  ])('leaves a startup file with %s as it was', async (_, before) => {
    const bench = new Bench();
    const zshrc = join(bench.folder, '.zshrc');
    writeFileSync(zshrc, before);
    await install(bench, '--yes');
    expect((await uninstall(bench, '--yes')).code).toBe(0);
    expect(readFileSync(zshrc)).toEqual(Buffer.from(before as string));
  });

  test('takes the line out wherever it stands now', async () => {
    const bench = new Bench();
    const zshrc = join(bench.folder, '.zshrc');
    await install(bench, '--yes');
    writeFileSync(zshrc, `a\n  ${ZSH_LINE}\nb`);
    const { stdout } = await uninstall(bench, '--yes', '--json');
    expect(readFileSync(zshrc, 'utf8')).toBe('a\nb');
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'wslnet.completion-uninstall/1',
      changed: true,
      files: [
        { change: 'line-removed', line: ZSH_LINE },
        { change: 'removed', line: null },
      ],
    });
  });

  test('with --dry-run leaves all as it is', async () => {
    const bench = new Bench();
    await install(bench, '--yes');
    expect((await uninstall(bench, '--dry-run')).stderr).toMatch(/^To remove completion/);
    expect(existsSync(join(bench.folder, '.zfunc/_wslnet'))).toBe(true);
  });
});
