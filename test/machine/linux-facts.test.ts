import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Fact, FactName } from '../../src/machine/facts.ts';
import { openMachine } from '../../src/machine/this-machine.ts';
import { type Reply, Sandbox, utf16 } from '../bench/sandbox.ts';

async function find(sandbox: Sandbox, name: FactName): Promise<unknown> {
  const facts: Record<string, Fact<unknown>> = await openMachine(sandbox.system).findFacts([name], null);
  const fact = facts[name];
  return fact?.known ? fact.value : fact?.why;
}

const withVersion = (version: string) =>
  new Sandbox('wsl2').standIn('wslinfo', { '--version': { text: `${version}\n` } });

describe('/etc/wsl.conf is read as the WSL that runs reads it', () => {
  const BROKEN = '[boot]\nsystemd=true\n[network\n[network]\ngenerateResolvConf = false\n';
  const SYSTEMD = { section: 'boot', key: 'systemd', value: 'true' };
  const RESOLV = { section: 'network', key: 'generateresolvconf', value: 'false' };

  test.each([
    ['2.9.12', [SYSTEMD], [{ line: 3, endsReading: true }]],
    ['2.9.13', [SYSTEMD, RESOLV], [{ line: 3, endsReading: false }]],
    ['2.10.0', [SYSTEMD, RESOLV], [{ line: 3, endsReading: false }]],
    ['3.0.1', [SYSTEMD, RESOLV], [{ line: 3, endsReading: false }]],
  ])('a malformed line under WSL %s', async (version, entries, faults) => {
    const sandbox = withVersion(version);
    sandbox.write('/etc/wsl.conf', BROKEN);
    expect(await find(sandbox, 'wslConf')).toEqual(entries);
    expect(await find(sandbox, 'wslConfFaults')).toEqual(faults);
  });

  test.each([
    ['2.5.0', [], [{ line: 2, endsReading: true }]],
    ['2.5.1', [RESOLV], []],
  ])('CR LF under WSL %s', async (version, entries, faults) => {
    const sandbox = withVersion(version);
    sandbox.write('/etc/wsl.conf', '# mine\r\n[network]\r\ngenerateResolvConf=false\r\n');
    expect(await find(sandbox, 'wslConf')).toEqual(entries);
    expect(await find(sandbox, 'wslConfFaults')).toEqual(faults);
  });

  test('what the grammar allows: quotes, comments, a continued value, a key in other letters', async () => {
    const sandbox = new Sandbox('wsl2');
    sandbox.write('/etc/wsl.conf', '[Network]\nGENERATERESOLVCONF = "false" # why\n[user]\ndefault = zo\\\ne\n');
    expect(await find(sandbox, 'wslConf')).toEqual([RESOLV, { section: 'user', key: 'default', value: 'zoe' }]);
  });

  test('a malformed line is no riddle without a version: then nothing is known', async () => {
    const sandbox = new Sandbox('wsl2');
    sandbox.write('/etc/wsl.conf', BROKEN);
    expect(await find(sandbox, 'wslConf')).toBe('no-program');
  });

  test('none is the usual machine', async () => {
    expect(await find(new Sandbox('wsl2'), 'wslConf')).toEqual([]);
    const folder = new Sandbox('wsl2');
    mkdirSync(join(folder.root, 'etc/wsl.conf'), { recursive: true });
    expect(await find(folder, 'wslConf')).toBe('unreadable');
  });

  test.each([
    ['is none, where its folder can be listed', { 'ls -A /etc': { text: 'passwd\nhosts\n' } }, []],
    ['is unknown where it is there and cannot be read', { 'ls -A /etc': { text: 'passwd\nwsl.conf\n' } }, 'failed'],
    ['is unknown where nothing can be listed', {}, 'failed'],
  ] as [string, Record<string, Reply>, unknown][])('from Windows it %s', async (_, replies, value) => {
    const list = utf16('  NAME    STATE    VERSION\n* Ubuntu    Running    2\n');
    const sandbox = new Sandbox('windows').standIn('wsl.exe', { '-l -v': list, ...replies }, '/Windows/System32');
    expect(await find(sandbox, 'wslConf')).toEqual(value);
  });
});

describe('the network inside Linux', () => {
  const DEV = 'Inter-|   Receive\n face |bytes\n    lo: 1 2\n  eth0: 3 4\ndocker0: 0 0\nloopback0: 5 6\n';

  test.each([
    ['with addresses', 'eth0\t0000A8C0\nloopback0\t0000FEA9\n', '', ['eth0', 'loopback0']],
    ['that are down', '', '', []],
    ['with an IPv6 address', '', '20010db8000000000000000000000001 02 40 00 80     eth0\n', ['eth0']],
    ['with an address of the link alone', '', 'fe800000000000000000000000000001 02 40 20 80     eth0\n', []],
  ])('adapters %s', async (_, routes, addresses6, up) => {
    const sandbox = new Sandbox('wsl2');
    sandbox.write('/proc/net/dev', DEV);
    sandbox.write('/proc/net/route', `Iface\tDestination\n${routes}`);
    sandbox.write('/proc/net/if_inet6', addresses6);
    expect(await find(sandbox, 'linuxAdapters')).toEqual(
      ['eth0', 'docker0', 'loopback0'].map((name) => ({ name, hasAddress: up.includes(name) })),
    );
  });

  test('an adapter whose address leads to no network', async () => {
    const address = { family: 'IPv4', internal: false, cidr: '10.0.0.1/32', address: '10.0.0.1' };
    const sandbox = new Sandbox('wsl2', { networkInterfaces: (() => ({ eth0: [address] })) as never });
    sandbox.write('/proc/net/dev', DEV);
    sandbox.write('/proc/net/route', 'Iface\tDestination\n');
    expect(await find(sandbox, 'linuxAdapters')).toContainEqual({ name: 'eth0', hasAddress: true });
  });

  test.each([
    ['/proc/net/dev', 'garbage', 'not-understood'],
    ['/proc/net/route', 'Iface\n', 'unreadable'],
  ])('adapters are unknown with %s alone', async (path, text, why) => {
    const sandbox = new Sandbox('wsl2');
    sandbox.write(path, text);
    if (path !== '/proc/net/dev') return expect(await find(sandbox, 'linuxAdapters')).toBe(why);
    sandbox.write('/proc/net/route', 'Iface\n');
    return expect(await find(sandbox, 'linuxAdapters')).toBe(why);
  });

  test('settings of the kernel, null where the adapter is missing', async () => {
    const sandbox = new Sandbox('wsl2');
    sandbox.write('/proc/sys/net/ipv4/conf/all/rp_filter', '1\n');
    sandbox.write('/proc/sys/net/ipv4/ip_local_port_range', '32768\t60999\n');
    const range = { from: 32768, to: 60999 };
    expect(await find(sandbox, 'linuxSysctls')).toEqual({
      rpFilterAll: 1,
      rpFilterLoopback0: null,
      localPortRange: range,
    });
    sandbox.write('/proc/sys/net/ipv4/conf/loopback0/rp_filter', '0\n');
    expect(await find(sandbox, 'linuxSysctls')).toMatchObject({ rpFilterLoopback0: 0 });
  });

  test.each([
    ['Name:\tnode\nPid:\t7\nSeccomp:\t0\n', true],
    ['Name:\tnode\nPid:\t7\n', false],
    ['garbage', 'not-understood'],
  ])('whether the kernel has seccomp', async (text, value) => {
    const sandbox = new Sandbox('wsl2');
    sandbox.write('/proc/self/status', text);
    expect(await find(sandbox, 'kernelSeccomp')).toBe(value);
  });
});

describe('when WSL started', () => {
  const START = 1_790_000_000;

  function sandboxWithDevices(stamp: number, devtmpfs = 'none /dev devtmpfs rw,nosuid 0 0\n'): Sandbox {
    const sandbox = new Sandbox('wsl2');
    sandbox.write('/proc/stat', `cpu 1\nbtime ${START}\n`);
    sandbox.write('/proc/mounts', devtmpfs);
    for (const name of ['null', 'zero', 'full']) {
      sandbox.write(`/dev/${name}`, '');
      utimesSync(join(sandbox.root, 'dev', name), stamp, stamp);
    }
    return sandbox;
  }

  test.each([
    ['the clock ran on', START + 1, START * 1000],
    ['the clock was put right after a sleep', START - 3600, 'clock-changed'],
    ['the clock was put right by a little', START - 10, START * 1000],
  ])('%s', async (_, stamp, value) => {
    expect(await find(sandboxWithDevices(stamp), 'vmStartedAt')).toBe(value);
  });

  test('files in the place of devices tell nothing', async () => {
    const sandbox = sandboxWithDevices(START - 3600, 'tmpfs /dev tmpfs rw 0 0\n');
    expect(await find(sandbox, 'vmStartedAt')).toBe(START * 1000);
    rmSync(join(sandbox.root, 'proc/mounts'));
    expect(await find(sandbox, 'vmStartedAt')).toBe(START * 1000);
  });

  test.each([
    [`${START + 2}\n${START + 2}\n`, START * 1000],
    [`${START - 7200}\n${START + 2}\n`, 'clock-changed'],
    ['garbage', START * 1000],
  ])('asked from Windows', async (stamps, value) => {
    const replies = {
      '-l -v': utf16('  NAME    STATE    VERSION\n* Ubuntu    Running    2\n'),
      'cat /proc/stat': { text: `btime ${START}\n` },
      'cat /proc/mounts': { text: 'none /dev devtmpfs rw 0 0\n' },
      'stat -c %Y': { text: stamps },
    };
    expect(await find(new Sandbox('windows').standIn('wsl.exe', replies, '/Windows/System32'), 'vmStartedAt')).toBe(
      value,
    );
  });
});

describe('Docker', () => {
  const list = (...names: string[]) =>
    utf16(`  NAME    STATE    VERSION\n${names.map((name) => `  ${name}    Running    2\n`).join('')}`);
  const CLIENT = { '--version': { text: 'Docker version 24.0.6, build ed223bc\n' } };
  const sandboxWith = (names: string[], docker: Record<string, Reply>) =>
    new Sandbox('wsl2').standIn('wsl.exe', { '-l -v': list(...names) }).standIn('docker', docker);

  test.each([
    ['an engine here', ['Ubuntu'], CLIENT, { kind: 'engine', version: '24.0.6' }],
    ["Docker Desktop's", ['Ubuntu', 'docker-desktop'], CLIENT, { kind: 'desktop', version: '24.0.6' }],
    [
      "Docker Desktop's, off in this distribution",
      ['Ubuntu', 'docker-desktop'],
      { '': { exit: 1 } },
      { kind: 'desktop', version: null },
    ],
    [
      'podman-docker',
      ['Ubuntu'],
      { '--version': { text: 'podman version 5.4.2\n' } },
      { kind: 'podman', version: '5.4.2' },
    ],
    [
      'podman-docker that says so',
      ['Ubuntu'],
      { '--version': { text: '5.4.2\n', errors: 'Emulate Docker CLI using podman.\n' } },
      { kind: 'podman', version: '5.4.2' },
    ],
  ] as [string, string[], Record<string, Reply>, unknown][])('%s', async (_, names, docker, value) => {
    expect(await find(sandboxWith(names, docker), 'docker')).toEqual(value);
  });

  test('an engine that does not run is not started: the engine is not asked', async () => {
    const sandbox = sandboxWith(['Ubuntu'], CLIENT);
    await find(sandbox, 'docker');
    expect(sandbox.calls.split('\n').filter((call) => call.startsWith('docker'))).toEqual(['docker --version']);
  });

  test('an engine that runs says its own version', async () => {
    const sandbox = sandboxWith(['Ubuntu'], { ...CLIENT, '{{.Server.Version}}': { text: '27.3.1\n' } });
    sandbox.write('/run/docker.pid', '42');
    sandbox.write('/proc/42/stat', '42 (dockerd) S\n');
    expect(await find(sandbox, 'docker')).toEqual({ kind: 'engine', version: '27.3.1' });
    sandbox.write('/run/docker.pid', '43');
    expect(await find(sandbox, 'docker')).toEqual({ kind: 'engine', version: '24.0.6' });
  });

  test.each<[string, (path: string) => void]>([
    ['a folder', (path) => mkdirSync(path)],
    ['a file that cannot be run', (path) => writeFileSync(path, 'notes', { mode: 0o644 })],
  ])('%s of its name on the PATH is no engine', async (_, make) => {
    const sandbox = sandboxWith(['Ubuntu'], CLIENT);
    rmSync(join(sandbox.root, 'bin/docker'));
    make(join(sandbox.root, 'bin/docker'));
    expect(await find(sandbox, 'docker')).toBeNull();
  });

  test('without the list of distributions an idle engine cannot be told from that of Docker Desktop', async () => {
    expect(await find(new Sandbox('wsl2').standIn('docker', CLIENT), 'docker')).toBe('no-program');
  });
});
