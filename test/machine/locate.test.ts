import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HANGS, Sandbox } from '../bench/sandbox.ts';

const C_USERS_ZOE = { 'set USERPROFILE': { text: 'USERPROFILE=C:\\Users\\Zoë & Co\r\n' } };

async function expectFound(sandbox: Sandbox, file: string, rule: RegExp) {
  const { code, stdout, stderr } = await sandbox.run('path', '-v');
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${file}\n` });
  expect(stderr).toMatch(rule);
}

describe('the file is found', () => {
  test('on Windows by USERPROFILE', async () => {
    await expectFound(new Sandbox('windows'), '/Users/Zoë/.wslconfig', /variable USERPROFILE/);
  });

  test('by WSLNET_CONFIG before all else', async () => {
    await expectFound(new Sandbox('windows', { env: { WSLNET_CONFIG: '/x' } }), '/x', /WSLNET_CONFIG/);
  });

  test.each([
    ['as a Linux path', '/mnt/c/Users/Zoë'],
    ['as a Windows path', 'C:\\Users\\Zoë'],
    ['as a Windows path with a slash at its end', 'c:\\Users\\Zoë\\'],
  ])('by a USERPROFILE that is shared %s, without asking Windows', async (_, USERPROFILE) => {
    const sandbox = new Sandbox('wsl2', { env: { USERPROFILE } }).standIn('cmd.exe', C_USERS_ZOE);
    await expectFound(sandbox, '/mnt/c/Users/Zoë/.wslconfig', /variable USERPROFILE/);
    expect(sandbox.calls).toBe('');
  });

  test('by asking Windows through a cmd.exe on the PATH', async () => {
    const sandbox = new Sandbox('wsl2').standIn('cmd.exe', C_USERS_ZOE);
    await expectFound(sandbox, '/mnt/c/Users/Zoë & Co/.wslconfig', /as Windows reports it/);
    expect(sandbox.calls).toBe('cmd.exe /d /c chcp 65001 >nul & set USERPROFILE\n');
  });

  test('by asking Windows without its folders on the PATH, drives mounted elsewhere', async () => {
    const sandbox = new Sandbox('wsl2').standIn('cmd.exe', C_USERS_ZOE, '/win dows/c/Windows/System32');
    sandbox.write('/proc/mounts', 'C:\\134 /win\\040dows/c 9p rw,aname=drvfs;path=C:\\134;uid=0 0 0\n');
    await expectFound(sandbox, '/win dows/c/Users/Zoë & Co/.wslconfig', /as Windows reports it/);
  });

  test.each([
    ['WSL 1', 'C: /c drvfs rw,noatime,uid=1000 0 0'],
    ['virtiofs', 'drvfsaC /c virtiofs rw,path=C:\\134 0 0'],
    ['virtiofs by a tag', 'drvfsaC0 /c virtiofs rw,relatime 0 0'],
    ['virtiofs by the tag of one who is no administrator', 'drvfsc3 /c virtiofs rw 0 0'],
    ['a second mount of the drive', 'C:\\134 /c 9p rw 0 0\nC:\\134 /again 9p rw 0 0'],
  ])('with the mounts of %s', async (_, mounts) => {
    const sandbox = new Sandbox('wsl1').standIn('cmd.exe', C_USERS_ZOE, '/c/Windows/System32');
    sandbox.write('/proc/mounts', `${mounts}\n`);
    await expectFound(sandbox, '/c/Users/Zoë & Co/.wslconfig', /as Windows reports it/);
  });

  test.each([
    [
      'a link to the Windows path of a share',
      (sandbox: Sandbox) => {
        mkdirSync(join(sandbox.root, 'run/wsl/virtiofs'), { recursive: true });
        symlinkSync('C:\\', join(sandbox.root, 'run/wsl/virtiofs/7e9f2c1a-5a2e'));
        sandbox.write('/proc/mounts', '7e9f2c1a-5a2e /win virtiofs rw 0 0\n');
      },
    ],
    [
      'the root of a share for all drives',
      (sandbox: Sandbox) => {
        sandbox.write('/proc/mounts', 'drives /other virtiofs rw 0 0\ndrives /win virtiofs rw 0 0\n');
        sandbox.write(
          '/proc/self/mountinfo',
          '90 1 0:5 /D /other rw - virtiofs drives rw\n91 1 0:5 /C /win rw - virtiofs drives rw\n',
        );
      },
    ],
  ])('with virtiofs by %s', async (_, mount) => {
    const sandbox = new Sandbox('wsl2').standIn('cmd.exe', C_USERS_ZOE, '/win/Windows/System32');
    mount(sandbox);
    await expectFound(sandbox, '/win/Users/Zoë & Co/.wslconfig', /as Windows reports it/);
  });

  test('with virtiofs by the folder of a drive alone', async () => {
    const sandbox = new Sandbox('wsl2').standIn('cmd.exe', C_USERS_ZOE, '/win/c/Windows/System32');
    sandbox.write('/etc/wsl.conf', '[automount]\nroot=/win\n');
    sandbox.write('/proc/mounts', 'f00d /win/c virtiofs rw 0 0\nshare /home virtiofs rw 0 0\n');
    await expectFound(sandbox, '/win/c/Users/Zoë & Co/.wslconfig', /as Windows reports it/);
  });

  test("by wsl.conf's root where the mounts do not tell", async () => {
    const sandbox = new Sandbox('wsl2').standIn('cmd.exe', C_USERS_ZOE, '/drives/c/Windows/System32');
    sandbox.write('/proc/mounts', '');
    sandbox.write('/etc/wsl.conf', '# mine\n[automount]\nroot = "/drives/" # not /mnt\n');
    await expectFound(sandbox, '/drives/c/Users/Zoë & Co/.wslconfig', /as Windows reports it/);
  });

  test('by wslpath where the profile lies on a drive that is not mounted by its letter', async () => {
    const sandbox = new Sandbox('wsl2')
      .standIn('cmd.exe', { 'set USERPROFILE': { text: '\\\\server\\home\\zoe\r\n' } })
      .standIn('wslpath', { '-u \\\\server\\home\\zoe': { text: '/mnt/home/zoe\n' } });
    await expectFound(sandbox, '/mnt/home/zoe/.wslconfig', /as Windows reports it/);
  });

  test.each([
    ['off by wsl.conf', '/etc/wsl.conf', '[interop]\nenabled = false\n'],
    ['unknown to the kernel', '/proc/sys/fs/binfmt_misc/status', 'enabled\n'],
  ])('with interop %s, in the only profile that has a file', async (_, path, content) => {
    const sandbox = new Sandbox('wsl2').standIn('cmd.exe', C_USERS_ZOE);
    sandbox.write(path, content);
    sandbox.write('/mnt/c/Users/Zoë/.wslconfig', '');
    for (const name of ['Public', 'Default', 'defaultuser0', 'Other']) {
      mkdirSync(join(sandbox.root, 'mnt/c/Users', name));
    }
    await expectFound(sandbox, '/mnt/c/Users/Zoë/.wslconfig', /only Windows profile/);
    expect(sandbox.calls).toBe('');
  });

  test('where Windows says it and then hangs', async () => {
    const says = "printf 'USERPROFILE=C:\\\\Users\\\\Zoe\\r\\nUSERPROF'\nexec /bin/sleep 30\n";
    const sandbox = new Sandbox('wsl2', { timeout: 300 }).program('cmd.exe', says);
    await expectFound(sandbox, '/mnt/c/Users/Zoe/.wslconfig', /as Windows reports it/);
  });

  test('inside WSL without its variables, as under sudo', async () => {
    const env = { WSL_DISTRO_NAME: '', USERPROFILE: '/mnt/c/Users/Zoë' };
    await expectFound(new Sandbox('wsl2', { env }), '/mnt/c/Users/Zoë/.wslconfig', /variable USERPROFILE/);
  });

  test("in a distribution made of a container's image", async () => {
    const sandbox = new Sandbox('wsl2', { env: { WSL_DISTRO_NAME: '', USERPROFILE: '/mnt/c/Users/Zoë' } });
    sandbox.write('/.dockerenv', '');
    sandbox.write('/run/WSL/1_interop', '');
    await expectFound(sandbox, '/mnt/c/Users/Zoë/.wslconfig', /variable USERPROFILE/);
  });
});

describe('it asks for --file,', () => {
  /** 5 where Windows does not answer, or there is none; 3 where it is found too often. */
  async function expectRefused(sandbox: Sandbox, said: RegExp, exit = 5) {
    const { code, stdout, stderr } = await sandbox.run('path');
    expect({ code, stdout }).toEqual({ code: exit, stdout: '' });
    expect(stderr).toMatch(said);
    expect(stderr).toMatch(/--file/);
  }

  const withoutInterop = () => {
    const sandbox = new Sandbox('wsl2');
    sandbox.write('/etc/wsl.conf', '[interop]\nenabled=false\n');
    return sandbox;
  };

  test('where two Windows users could be meant, and names them', async () => {
    const sandbox = withoutInterop();
    sandbox.write('/mnt/c/Users/Zoë/.wslconfig', '');
    sandbox.write('/mnt/c/Users/Bob/.wslconfig', '');
    await expectRefused(sandbox, /Users\/Bob\/\.wslconfig, \/mnt\/c\/Users\/Zoë\/\.wslconfig/, 3);
  });

  test('where two users have none', async () => {
    const sandbox = withoutInterop();
    mkdirSync(join(sandbox.root, 'mnt/c/Users/Zoë'), { recursive: true });
    mkdirSync(join(sandbox.root, 'mnt/c/Users/Bob'));
    await expectRefused(sandbox, /Cannot tell which Windows user/, 3);
  });

  test.each([
    ['hangs', HANGS],
    ['hangs within the answer', null],
    ['has no cmd.exe', undefined],
    ['fails', { text: '', exit: 1 }],
  ])("where Windows %s, and takes no other user's file for this one's", async (_, reply) => {
    const sandbox = new Sandbox('wsl2', { timeout: 200 });
    if (reply) sandbox.standIn('cmd.exe', { '': reply });
    if (reply === null) sandbox.program('cmd.exe', "printf 'USERPROFILE=C:\\\\Users\\\\Zo'\nexec /bin/sleep 30\n");
    sandbox.write('/mnt/c/Users/admin/.wslconfig', '');
    await expectRefused(sandbox, /It may be: \/mnt\/c\/Users\/admin\/\.wslconfig/);
  });

  test.each([
    ['nonsense', { text: 'Zugriff verweigert\r\n' }],
    ['an error', { text: '', exit: 1 }],
  ])('where Windows answers with %s', async (_, reply) => {
    await expectRefused(new Sandbox('wsl2').standIn('cmd.exe', { '': reply }), /did not say who you are/);
  });

  test.each(['/.dockerenv', '/run/.containerenv'])('in a container inside WSL (%s)', async (mark) => {
    const sandbox = new Sandbox('wsl2', { env: { WSL_DISTRO_NAME: '' } });
    sandbox.write(mark, '');
    await expectRefused(sandbox, /: a container has none of its own\./);
  });

  test('on Linux', async () => await expectRefused(new Sandbox('linux'), /: this is neither Windows nor WSL\./));
  test('on macOS', async () =>
    await expectRefused(new Sandbox('linux', { platform: 'darwin' }), /: macOS has no WSL\./));
  test('on a Windows without USERPROFILE', async () => {
    const sandbox = new Sandbox('windows');
    delete sandbox.system.env['USERPROFILE'];
    await expectRefused(sandbox, /: USERPROFILE is not set\./);
  });
});

describe('a Windows path in Linux', () => {
  const WINDOWS = 'C:\\Users\\Zoë\\.wslconfig';

  test.each([['show'], ['set', 'nat'], ['set', 'nat', '--dry-run'], ['edit']])(
    'is refused by %s %s, with the one to use',
    async (...words) => {
      const { code, stdout, stderr } = await new Sandbox('wsl2').run(...words, '--file', WINDOWS);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toBe(
        `error: '${WINDOWS}' is a Windows path, and this is Linux.\nUse /mnt/c/Users/Zoë/.wslconfig\n`,
      );
    },
  );

  test.each(['C:/Users/Zoë/.wslconfig', '\\\\wsl.localhost\\Debian\\home\\zoe\\.wslconfig'])(
    'is refused outside of WSL too: %s',
    async (path) => {
      const { code, stderr } = await new Sandbox('linux').run('set', 'nat', '--file', path);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringMatching(/Give the path that the file has in Linux/),
      });
    },
  );

  test('is a path like any other on Windows', async () => {
    const { code } = await new Sandbox('windows').run('get', 'ipv6', '--file', 'C:\\none\\.wslconfig');
    expect(code).toBe(3);
  });
});
