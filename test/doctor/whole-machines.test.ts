import { rmSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Reply, Sandbox, utf16 } from '../bench/sandbox.ts';
import { MIRRORED, problemsOf, type Told } from './examine.ts';

/*
 * From what programs of Windows and files of Linux say to what doctor says, with nothing of ours played.
 */

const registry = (...values: string[]): Reply => ({
  text: `\r\nHKEY_LOCAL_MACHINE\\Somewhere\r\n${values.map((value) => `    ${value}\r\n`).join('')}\r\n`,
});
const ABSENT: Reply = { exit: 1 };

interface Machine {
  readonly windows: readonly string[];
  readonly mode: string;
  readonly text: string;
  readonly resolvConf: string;
  readonly wslConf?: string;
}

function sandboxOf({ windows, mode, text, resolvConf, wslConf = '' }: Machine): Sandbox {
  const sandbox = new Sandbox('wsl2', { env: { USERPROFILE: '/mnt/c/Users/Zoë' } })
    .standIn('wslinfo', { '--version': { text: '2.7.10\n' }, '--networking-mode': { text: `${mode}\n` } })
    .standIn('wsl.exe', {
      '--version': utf16('WSL version: 2.7.10.0\nKernel version: 6.6.87.2-1\nWindows version: 10.0.0.0\n'),
      '-l -v': utf16('  NAME     STATE     VERSION\n* Ubuntu   Running   2\n'),
    })
    .standIn('reg.exe', { 'Windows NT': registry(...windows), '': ABSENT })
    .standIn('sc.exe', { query: { text: '1060', exit: 36 } });
  sandbox.write('/mnt/c/Users/Zoë/.wslconfig', text);
  sandbox.write('/proc/stat', `btime ${Math.floor(Date.now() / 1000) + 60}\n`);
  sandbox.write('/proc/self/status', 'Pid:\t7\nSeccomp:\t0\n');
  sandbox.write('/etc/resolv.conf', resolvConf);
  sandbox.write('/etc/wsl.conf', wslConf);
  return sandbox;
}

const edition = (build: number, name: string) => [
  `CurrentBuild    REG_SZ    ${build}`,
  `EditionID    REG_SZ    ${name}`,
];

test.each<[name: string, machine: Machine, problems: Readonly<Record<string, string>>]>([
  [
    'Windows 10 in nat mode is well',
    { windows: edition(19045, 'Professional'), mode: 'nat', text: '', resolvConf: 'nameserver 172.29.0.1\n' },
    {},
  ],
  [
    'Server 2025 has no mirrored mode',
    { windows: edition(26100, 'ServerStandard'), mode: 'none', text: MIRRORED, resolvConf: '' },
    { 'mirrored-windows': 'server' },
  ],
  [
    'a resolv.conf that WSL may not write is left alone',
    {
      windows: edition(26100, 'Professional'),
      mode: 'mirrored',
      text: MIRRORED,
      resolvConf: 'nameserver 8.8.8.8\n',
      wslConf: '[network]\ngenerateResolvConf=false\n',
    },
    { 'dns-wsl-conf': 'may-not' },
  ],
  [
    'bridged on Windows 10',
    {
      windows: edition(19045, 'Professional'),
      mode: 'none',
      text: '[wsl2]\nnetworkingMode=bridged\nvmSwitch=x\n',
      resolvConf: '',
    },
    { bridged: 'older' },
  ],
])('%s', async (_, machine, problems) => {
  const { stdout } = await sandboxOf(machine).run('doctor', 'mode', 'versions', 'dns', 'file', '--json');
  const found = problemsOf(JSON.parse(stdout).checks as Told[]).map(({ id, ending }) => [id, ending]);
  expect(Object.fromEntries(found)).toEqual(problems);
});

describe('a file that is named', () => {
  const machine = {
    windows: edition(26100, 'Professional'),
    mode: 'nat',
    text: '[wsl2]\nnetworkingMode=nat\n',
    resolvConf: 'nameserver 10.255.255.254\n',
  };
  const checksOf = (stdout: string) => new Map((JSON.parse(stdout).checks as Told[]).map((told) => [told.id, told]));

  test('and that WSL does not read, is not waited for', async () => {
    const sandbox = sandboxOf(machine);
    sandbox.write('/copy.wslconfig', MIRRORED);
    const file = `${sandbox.root}/copy.wslconfig`;
    const checks = checksOf((await sandbox.run('doctor', 'mode', '--json', '--file', file)).stdout);
    expect(checks.get('restart')).toMatchObject({ outcome: 'not-applicable' });
    expect(checks.get('mode-active')).toMatchObject({ outcome: 'not-applicable' });
    expect(checks.get('mirrored-windows')).toMatchObject({ outcome: 'pass' });
    const { stdout } = await sandbox.run('status', '--json', '--file', file);
    expect(JSON.parse(stdout)).toMatchObject({ restart: 'other-file', mode: { inForce: 'nat', expected: 'mirrored' } });
    expect((await sandbox.run('status', '--file', file)).stdout).toMatch(
      /^Restart +not needed: WSL reads another file$/m,
    );
  });

  test('and that WSL reads, is examined as without a name', async () => {
    const sandbox = sandboxOf({ ...machine, mode: 'mirrored' });
    const file = `${sandbox.root}/mnt/c/Users/Zoë/.wslconfig`;
    const checks = checksOf((await sandbox.run('doctor', 'mode', '--json', '--file', file)).stdout);
    expect(checks.get('mode-active')).toMatchObject({ outcome: 'failure' });
  });

  test('and is not there, is an error', async () => {
    const sandbox = sandboxOf(machine);
    for (const command of ['doctor', 'status']) {
      const { code, stdout } = await sandbox.run(command, '--file', `${sandbox.root}/missing`);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      const byVariable = new Sandbox('wsl2', { env: { WSLNET_CONFIG: '/missing' } });
      expect((await byVariable.run(command)).code).toBe(3);
    }
  });
});

test('a resolv.conf that is a link to nothing has no server', async () => {
  const sandbox = sandboxOf({
    windows: edition(26100, 'Professional'),
    mode: 'mirrored',
    text: MIRRORED,
    resolvConf: '',
  });
  rmSync(`${sandbox.root}/etc/resolv.conf`);
  symlinkSync('../run/resolvconf/resolv.conf', `${sandbox.root}/etc/resolv.conf`);
  const { stdout } = await sandbox.run('doctor', 'dns', '--json');
  expect((JSON.parse(stdout).checks as Told[]).find(({ id }) => id === 'dns-server')).toMatchObject({ ending: 'none' });
});

test('off Windows, a topic is told as a problem or as not known, and not as both', async () => {
  const sandbox = new Sandbox('linux');
  expect((await sandbox.run('doctor')).stdout).not.toMatch(/^\?.*\bfile,/m);
  sandbox.write('/some.wslconfig', MIRRORED);
  const { stdout } = await sandbox.run('doctor', '--file', `${sandbox.root}/some.wslconfig`);
  expect(stdout).toMatch(/^ok file$/m);
  expect(stdout).not.toMatch(/^\?.*\bfile,/m);
});

test('where Windows may not be asked, that is the reason, and not that there is none', async () => {
  const sandbox = sandboxOf({
    windows: [],
    mode: 'nat',
    text: '',
    resolvConf: '',
    wslConf: '[interop]\nenabled=false\n',
  });
  const { stdout } = await sandbox.run('doctor', 'versions', '--json');
  const checks = JSON.parse(stdout).checks as Told[];
  expect(checks.find(({ id }) => id === 'known-trouble')?.seen).toMatch(/interop is off in this distribution/);
  expect(stdout).not.toContain('there is no Windows or WSL');
});
