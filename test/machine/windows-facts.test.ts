import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Fact, FactName } from '../../src/machine/facts.ts';
import { openMachine } from '../../src/machine/this-machine.ts';
import { HANGS, type Reply, Sandbox, utf16 } from '../bench/sandbox.ts';

const SYSTEM32 = '/Windows/System32';

async function find(sandbox: Sandbox, name: FactName): Promise<unknown> {
  const facts: Record<string, Fact<unknown>> = await openMachine(sandbox.system).findFacts([name], null);
  const fact = facts[name];
  return fact?.known ? fact.value : fact?.why;
}

function registry(...values: string[]): Reply {
  return { text: `\r\nHKEY_LOCAL_MACHINE\\Somewhere\r\n${values.map((value) => `    ${value}\r\n`).join('')}\r\n` };
}

const ALWAYS = { 'Windows NT': registry('CurrentBuild    REG_SZ    26100') };

describe('the registry', () => {
  const ABSENT_VALUES: [FactName, unknown][] = [
    ['policies', {}],
    ['ipv6DisabledComponents', 0],
    ['hyperVFirewallDisabled', false],
    ['proxy', { server: null, autoConfigUrl: null }],
    ['winHttpProxy', null],
    ['wslNetwork', { natNetwork: null, natGateway: null, natAddress: null, externalInterfaceConstraint: null }],
  ];

  test.each(ABSENT_VALUES)('%s is absent while a key that always exists can be read', async (fact, value) => {
    expect(await find(new Sandbox('wsl2').standIn('reg.exe', ALWAYS), fact)).toEqual(value);
  });

  test.each(ABSENT_VALUES)('%s is unknown where that key cannot be read either', async (fact) => {
    const forbidden = { '': { exit: 1, errors: 'ERROR: Registry editing has been disabled by your administrator.' } };
    expect(await find(new Sandbox('wsl2').standIn('reg.exe', forbidden), fact)).toBe('failed');
  });

  test('one program is asked the same thing once, however many facts need it', async () => {
    const sandbox = new Sandbox('wsl2').standIn('reg.exe', ALWAYS);
    await openMachine(sandbox.system).findFacts(['policies', 'proxy', 'windows', 'winHttpProxy'], null);
    expect(sandbox.calls.match(/Windows NT/g)).toHaveLength(1);
  });

  test.each([
    ['no proxy', '1800000000000000010000000000000000000000', null],
    ['a proxy', `18000000000000000300000008000000${Buffer.from('proxy:80').toString('hex')}00000000`, 'proxy:80'],
    [
      'a proxy with exceptions',
      '1800000001000000030000000800000031302e303a383838090000003c6c6f63616c3e3b78',
      '10.0:888',
    ],
    ['half of it', '18000000', 'not-understood'],
  ])("WinHTTP's proxy: %s", async (_, hex, value) => {
    const replies = { WinHttpSettings: registry(`WinHttpSettings    REG_BINARY    ${hex.toUpperCase()}`) };
    expect(await find(new Sandbox('wsl2').standIn('reg.exe', replies), 'winHttpProxy')).toBe(value);
  });

  test("WSL's own network, from the keys of the machine and of the user", async () => {
    const replies = {
      'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Lxss': registry(
        'NatNetwork    REG_SZ    172.20.16.0/20',
        'NatGatewayIpAddress    REG_SZ    172.20.16.1',
        'ExternalInterfaceConstraint    REG_SZ    Ethernet 2',
      ),
      'HKCU\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Lxss': registry('NatIpAddress    REG_SZ    172.20.17.3'),
    };
    expect(await find(new Sandbox('wsl2').standIn('reg.exe', replies), 'wslNetwork')).toEqual({
      natNetwork: '172.20.16.0/20',
      natGateway: '172.20.16.1',
      natAddress: '172.20.17.3',
      externalInterfaceConstraint: 'Ethernet 2',
    });
  });

  test.each([
    ['ARM64', true],
    ['AMD64', false],
  ])('a Node for x64 on %s', async (processor, value) => {
    const replies = { PROCESSOR_ARCHITECTURE: registry(`PROCESSOR_ARCHITECTURE    REG_SZ    ${processor}`) };
    expect(await find(new Sandbox('windows').standIn('reg.exe', replies, SYSTEM32), 'arm64')).toBe(value);
  });

  test.each([
    ['ARMv8 (64-bit) Family 8 Model D4B', true],
    ['Intel64 Family 6 Model 154', false],
  ])('the processor %s, where the registry tells nothing', async (PROCESSOR_IDENTIFIER, value) => {
    expect(await find(new Sandbox('windows', { env: { PROCESSOR_IDENTIFIER } }), 'arm64')).toBe(value);
  });

  test("the computer's name, from the registry inside a distribution", async () => {
    const replies = { ActiveComputerName: registry('ComputerName    REG_SZ    ZOE-PC') };
    expect(await find(new Sandbox('wsl2').standIn('reg.exe', replies), 'computerName')).toBe('ZOE-PC');
  });
});

describe("Windows' routes", () => {
  const row = (...cells: string[]) => `  ${cells.join('     ')}\r\n`;
  const GERMAN = [
    'IPv4-Routentabelle\r\nAktive Routen:\r\n     Netzwerkziel    Netzwerkmaske          Gateway    Schnittstelle Metrik\r\n',
    row('0.0.0.0', '0.0.0.0', '192.168.1.1', '192.168.1.17', '25'),
    row('127.0.0.0', '255.0.0.0', 'Auf Verbindung', '127.0.0.1', '331'),
    row('172.16.0.0', '255.240.0.0', 'Auf Verbindung', '10.8.0.2', '1'),
    row('192.168.1.0', '255.255.255.0', 'Auf Verbindung', '192.168.1.17', '281'),
    row('192.168.1.17', '255.255.255.255', 'Auf Verbindung', '192.168.1.17', '281'),
    row('224.0.0.0', '240.0.0.0', 'Auf Verbindung', '127.0.0.1', '331'),
    row('255.255.255.255', '255.255.255.255', 'Auf Verbindung', '127.0.0.1', '331'),
    'St\x84ndige Routen:\r\n',
    row('10.0.0.0', '255.0.0.0', '192.168.1.2', '1'),
  ].join('');
  const VPN = { subnet: '172.16.0.0/12', through: '10.8.0.2', gateway: null };
  const ROUTES = [
    { subnet: '0.0.0.0/0', through: '192.168.1.17', gateway: '192.168.1.1' },
    VPN,
    { subnet: '192.168.1.0/24', through: '192.168.1.17', gateway: null },
  ];

  test.each([
    ['in German', Buffer.from(GERMAN, 'latin1')],
    ['in Japanese', Buffer.from(GERMAN.replaceAll('Auf Verbindung', '\x83\x8a\x83\x93\x83\x4e\x8f\xe3'), 'latin1')],
    ['in English', GERMAN.replaceAll('Auf Verbindung', 'On-link')],
  ])('%s', async (_, text) => {
    expect(await find(new Sandbox('wsl2').standIn('route.exe', { 'print -4': { text } }), 'windowsRoutes')).toEqual(
      ROUTES,
    );
  });

  test('without a single row nothing is known', async () => {
    const sandbox = new Sandbox('wsl2').standIn('route.exe', { 'print -4': { text: 'nothing\r\n' } });
    expect(await find(sandbox, 'windowsRoutes')).toBe('not-understood');
  });
});

describe("WSL's warnings", () => {
  const event = (time: string, text: string, level = 3) =>
    `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='WSL'/><EventID Qualifiers='0'>0</EventID><Level>${level}</Level><TimeCreated SystemTime='${time}'/><Computer>Z</Computer></System><EventData><Data>${text}</Data></EventData></Event>`;
  const FIRST = '2026-11-27T18:00:00.1234567Z';
  const GERMAN =
    'Fehler beim Konfigurieren des Netzwerks.&#13;&#10;Fehlercode: CreateInstance/ConfigureNetworking/0x8007054F &amp; mehr';

  test('are read in any language, by their codes', async () => {
    const text = event(FIRST, GERMAN) + event('2026-11-26T18:00:00Z', 'ネットワーク') + event(FIRST, 'started', 4);
    const sandbox = new Sandbox('wsl2').standIn('wevtutil.exe', { 'qe Application': utf16(text) });
    expect(await find(sandbox, 'wslWarnings')).toEqual([
      {
        time: Date.parse(FIRST),
        text: 'Fehler beim Konfigurieren des Netzwerks.\r\nFehlercode: CreateInstance/ConfigureNetworking/0x8007054F & mehr',
        code: '0x8007054f',
      },
      { time: Date.parse('2026-11-26T18:00:00Z'), text: 'ネットワーク', code: null },
    ]);
  });

  test.each([
    ['none where the log has none', { text: '' }, []],
    ['unknown where the log is not understood', { text: 'garbage' }, 'not-understood'],
    ['unknown where reading is denied', { text: '', exit: 5 }, 'denied'],
  ])('are %s', async (_, reply, value) => {
    expect(await find(new Sandbox('wsl2').standIn('wevtutil.exe', { '': reply }), 'wslWarnings')).toEqual(value);
  });
});

describe('which WSL is installed', () => {
  const STUB =
    "The Windows Subsystem for Linux is not installed. You can install by running 'wsl.exe --install'.\nFor more information please visit https://aka.ms/wslinstall\n";
  const GERMAN_STUB = 'Das Windows-Subsystem für Linux ist nicht installiert. Führen Sie "wsl.exe --install" aus.\n';
  const PROMPT = 'WSL がインストールされていません。wsl.exe --install\n任意のキーを押してください (60)\n';
  const DAMAGED = 'WSL scheint beschädigt zu sein (Fehlercode: Wsl/CallMsi/Install/REGDB_E_CLASSNOTREG).\n';
  const HELP =
    'Invalid command line option: --version\nCopyright (c) Microsoft Corporation.\n\nUsage: wsl.exe [Argument]\n    --exec, -e <CommandLine>\n    --install [Options]\n    --shutdown\n';
  const errors = (text: string) => utf16(text).text ?? '';

  test.each([
    ['package', utf16('WSL-Version: 2.7.10.0\nKernelversion: 6.6.87.2-1\n')],
    ['absent', { exit: 1, errors: errors(STUB) }],
    ['absent', { exit: 1, errors: errors(GERMAN_STUB) }],
    ['absent', { exit: 1, text: STUB }],
    ['absent', { ...utf16(PROMPT), hangs: true }],
    ['damaged', { exit: 1, ...utf16(DAMAGED) }],
    ['damaged', { exit: 1, errors: errors(DAMAGED) }],
    ['damaged', { ...utf16(DAMAGED), hangs: true }],
    ['in-box', { exit: 255, ...utf16(HELP) }],
    ['in-box', { exit: 255, ...utf16(HELP.replace(/^.*\n/, 'Ungültige Befehlszeilenoption: --version\n')) }],
    ['failed', { exit: 1, ...utf16('Fehlercode: Wsl/Service/E_UNEXPECTED\n') }],
    ['failed', { exit: 1, errors: errors('Zugriff verweigert\n') }],
    ['failed', { exit: 1 }],
    ['timed-out', HANGS],
    ['not-understood', { text: 'nonsense' }],
  ] as [string, Reply][])('%s', async (value, reply) => {
    const sandbox = new Sandbox('windows', { timeout: 400 }).standIn('wsl.exe', { '--version': reply }, SYSTEM32);
    expect(await find(sandbox, 'wslInstallation')).toBe(value);
    const versions = await find(sandbox, 'wsl');
    if (value === 'package') expect(versions).toEqual({ wsl: '2.7.10.0', kernel: '6.6.87.2' });
    else if (value === 'in-box') expect(versions).toEqual({ wsl: null, kernel: null });
    else expect(versions).toBe(['absent', 'damaged'].includes(value) ? 'not-installed' : value);
  });

  test.each([
    ['absent where Windows knows of no package', ALWAYS, 'absent'],
    ['unknown where it knows of one', { ...ALWAYS, MSI: registry('InstallLocation    REG_SZ    C:\\WSL') }, 'failed'],
    ['unknown where the registry cannot be read', {}, 'failed'],
  ])('a wsl.exe that fails in silence is %s', async (_, replies, value) => {
    const sandbox = new Sandbox('windows')
      .standIn('wsl.exe', { '--version': { exit: 1 } }, SYSTEM32)
      .standIn('reg.exe', replies, SYSTEM32);
    expect(await find(sandbox, 'wslInstallation')).toBe(value);
  });

  test('inside a distribution a wsl.exe that fails says nothing of what is installed', async () => {
    const sandbox = new Sandbox('wsl2').standIn('wsl.exe', { '': { exit: 1 } }).standIn('reg.exe', ALWAYS);
    expect(await find(sandbox, 'wslInstallation')).toBe('failed');
  });

  test.each([
    "Use 'wsl.exe --list --online' to list available distributions\nand 'wsl.exe --install <Distro>' to install.\n",
    'Distributionen gibt es im Store:\nhttps://aka.ms/wslstore\n',
    '説明\nエラー コード: Wsl/WSL_E_DEFAULT_DISTRO_NOT_FOUND\n',
  ])('a WSL without distributions', async (text) => {
    const sandbox = new Sandbox('windows').standIn('wsl.exe', { '-l -v': { exit: 255, ...utf16(text) } }, SYSTEM32);
    expect(await find(sandbox, 'distributions')).toEqual([]);
  });
});

describe('programs are found', () => {
  test('and one that is just being replaced is no answer', async () => {
    const sandbox = new Sandbox('wsl2').standIn('wslinfo', { '--networking-mode': { text: 'nat\n' } });
    const replacing = openSync(join(sandbox.root, 'bin/wslinfo'), 'r+');
    onTestFinished(() => closeSync(replacing));
    expect(await find(sandbox, 'activeMode')).toBe('failed');
    const shell = new Sandbox('wsl2').standIn('powershell.exe', { '': { text: '{}' } });
    const other = openSync(join(shell.root, 'bin/powershell.exe'), 'r+');
    onTestFinished(() => closeSync(other));
    expect(await find(shell, 'hyperVRules')).toBe('failed');
  });

  test('in Sysnative first, where a 32-bit program is shown another System32', async () => {
    const sandbox = new Sandbox('windows')
      .standIn('wsl.exe', { '--version': { text: 'WSL version: 2.7.10.0\n' } }, '/Windows/Sysnative')
      .standIn('wsl.exe', { '': { exit: 1 } }, SYSTEM32);
    expect(await find(sandbox, 'wslInstallation')).toBe('package');
  });

  test('in /bin where the PATH does not lead there, as in NixOS', async () => {
    const sandbox = new Sandbox('wsl2', { env: { PATH: '/run/current-system/sw/bin' } });
    sandbox.system.env['PATH'] = '/run/current-system/sw/bin';
    sandbox.standIn('wslinfo', { '--networking-mode': { text: 'mirrored\n' } }, '/bin');
    expect(await find(sandbox, 'activeMode')).toBe('mirrored');
  });

  test("in a distribution's /bin, asked from Windows, where its PATH does not lead there", async () => {
    const replies = {
      '-l -v': utf16('  NAME    STATE    VERSION\n* nixos    Running    2\n'),
      '-e /bin/wslinfo': { text: 'mirrored\n' },
      '-e wslinfo': { exit: 1 },
    };
    expect(await find(new Sandbox('windows').standIn('wsl.exe', replies, SYSTEM32), 'activeMode')).toBe('mirrored');
  });
});

describe('who listens on Windows, where PowerShell is forbidden', () => {
  const NETSTAT = [
    'Aktive Verbindungen\r\n\r\n  Proto  Lokale Adresse         Remoteadresse          Status           PID\r\n',
    '  TCP    0.0.0.0:3306           0.0.0.0:0              ABH\x99REN         1234\r\n',
    '  TCP    [::]:3306              [::]:0                 ABH\x99REN         1234\r\n',
    '  TCP    192.168.1.17:50123     20.1.2.3:443           HERGESTELLT     99\r\n',
    '  UDP    [fe80::1%12]:5353      *:*                                    77\r\n',
  ].join('');
  const TASKS = '"mysqld.exe","1234","Services","0","9,000 K"\r\n"wslrelay.exe","5","Console","1","1 K"\r\n';
  const replies = (text: string) => ({ '': { text: Buffer.from(text, 'latin1') } });

  test('is told by netstat and tasklist: TCP and UDP, IPv4 and IPv6, with programs', async () => {
    const sandbox = new Sandbox('wsl2')
      .standIn('powershell.exe', { '': { exit: 1 } })
      .standIn('netstat.exe', replies(NETSTAT))
      .standIn('tasklist.exe', replies(TASKS));
    expect(await find(sandbox, 'windowsListeners')).toEqual([
      { protocol: 'tcp', address: '0.0.0.0', port: 3306, program: 'mysqld' },
      { protocol: 'tcp', address: '::', port: 3306, program: 'mysqld' },
      { protocol: 'udp', address: 'fe80::1', port: 5353, program: null },
    ]);
  });

  test.each([
    ['without the names of programs', 'netstat.exe', NETSTAT],
    ['without the sockets', 'tasklist.exe', TASKS],
  ])('is unknown %s', async (_, program, text) => {
    const sandbox = new Sandbox('wsl2').standIn('powershell.exe', { '': { exit: 1 } }).standIn(program, replies(text));
    expect(await find(sandbox, 'windowsListeners')).toBe('failed');
  });
});
