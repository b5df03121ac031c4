import { describe, expect, test } from 'vitest';
import type { FactName, Facts } from '../../src/machine/facts.ts';
import {
  HYPER_V_RULES_SCRIPT,
  WINDOWS_LISTENERS_SCRIPT,
  WINDOWS_NETWORKS_SCRIPT,
  WINDOWS_RULES_SCRIPT,
} from '../../src/machine/port-scripts.ts';
import { powershellArguments } from '../../src/machine/powershell.ts';
import { openMachine } from '../../src/machine/this-machine.ts';
import { type Reply, Sandbox, utf16 } from '../bench/sandbox.ts';
import { WELL } from '../bench/well.ts';

/*
 * A machine that answers everything, and then the same machine whose programs fail in every way that was seen or can be
 * thought of. No fact may have a value that rests on such an answer.
 */

const registry = (...values: string[]): Reply => ({
  text: `\r\nHKEY_LOCAL_MACHINE\\Somewhere\r\n${values.map((value) => `    ${value}\r\n`).join('')}\r\n`,
});

const encoded = (script: string) => powershellArguments(script).at(-1) ?? '';

const WSL_LIST = utf16('  NAME      STATE      VERSION\n* Ubuntu    Running    2\n');
const WSL_VERSION = utf16('WSL version: 2.7.10.0\nKernel version: 6.6.87.2-1\nWindows version: 10.0.26100.4652\n');

/** What each program answers, by words of its command line. */
const PROGRAMS: Readonly<Record<string, Readonly<Record<string, Reply>>>> = {
  'reg.exe': {
    'Windows NT': registry(
      'CurrentBuild    REG_SZ    26100',
      'UBR    REG_DWORD    0x122c',
      'EditionID    REG_SZ    Core',
    ),
    Policies: registry('DefaultNetworkingMode    REG_DWORD    0x1'),
    Tcpip6: registry('DisabledComponents    REG_DWORD    0x20'),
    MpsSvc: registry('HyperVFirewallDisable    REG_DWORD    0x0'),
    WinHttpSettings: registry('WinHttpSettings    REG_BINARY    1800000000000000010000000000000000000000'),
    'Internet Settings': registry('ProxyEnable    REG_DWORD    0x0'),
    ActiveComputerName: registry('ComputerName    REG_SZ    ZOE'),
    PROCESSOR_ARCHITECTURE: registry('PROCESSOR_ARCHITECTURE    REG_SZ    AMD64'),
    PortProxy: registry(),
    'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Lxss': registry(
      'NatNetwork    REG_SZ    172.20.16.0/20',
      'NatGatewayIpAddress    REG_SZ    172.20.16.1',
    ),
    Lxss: registry('NatIpAddress    REG_SZ    172.20.17.3'),
  },
  'sc.exe': {
    query: {
      text: '        TYPE               : 10  WIN32_OWN_PROCESS\r\n        STATE              : 1  STOPPED\r\n',
    },
  },
  'netstat.exe': { '': { text: '  TCP    0.0.0.0:135     0.0.0.0:0     LISTENING   4\r\n' } },
  'tasklist.exe': { '': { text: '"System","4","Services","0","1,000 K"\r\n' } },
  'netsh.exe': {
    excludedportrange: { text: 'Start Port    End Port\r\n----------    --------\r\n      5357        5357\r\n' },
    dynamicport: { text: 'Start Port      : 49152\r\nNumber of Ports : 16384\r\n' },
  },
  'route.exe': {
    print: {
      text: '          0.0.0.0          0.0.0.0      192.168.1.1     192.168.1.17     25\r\n        127.0.0.0        255.0.0.0         On-link         127.0.0.1    331\r\n',
    },
  },
  'wevtutil.exe': {
    '': {
      text: "<Event xmlns='x'><System><Level>3</Level><TimeCreated SystemTime='2026-11-27T18:00:00.1Z'/></System><EventData><Data>x (0x8007054f)</Data></EventData></Event>",
    },
  },
  'powershell.exe': {
    [encoded(HYPER_V_RULES_SCRIPT)]: {
      text: '{"enabled":"True","inbound":"Block","merge":"True","profiles":[],"rules":[]}\r\n',
    },
    [encoded(WINDOWS_RULES_SCRIPT)]: { text: '{"profiles":[],"rules":[]}\r\n' },
    [encoded(WINDOWS_LISTENERS_SCRIPT)]: { text: '[{"protocol":"tcp","address":"0.0.0.0","port":445}]\r\n' },
    [encoded(WINDOWS_NETWORKS_SCRIPT)]: { text: '{"networks":[],"addresses":[],"routes":[]}\r\n' },
  },
  'wsl.exe': {
    '--version': WSL_VERSION,
    '-l -v': WSL_LIST,
    'wslinfo --networking-mode': { text: 'nat\n' },
    'cat /proc/stat': { text: 'btime 1700000000\n' },
    'cat /proc/net/tcp6': { text: '  sl  local_address rem_address   st\n' },
    'cat /proc/net/tcp': { text: '  sl  local_address rem_address   st\n' },
    'cat /proc/net/udp6': { text: '  sl  local_address rem_address   st\n' },
    'cat /proc/net/udp': { text: '  sl  local_address rem_address   st\n' },
    'cat /proc/net/dev': { text: '    lo: 0 0\n  eth0: 0 0\n' },
    'cat /proc/net/route': { text: 'Iface\tDestination\neth0\t00000000\n' },
    'cat /proc/net/fib_trie': { text: 'Main:\n' },
    'cat /proc/net/if_inet6': { text: '' },
    'cat /proc/self/status': { text: 'Name:\tcat\nPid:\t7\nSeccomp:\t0\n' },
    ip_local_port_range: { text: '32768\t60999\n' },
    rp_filter: { text: '0\n' },
    '/etc/resolv.conf': { text: 'nameserver 10.255.255.254\n' },
    '/etc/wsl.conf': { text: '[network]\ngenerateResolvConf=false\n' },
  },
  wslinfo: { '--networking-mode': { text: 'nat\n' }, '--version': { text: '2.7.10\n' } },
  'docker.exe': { '--version': { text: 'Docker version 27.3.1, build ce12230\n' } },
  docker: { '--version': { text: 'Docker version 27.3.1, build ce12230\n' } },
};

/** What the programs of Windows and the files of Linux tell. The rest is known from this process and its files. */
const ASKED: readonly FactName[] = [
  'wslInstallation',
  'wsl',
  'windows',
  'distributions',
  'activeMode',
  'policies',
  'ipv6DisabledComponents',
  'globalSecureAccess',
  'proxy',
  'winHttpProxy',
  'computerName',
  'reservedPorts',
  'reservedUdpPorts',
  'dynamicPorts',
  'dynamicUdpPorts',
  'hyperVFirewallDisabled',
  'docker',
  'windowsRoutes',
  'wslNetwork',
  'wslWarnings',
  'hyperVRules',
  'windowsRules',
  'windowsListeners',
  'windowsNetworks',
  'portProxies',
];

/** From Windows these are asked of programs too. */
const ASKED_FROM_WINDOWS: readonly FactName[] = [
  'arm64',
  'vmStartedAt',
  'nameServers',
  'wslConf',
  'wslConfFaults',
  'linuxAdapters',
  'linuxSysctls',
  'kernelSeccomp',
  'linuxListeners',
  'vmAddress',
  'natGateway',
];

const cut = (bytes: Reply['text']) => Buffer.from(bytes ?? '').subarray(0, Buffer.from(bytes ?? '').length / 2);

/** Ways to fail: what becomes of each right answer. */
const FAILURES: Readonly<Record<string, (right: Reply) => Reply>> = {
  'exit 1 and nothing': () => ({ exit: 1 }),
  'exit 255 and nothing': () => ({ exit: 255 }),
  'access denied': () => ({ exit: 5, text: 'Access is denied.\r\n' }),
  'access denied, said as an error': () => ({ exit: 1, errors: 'ERROR: Access is denied.\r\n' }),
  'access denied, in German': () => ({
    exit: 1,
    text: Buffer.from('FEHLER: Zugriff verweigert - f\x81r Sie\r\n', 'latin1'),
  }),
  'forbidden by an administrator': () => ({
    exit: 1,
    errors: 'ERROR: Registry editing has been disabled by your administrator.\r\n',
  }),
  'broken interop': () => ({ exit: 1, errors: '<3>WSL (7) ERROR: UtilConnectUnix:543: connect failed 111\n' }),
  'an error behind half the text': ({ text }) => ({ exit: 1, text: cut(text) }),
  'a time-out': () => ({ hangs: true }),
  'a time-out after half the text': ({ text }) => ({ hangs: true, text: cut(text) }),
  'a time-out after all of the text': ({ text = '' }) => ({ hangs: true, text }),
  // 接続できません 4 in code page 932, 无法访问 7 in 936, Ошибка 5 in 866.
  'garbage in code page 932': () => ({ text: Buffer.from('90da91b182c582ab82dc82b982f12034', 'hex') }),
  'garbage in code page 936': () => ({ text: Buffer.from('cedeb7a8b7c3cec92037', 'hex') }),
  'garbage in code page 866': () => ({ text: Buffer.from('8ee8a8a1aaa02035', 'hex') }),
  'garbage in UTF-16': () => utf16('Ошибка 5\n'),
};

const SYSTEM32 = '/Windows/System32';

/** @param timeout of each program, in milliseconds */
function sandboxWith(place: 'wsl2' | 'windows', change: (right: Reply) => Reply, timeout = 400): Sandbox {
  const sandbox = new Sandbox(place, { timeout });
  delete sandbox.system.env['COMPUTERNAME'];
  for (const [name, replies] of Object.entries(PROGRAMS)) {
    const changed = Object.entries(replies).map(([words, right]) => [words, change(right)] as const);
    const folder = name === 'powershell.exe' ? `${SYSTEM32}/WindowsPowerShell/v1.0` : SYSTEM32;
    sandbox.standIn(name, Object.fromEntries(changed), place === 'windows' ? folder : '/bin');
  }
  return sandbox;
}

/** The facts of these names that are known, with their values. */
async function findKnown(sandbox: Sandbox, names: readonly FactName[]): Promise<Partial<Record<FactName, unknown>>> {
  const facts: Partial<Facts> = await openMachine(sandbox.system).findFacts(names, null);
  return Object.fromEntries(
    names.flatMap((name) => {
      const fact = facts[name];
      return fact?.known ? [[name, fact.value]] : [];
    }),
  );
}

describe.each([
  ['inside a distribution', 'wsl2', ASKED],
  ['on Windows', 'windows', [...ASKED, ...ASKED_FROM_WINDOWS]],
] as const)('%s', (_, place, names) => {
  test('every fact is known where every program answers', async () => {
    const found = await findKnown(
      // A busy machine takes its time to start so many programs.
      sandboxWith(place, (right) => right, 20_000),
      names,
    );
    expect(Object.keys(found).sort()).toEqual([...names].sort());
  });

  test.each(Object.keys(FAILURES))('nothing is known by %s', async (failure) => {
    const sandbox = sandboxWith(place, FAILURES[failure] ?? (() => ({})));
    expect(await findKnown(sandbox, names)).toEqual({});
  });

  test('nothing is known without any program, but that there is no Docker', async () => {
    expect(await findKnown(new Sandbox(place), names)).toEqual({ docker: null });
  });
});

test('every fact is asked here, or rests on files and on this process alone', () => {
  const own: FactName[] = ['fileChangedAt', 'neighbours', 'otherHomes', 'networks'];
  expect([...ASKED, ...ASKED_FROM_WINDOWS, ...own].sort()).toEqual(Object.keys(WELL).sort());
});
