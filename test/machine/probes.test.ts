import { describe, expect, test } from 'vitest';
import type { Fact, FactName } from '../../src/machine/facts.ts';
import { openMachine } from '../../src/machine/this-machine.ts';
import { HANGS, type Reply, Sandbox, utf16 } from '../bench/sandbox.ts';

async function find(sandbox: Sandbox, name: FactName, file: string | null = null): Promise<unknown> {
  const facts: Record<string, Fact<unknown>> = await openMachine(sandbox.system).findFacts([name], file);
  const fact = facts[name];
  return fact?.known ? fact.value : fact?.why;
}

const GERMAN_VERSION = `WSL-Version: 2.6.1.0
Kernelversion: 6.6.87.2-1
WSLg-Version: 1.0.66
MSRDC-Version: 1.2.6074
Direct3D-Version: 1.611.1-81528511
DXCore-Version: 10.0.26100.1-240331-1435.ge-release
Windows-Version: 10.0.26100.4652
`;

const JAPANESE_VERSION =
  'WSL バージョン: 2.0.9.0\nカーネル バージョン: 5.15.133.1-1\nWindows バージョン: 10.0.22631.2715\n';

const LIST = `  NAME              STATE           VERSION
* Ubuntu-24.04      Running         2
  docker-desktop    Running         2
  Old               Stopped         1
`;
const LIST_WITHOUT_DOCKER = '  NAME      STATE      VERSION\n* Ubuntu    Running    2\n';
const DISTRIBUTIONS = [
  { name: 'Ubuntu-24.04', isDefault: true, isRunning: true, version: 2 },
  { name: 'docker-desktop', isDefault: false, isRunning: true, version: 2 },
  { name: 'Old', isDefault: false, isRunning: false, version: 1 },
];

/** What reg.exe prints of a key. */
function registry(...values: string[]): Reply {
  return { text: `\r\nHKEY_LOCAL_MACHINE\\Somewhere\r\n${values.map((value) => `    ${value}\r\n`).join('')}\r\n` };
}

const ABSENT: Reply = { text: '', exit: 1 };

/** A key that every Windows has: while it can be read, what cannot be read is absent. */
const ALWAYS = { 'Windows NT': registry('CurrentBuild    REG_SZ    26100') };
const FRENCH_DYNAMIC = `\r\nPlage de ports dynamiques du protocole TCP\r\n---------------------------------\r\nPort de d\x82marrage    : 49152\r\nNombre de ports      : 16384\r\n\r\n`;
const GERMAN_RESERVED = `\r\nProtokoll tcp Portausschlussbereiche\r\n\r\nStartport      Endport\r\n----------    --------\r\n      5357        5357\r\n     50000       50059     *\r\n\r\n* - Verwaltete Portausschl\x81sse.\r\n`;
const service = (state: string) => ({
  text: `\r\nDIENSTNAME: GlobalSecureAccessTunnelingService\r\n        TYP                : 10  WIN32_OWN_PROCESS  \r\n        STATUS             : ${state}  \r\n                                (STOPPABLE, NOT_PAUSABLE)\r\n        WIN32_EXIT_CODE    : 0  (0x0)\r\n`,
});
const DOCKER: Reply = { text: 'Docker version 27.3.1, build ce12230\n' };
const oem = (text: string): Reply => ({ text: Buffer.from(text, 'latin1') });

describe('what Windows programs answer, in any language and encoding', () => {
  const table: [fact: FactName, program: string, words: string, reply: Reply, value: unknown][] = [
    ['wsl', 'wsl.exe', '--version', { text: GERMAN_VERSION }, { wsl: '2.6.1.0', kernel: '6.6.87.2' }],
    ['wsl', 'wsl.exe', '--version', utf16(JAPANESE_VERSION), { wsl: '2.0.9.0', kernel: '5.15.133.1' }],
    [
      'wsl',
      'wsl.exe',
      '--version',
      { ...utf16('Ungültige Befehlszeilenoption: --version\n'), exit: 1 },
      { wsl: null, kernel: null },
    ],
    ['wsl', 'wsl.exe', '--version', { ...utf16('Zugriff verweigert\n'), exit: 1 }, 'failed'],
    ['wsl', 'wsl.exe', '--version', { text: 'nonsense' }, 'not-understood'],
    ['distributions', 'wsl.exe', '-l -v', utf16(LIST), DISTRIBUTIONS],
    ['distributions', 'wsl.exe', '-l -v', { text: LIST.replaceAll('\n', '\r\r\n') }, DISTRIBUTIONS],
    ['distributions', 'wsl.exe', '-l -v', { ...utf16('ディストリビューションがありません\n'), exit: 255 }, 'failed'],
    ['distributions', 'wsl.exe', '-l -v', { text: Buffer.from([0xff, 0xfe, 0xff, 0x41]) }, 'not-understood'],
    [
      'windows',
      'reg.exe',
      'CurrentVersion',
      registry('CurrentBuild    REG_SZ    26100', 'UBR    REG_DWORD    0x122c', 'EditionID    REG_SZ    Core'),
      { build: 26100, revision: 4652, edition: 'Core' },
    ],
    ['windows', 'reg.exe', 'CurrentVersion', registry('UBR    REG_DWORD    0x122c'), 'not-understood'],
    ['policies', 'reg.exe', 'Policies', ABSENT, {}],
    [
      'policies',
      'reg.exe',
      'Policies',
      registry('AllowNetworkingModeUserSetting    REG_DWORD    0x0', 'DefaultNetworkingMode    REG_DWORD    0x3'),
      { allowNetworkingModeUserSetting: 0, defaultNetworkingMode: 3 },
    ],
    ['policies', 'reg.exe', 'Policies', { text: '', exit: 0 }, 'not-understood'],
    ['policies', 'reg.exe', 'Policies', { text: '', exit: 5 }, 'denied'],
    ['ipv6DisabledComponents', 'reg.exe', 'Tcpip6', registry('DisabledComponents    REG_DWORD    0xff'), 255],
    ['ipv6DisabledComponents', 'reg.exe', 'Tcpip6', ABSENT, 0],
    [
      'proxy',
      'reg.exe',
      'Internet',
      registry('ProxyEnable    REG_DWORD    0x1', 'ProxyServer    REG_SZ    127.0.0.1:7890'),
      { server: '127.0.0.1:7890', autoConfigUrl: null },
    ],
    [
      'proxy',
      'reg.exe',
      'Internet',
      registry(
        'ProxyEnable    REG_DWORD    0x0',
        'ProxyServer    REG_SZ    127.0.0.1:7890',
        'AutoConfigURL    REG_SZ    http://x/y.pac',
      ),
      { server: null, autoConfigUrl: 'http://x/y.pac' },
    ],
    ['globalSecureAccess', 'sc.exe', 'query', service('4  RUNNING'), true],
    ['globalSecureAccess', 'sc.exe', 'query', service('1  STOPPED'), false],
    ['globalSecureAccess', 'sc.exe', 'query', { ...oem('[SC] OpenService FEHLER 1060:\r\n'), exit: 36 }, false],
    ['globalSecureAccess', 'sc.exe', 'query', { text: 'nonsense' }, 'not-understood'],
    ['globalSecureAccess', 'sc.exe', 'query', { text: '5', exit: 5 }, 'denied'],
    [
      'reservedPorts',
      'netsh.exe',
      'excludedportrange',
      oem(GERMAN_RESERVED),
      [
        { from: 5357, to: 5357 },
        { from: 50000, to: 50059 },
      ],
    ],
    ['reservedPorts', 'netsh.exe', 'excludedportrange', { text: 'Start End\r\n------ ------\r\n' }, []],
    ['reservedPorts', 'netsh.exe', 'excludedportrange', { text: 'nonsense' }, 'not-understood'],
    ['dynamicPorts', 'netsh.exe', 'dynamicport', oem(FRENCH_DYNAMIC), { from: 49152, to: 65535 }],
    ['dynamicPorts', 'netsh.exe', 'dynamicport', { text: 'nonsense' }, 'not-understood'],
    ['docker', 'docker', '--version', DOCKER, { kind: 'engine', version: '27.3.1' }],
    ['docker', 'docker', '--version', { text: 'podman version 5.4.2\n' }, { kind: 'podman', version: '5.4.2' }],
    ['docker', 'docker', '--version', { text: '', exit: 1 }, 'failed'],
    ['docker', 'docker', '--version', { text: 'nonsense' }, 'not-understood'],
    ['activeMode', 'wslinfo', '--networking-mode', { text: 'mirrored' }, 'mirrored'],
    ['activeMode', 'wslinfo', '--networking-mode', { text: 'consomme\n' }, 'virtioproxy'],
    ['activeMode', 'wslinfo', '--networking-mode', { text: 'nonsense\n' }, 'not-understood'],
    ['activeMode', 'wslinfo', '--networking-mode', { text: 'Invalid option', exit: 1 }, 'failed'],
    ['wsl', 'wslinfo', '--version', { text: '2.6.1\n' }, { wsl: '2.6.1', kernel: '5.15.167.4' }],
    ['wsl', 'wslinfo', '--wsl-version', { text: '2.1.5\n' }, { wsl: '2.1.5', kernel: '5.15.167.4' }],
  ];
  for (const [fact, program, words, reply, value] of table) {
    const shown = typeof value === 'string' ? value : JSON.stringify(value).slice(0, 60);
    test(`${fact} is ${shown}`, async () => {
      const sandbox = new Sandbox('wsl2').standIn('wsl.exe', { '-l -v': { text: LIST_WITHOUT_DOCKER } });
      expect(await find(sandbox.standIn(program, { [words]: reply, ...ALWAYS }), fact)).toEqual(value);
    });
  }

  const programs = new Map(table.map(([fact, program]) => [fact, program]));
  for (const [fact, program] of programs) {
    test(`${fact} is unknown after its time-out where ${program} hangs`, async () => {
      const sandbox = new Sandbox('wsl2', { timeout: 100 });
      for (const name of new Set([program, 'wsl.exe'])) sandbox.standIn(name, { '': HANGS });
      expect(await find(sandbox, fact)).toBe('timed-out');
    });

    test(`${fact} is unknown where there is no ${program}`, async () => {
      const isAnswer = fact === 'docker';
      expect(await find(new Sandbox('wsl2'), fact)).toBe(isAnswer ? null : 'no-program');
    });

    test(`${fact} is not asked for where there is no Windows`, async () => {
      const sandbox = new Sandbox('linux').standIn(program, {});
      expect(await find(sandbox, fact)).toBe('not-here');
      expect(sandbox.calls).toBe('');
    });
  }

  test('a program that says too much is not listened to', async () => {
    const sandbox = new Sandbox('wsl2').standIn('route.exe', { '': { text: Buffer.alloc(5_000_000, '1.1.1.1 ') } });
    expect(await find(sandbox, 'windowsRoutes')).toBe('not-understood');
  });

  test('a program whose children hold its output open is not waited for', async () => {
    const sandbox = new Sandbox('wsl2').program('wslinfo', 'echo nat\n/bin/sleep 30 &\n');
    expect(await find(sandbox, 'activeMode')).toBe('nat');
  });

  test('a file that is no program is none', async () => {
    const sandbox = new Sandbox('wsl2');
    sandbox.write('/bin/reg.exe', 'not a program');
    expect(await find(sandbox, 'policies')).toBe('no-program');
  });
});

describe('what Linux holds', () => {
  test.each([
    ['vmStartedAt', '/proc/stat', 'cpu 1 2\nbtime 1700000000\n', 1_700_000_000_000],
    ['vmStartedAt', '/proc/stat', 'nonsense', 'not-understood'],
    ['nameServers', '/etc/resolv.conf', '# nameserver 1\nnameserver 10.255.255.254\n', ['10.255.255.254']],
    [
      'wslConf',
      '/etc/wsl.conf',
      '[Network]\ngenerateResolvConf = "false" # why\n',
      [{ section: 'network', key: 'generateresolvconf', value: 'false' }],
    ],
  ] as const)('%s in %s', async (fact, path, content, value) => {
    const sandbox = new Sandbox('wsl2');
    sandbox.write(path, content);
    expect(await find(sandbox, fact)).toEqual(value);
  });

  test('vmStartedAt is unknown without it', async () => {
    expect(await find(new Sandbox('wsl2'), 'vmStartedAt')).toBe('unreadable');
    expect(await find(new Sandbox('linux'), 'vmStartedAt')).toBe('not-here');
  });

  test('no file of name servers names none', async () => {
    expect(await find(new Sandbox('wsl2'), 'nameServers')).toEqual([]);
    expect(await find(new Sandbox('linux'), 'nameServers')).toBe('not-here');
  });

  test('WSL 1 has no virtual machine that started', async () => {
    const sandbox = new Sandbox('wsl1');
    sandbox.write('/proc/stat', 'btime 1700000000\n');
    expect(await find(sandbox, 'vmStartedAt')).toBe('wsl-1');
  });

  test('its networks', async () => {
    const address = (cidr: string, internal = false) => ({
      family: 'IPv4',
      internal,
      cidr,
      address: '',
      netmask: '',
      mac: '',
    });
    const networkInterfaces = () => ({ lo: [address('127.0.0.1/8', true)], eth0: [address('172.20.17.3/20')] });
    const sandbox = new Sandbox('wsl2', { networkInterfaces: networkInterfaces as never });
    expect(await find(sandbox, 'networks')).toEqual([{ interface: 'eth0', subnet: '172.20.16.0/20' }]);
  });
});

describe('from Windows', () => {
  const SYSTEM32 = '/Windows/System32';

  test('programs of its own folder come before the PATH', async () => {
    const sandbox = new Sandbox('windows')
      .standIn('reg.exe', { Policies: ABSENT, ...ALWAYS }, SYSTEM32)
      .standIn('reg.exe', { Policies: { text: 'nonsense', exit: 3 } });
    expect(await find(sandbox, 'policies')).toEqual({});
  });

  test('Linux is asked through a distribution that runs, and none is started', async () => {
    const running = new Sandbox('windows').standIn(
      'wsl.exe',
      { '-l -v': utf16(LIST), 'wslinfo --networking-mode': { text: 'nat\n' } },
      SYSTEM32,
    );
    expect(await find(running, 'activeMode')).toBe('nat');
    expect(running.calls).toBe('wsl.exe -l -v\nwsl.exe -d Ubuntu-24.04 -e wslinfo --networking-mode\n');

    const stopped = new Sandbox('windows').standIn(
      'wsl.exe',
      { '-l -v': utf16(LIST.replaceAll('Running', 'Stopped')) },
      SYSTEM32,
    );
    expect(await find(stopped, 'activeMode')).toBe('not-running');
    expect(await find(stopped, 'vmStartedAt')).toBe('not-running');
    expect(stopped.calls).toBe('wsl.exe -l -v\nwsl.exe -l -v\n');
  });

  test("Docker Desktop's distribution alone cannot be asked", async () => {
    const list = LIST.replace('Running', 'Stopped');
    const sandbox = new Sandbox('windows').standIn('wsl.exe', { '-l -v': utf16(list) }, SYSTEM32);
    expect(await find(sandbox, 'activeMode')).toBe('only-docker');
  });

  test('the time of the start, in whole', async () => {
    const replies = { '-l -v': utf16(LIST), 'cat /proc/stat': { text: 'btime 1700000000\n' } };
    const sandbox = new Sandbox('windows').standIn('wsl.exe', replies, SYSTEM32);
    expect(await find(sandbox, 'vmStartedAt')).toBe(1_700_000_000_000);
  });
});

describe('files beside the configuration file', () => {
  test('mistaken names, the time of the last change, and other profiles', async () => {
    const sandbox = new Sandbox('wsl2');
    sandbox.write('/mnt/c/Users/Zoë/.wslconfig', '');
    sandbox.write('/mnt/c/Users/Zoë/.wslconfig.TXT', '');
    sandbox.write('/mnt/c/Users/Zoë/notes.txt', '');
    sandbox.write('/mnt/c/Users/Bob/.wslconfig', '');
    const file = `${sandbox.root}/mnt/c/Users/Zoë/.wslconfig`;
    expect(await find(sandbox, 'neighbours', file)).toEqual(['.wslconfig.TXT']);
    expect(await find(sandbox, 'fileChangedAt', file)).toBeTypeOf('number');
    expect(await find(sandbox, 'otherHomes', file)).toEqual([`${sandbox.root}/mnt/c/Users/Bob/.wslconfig`]);
  });

  test.each([
    ['fileChangedAt', null],
    ['neighbours', 'unreadable'],
    ['otherHomes', []],
  ] as const)('%s of a folder that is not there', async (fact, value) => {
    expect(await find(new Sandbox('wsl2'), fact, '/nowhere/Zoë/.wslconfig')).toEqual(value);
    expect(await find(new Sandbox('wsl2'), fact)).toBe('no-file');
  });
});
