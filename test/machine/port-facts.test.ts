import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Fact, FactName } from '../../src/machine/facts.ts';
import { probeHyperVRules, probeWindowsNetworks, probeWindowsRules } from '../../src/machine/probes/firewall.ts';
import { probeWindowsListeners } from '../../src/machine/probes/ports.ts';
import type { Inquiry } from '../../src/machine/probes/probe.ts';
import { openMachine } from '../../src/machine/this-machine.ts';
import { type Reply, Sandbox } from '../bench/sandbox.ts';
import { describeWith } from '../needs.ts';
import { PowerShellBench } from './powershell/powershell-bench.ts';

const WSL = '{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}';

function inquiryOf(windows: PowerShellBench): Inquiry {
  const runPowerShell: Inquiry['runPowerShell'] = (script) => windows.powershell.run(script, { timeout: 30_000 });
  return { runPowerShell } as Inquiry;
}

/** A rule of the Hyper-V firewall, where nothing else is said. */
const HYPER_V_RULE = {
  Name: 'wslnet-tcp-8080',
  DisplayName: 'Grüße "8080"',
  Direction: 'Inbound',
  VMCreatorId: WSL,
  Protocol: 'TCP',
  LocalPorts: '8080',
  RemoteAddresses: '192.168.1.0/24',
  Action: 'Allow',
  Enabled: 'True',
  PolicyStoreSourceType: 'Local',
  Profiles: 'Private',
};

describeWith(['pwsh'], 'what Windows tells by PowerShell', () => {
  test('the Hyper-V firewall: the rules that count for WSL, without its own', async () => {
    const windows = new PowerShellBench({
      NetFirewallHyperVVMSetting: [{ Enabled: 'True', DefaultInboundAction: 'Block', AllowHostPolicyMerge: 'True' }],
      NetFirewallHyperVProfile: [
        { Profile: 'Public', Enabled: 'True', DefaultInboundAction: 'Block', AllowLocalFirewallRules: 'False' },
        {
          Profile: 'Private',
          Enabled: 'False',
          DefaultInboundAction: 'Allow',
          AllowLocalFirewallRules: 'NotConfigured',
        },
      ],
      NetFirewallHyperVRule: [
        HYPER_V_RULE,
        { ...HYPER_V_RULE, Name: 'any', VMCreatorId: 'Any', LocalPorts: ['80', '8000-8010'], RemoteAddresses: 'Any' },
        {
          ...HYPER_V_RULE,
          Name: 'mdm',
          Action: 'Block',
          Protocol: 'Any',
          LocalPorts: 'Any',
          Profiles: ['Domain', 'Public'],
          PolicyStoreSourceType: 'MDM',
        },
        { ...HYPER_V_RULE, Name: 'WslCore-Allow-Inbound-mDNS-IPv4' },
        { ...HYPER_V_RULE, Name: 'WSA-IP-Loopback-Allow' },
        { ...HYPER_V_RULE, Name: 'out', Direction: 'Outbound' },
        { ...HYPER_V_RULE, Name: 'off', Enabled: 'False' },
        { ...HYPER_V_RULE, Name: 'wslnet-tcp-9000', Enabled: 'False' },
        { ...HYPER_V_RULE, Name: 'other', VMCreatorId: '{9E288F02-CE00-4D9E-BE2B-14CE463B0298}' },
        { ...HYPER_V_RULE, Name: 'ping', Protocol: 'ICMPv4', LocalPorts: 'Any' },
      ],
    });
    const fact = await probeHyperVRules(inquiryOf(windows));
    expect(fact).toEqual({
      known: true,
      value: {
        isOn: true,
        blocksInbound: true,
        isTold: true,
        blocksOutbound: null,
        blocksLoopback: null,
        mergesHostRules: true,
        profiles: [
          { profile: 'Public', isOn: true, blocksInbound: true, allowsLocalRules: false },
          { profile: 'Private', isOn: false, blocksInbound: false, allowsLocalRules: true },
        ],
        rules: [
          {
            name: 'wslnet-tcp-8080',
            title: 'Grüße "8080"',
            action: 'allow',
            protocol: 'tcp',
            ports: [{ from: 8080, to: 8080 }],
            profiles: ['Private'],
            remote: ['192.168.1.0/24'],
            isLocal: true,
            program: null,
            isTied: false,
          },
          expect.objectContaining({
            name: 'any',
            ports: [
              { from: 80, to: 80 },
              { from: 8000, to: 8010 },
            ],
            remote: null,
          }),
          expect.objectContaining({
            name: 'mdm',
            action: 'block',
            protocol: null,
            ports: null,
            profiles: ['Domain', 'Public'],
            isLocal: false,
          }),
          // What bears a name of wslnet's is in its way, though it lets nobody in.
          expect.objectContaining({ name: 'wslnet-tcp-9000', action: 'none' }),
        ],
      },
    });
    expect(windows.calls()).toEqual([
      { name: 'Get-NetFirewallHyperVVMSetting', parameters: { Name: WSL, PolicyStore: 'ActiveStore' } },
      { name: 'Get-NetFirewallHyperVProfile', parameters: { All: 'True', PolicyStore: 'ActiveStore' } },
      { name: 'Get-NetFirewallHyperVRule', parameters: { All: 'True', PolicyStore: 'ActiveStore' } },
    ]);
  });

  test.each([
    [{ category: 'PermissionDenied', id: 'Windows System Error 5', message: 'Zugriff verweigert' }, 'denied'],
    [{ category: 'NotSpecified', id: 'HRESULT 0x80041010', message: 'Ungültige Klasse' }, 'failed'],
  ] as const)('an answer that Windows keeps to itself is unknown (%j)', async (answer, why) => {
    const NetFirewallHyperVVMSetting = answer;
    const windows = new PowerShellBench({ NetFirewallHyperVVMSetting });
    expect(await probeHyperVRules(inquiryOf(windows))).toEqual({ known: false, why, asked: 'powershell.exe' });
  });

  test("Windows' firewall: rules and what they are about, joined", async () => {
    const rule = {
      Name: 'a',
      InstanceID: 'a',
      DisplayName: 'PostgreSQL',
      Action: 'Allow',
      Profile: 'Domain, Private',
      PolicyStoreSourceType: 'Local',
      Owner: '',
    };
    const windows = new PowerShellBench({
      NetFirewallProfile: [
        {
          Name: 'Private',
          Enabled: 'True',
          DefaultInboundAction: 'NotConfigured',
          AllowLocalFirewallRules: 'NotConfigured',
        },
      ],
      NetFirewallRule: [
        rule,
        { ...rule, Name: 'b', InstanceID: 'b', Profile: 'Any', PolicyStoreSourceType: 'GroupPolicy', Action: 'Block' },
        { ...rule, Name: 'c', InstanceID: 'c', Owner: 'S-1-5-21' },
        { ...rule, Name: 'wslnet-tcp-80', InstanceID: 'd', Enabled: 'False' },
        { ...rule, Name: 'off', InstanceID: 'e', Enabled: 'False' },
      ],
      NetFirewallPortFilter: [
        { InstanceID: 'a', Protocol: 'TCP', LocalPort: '5432' },
        { InstanceID: 'b', Protocol: 'UDP', LocalPort: ['53', '5000-5010', 'RPC'] },
        { InstanceID: 'c', Protocol: 'TCP', LocalPort: 'Any' },
        { InstanceID: 'd', Protocol: 'TCP', LocalPort: '80' },
      ],
      NetFirewallAddressFilter: [
        { InstanceID: 'a', RemoteAddress: 'LocalSubnet' },
        { InstanceID: 'b', RemoteAddress: ['10.0.0.0/255.0.0.0', '192.168.1.7'] },
        { InstanceID: 'c', RemoteAddress: 'Any' },
      ],
      NetFirewallApplicationFilter: [
        { InstanceID: 'a', Program: 'C:\\Program Files\\PostgreSQL\\bin\\postgres.exe', Package: null },
        { InstanceID: 'b', Program: 'Any', Package: null },
        { InstanceID: 'c', Program: 'Any', Package: null },
      ],
      NetFirewallServiceFilter: [
        { InstanceID: 'a', Service: 'Any' },
        { InstanceID: 'b', Service: 'Any' },
        { InstanceID: 'c', Service: 'Any' },
      ],
    });
    expect(await probeWindowsRules(inquiryOf(windows))).toEqual({
      known: true,
      value: {
        profiles: [{ profile: 'Private', isOn: true, blocksInbound: true, allowsLocalRules: true }],
        rules: [
          {
            name: 'a',
            title: 'PostgreSQL',
            action: 'allow',
            protocol: 'tcp',
            ports: [{ from: 5432, to: 5432 }],
            profiles: ['Domain', 'Private'],
            remote: ['LocalSubnet'],
            isLocal: true,
            program: 'postgres.exe',
            isTied: false,
          },
          {
            name: 'b',
            title: 'PostgreSQL',
            action: 'block',
            protocol: 'udp',
            ports: [
              { from: 53, to: 53 },
              { from: 5000, to: 5010 },
            ],
            profiles: null,
            remote: ['10.0.0.0/255.0.0.0', '192.168.1.7'],
            isLocal: false,
            program: null,
            isTied: false,
          },
          expect.objectContaining({ name: 'c', ports: null, remote: null, isTied: true }),
          expect.objectContaining({ name: 'wslnet-tcp-80', action: 'none', ports: [{ from: 80, to: 80 }] }),
        ],
      },
    });
    const commands = windows.calls().map(({ name, parameters }) => [name, parameters]);
    expect(commands).toContainEqual([
      'Get-NetFirewallRule',
      { Direction: 'Inbound', Enabled: 'True', PolicyStore: 'ActiveStore' },
    ]);
    expect(commands).toContainEqual(['Get-NetFirewallPortFilter', { PolicyStore: 'ActiveStore' }]);
    expect(commands).toContainEqual([
      'Get-NetFirewallRule',
      { Name: 'wslnet-*', PolicyStore: 'ActiveStore', ErrorAction: 'SilentlyContinue' },
    ]);
    expect(commands).toHaveLength(7);
  });

  test('networks: the profile, the addresses, and where the default route leads', async () => {
    const windows = new PowerShellBench({
      NetConnectionProfile: [
        { InterfaceIndex: 12, InterfaceAlias: 'WLAN', NetworkCategory: 'Private' },
        { InterfaceIndex: 7, InterfaceAlias: 'VPN', NetworkCategory: 'DomainAuthenticated' },
        { InterfaceIndex: 40, InterfaceAlias: 'vEthernet (WSL (Hyper-V firewall))', NetworkCategory: 'Public' },
      ],
      NetIPAddress: [
        { InterfaceIndex: 12, IPAddress: '192.168.1.5', PrefixLength: 24, AddressState: 'Preferred' },
        { InterfaceIndex: 12, IPAddress: '169.254.3.4', PrefixLength: 16, AddressState: 'Tentative' },
        { InterfaceIndex: 7, IPAddress: '10.8.0.2', PrefixLength: 16, AddressState: 'Preferred' },
        { InterfaceIndex: 40, IPAddress: '172.20.16.1', PrefixLength: 20, AddressState: 'Preferred' },
      ],
      NetRoute: [
        { InterfaceIndex: 7, RouteMetric: 0, InterfaceMetric: 50 },
        { InterfaceIndex: 12, RouteMetric: 0, InterfaceMetric: 35 },
      ],
    });
    expect(await probeWindowsNetworks(inquiryOf(windows))).toEqual({
      known: true,
      value: [
        { adapter: 'WLAN', profile: 'Private', address: '192.168.1.5', prefixLength: 24, isDefault: true },
        { adapter: 'VPN', profile: 'Domain', address: '10.8.0.2', prefixLength: 16, isDefault: false },
      ],
    });
    expect(windows.calls().map((call) => call.parameters)).toEqual([
      {},
      { AddressFamily: 'IPv4' },
      { DestinationPrefix: '0.0.0.0/0' },
    ]);
  });

  test('no network at all is an answer', async () => {
    const windows = new PowerShellBench();
    expect(await probeWindowsNetworks(inquiryOf(windows))).toEqual({ known: true, value: [] });
  });

  test('listeners and their programs', async () => {
    const windows = new PowerShellBench({
      Process: [
        { Id: 4, ProcessName: 'System' },
        { Id: 900, ProcessName: 'Zoë’s app' },
      ],
      NetTCPConnection: [
        { LocalAddress: '::', LocalPort: 445, OwningProcess: 4 },
        { LocalAddress: '127.0.0.1', LocalPort: 8080, OwningProcess: 900 },
      ],
      NetUDPEndpoint: [{ LocalAddress: 'fe80::1%12', LocalPort: 1900, OwningProcess: 77 }],
    });
    expect(await probeWindowsListeners(inquiryOf(windows))).toEqual({
      known: true,
      value: [
        { protocol: 'tcp', address: '::', port: 445, program: 'System' },
        { protocol: 'tcp', address: '127.0.0.1', port: 8080, program: 'Zoë’s app' },
        { protocol: 'udp', address: 'fe80::1', port: 1900, program: null },
      ],
    });
    expect(windows.calls('Get-NetTCPConnection', 'Get-NetUDPEndpoint').map((call) => call.parameters)).toEqual([
      { State: 'Listen' },
      {},
    ]);
  });
});

async function find(sandbox: Sandbox, name: FactName): Promise<unknown> {
  const facts: Record<string, Fact<unknown>> = await openMachine(sandbox.system).findFacts([name], null);
  const fact = facts[name];
  return fact?.known ? fact.value : fact?.why;
}

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const socket = (local: string, remote: string, state: string, inode: number) =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0 100 0 0 10 0\n`;

const NET = {
  '/proc/net/tcp':
    HEAD +
    socket('00000000:0BB8', '00000000:0000', '0A', 11) +
    socket('0100007F:1F90', '00000000:0000', '0A', 12) +
    socket('0100007F:1F91', '0100007F:0050', '01', 13),
  '/proc/net/tcp6':
    HEAD +
    socket('00000000000000000000000000000000:0050', '00000000000000000000000000000000:0000', '0A', 14) +
    socket('00000000000000000000000001000000:0051', '00000000000000000000000000000000:0000', '0A', 15) +
    socket('0000000000000000FFFF00000100007F:0052', '00000000000000000000000000000000:0000', '0A', 16),
  '/proc/net/udp':
    HEAD + socket('00000000:14E9', '00000000:0000', '07', 17) + socket('0200A8C0:8000', '0100A8C0:0035', '01', 18),
  '/proc/net/udp6': HEAD,
};

const LINUX_LISTENERS = [
  { protocol: 'tcp', address: '0.0.0.0', port: 3000, program: 'node' },
  { protocol: 'tcp', address: '127.0.0.1', port: 8080, program: null },
  { protocol: 'tcp', address: '::', port: 80, program: 'node' },
  { protocol: 'tcp', address: '::1', port: 81, program: null },
  { protocol: 'tcp', address: '::ffff:127.0.0.1', port: 82, program: null },
  { protocol: 'udp', address: '0.0.0.0', port: 5353, program: 'python3.12' },
];

const LIST = '  NAME    STATE    VERSION\n* Ubuntu  Running  2\n';

/** Replies to `cat` in a distribution, from Windows. */
function through(files: Readonly<Record<string, string>>): Record<string, Reply> {
  // `tcp6` before `tcp`, which is a part of it.
  const longestFirst = Object.entries(files).sort(([a], [b]) => b.length - a.length);
  return Object.fromEntries(longestFirst.map(([path, text]) => [`-e cat ${path}`, { text }]));
}

const LISTING = `lrwxrwxrwx 1 zoe zoe 0 Nov 27 19:00 /proc/10/exe -> /usr/bin/node
lrwxrwxrwx 1 zoe zoe 0 Nov 27 19:00 /proc/20/exe -> /usr/bin/python3.12 (deleted)

/proc/10/fd:
total 0
lrwx------ 1 zoe zoe 64 Nov 27 19:00 3 -> socket:[11]
lrwx------ 1 zoe zoe 64 Nov 27 19:00 4 -> socket:[14]
lr-x------ 1 zoe zoe 64 Nov 27 19:00 5 -> /tmp/socket:[12]

/proc/20/fd:
total 0
lrwx------ 1 zoe zoe 64 Nov 27 19:00 3 -> socket:[17]
`;

describe('listeners in Linux', () => {
  test('inside a distribution', async () => {
    const sandbox = new Sandbox('wsl2');
    for (const [path, text] of Object.entries(NET)) sandbox.write(path, text);
    for (const [pid, exe, sockets] of [
      [10, '/usr/bin/node', [11, 14]],
      [20, '/usr/bin/python3.12 (deleted)', [17]],
    ] as const) {
      const folder = join(sandbox.root, `proc/${pid}`);
      mkdirSync(join(folder, 'fd'), { recursive: true });
      symlinkSync(exe, join(folder, 'exe'));
      for (const inode of sockets) symlinkSync(`socket:[${inode}]`, join(folder, 'fd', String(inode)));
    }
    expect(await find(sandbox, 'linuxListeners')).toEqual(LINUX_LISTENERS);
  });

  test('from Windows, through a distribution that runs', async () => {
    const replies = { '-l -v': { text: LIST }, ...through(NET), '-e sh -c ls': { text: LISTING } };
    const sandbox = new Sandbox('windows').standIn('wsl.exe', replies, '/Windows/System32');
    expect(await find(sandbox, 'linuxListeners')).toEqual(LINUX_LISTENERS);
  });

  test('are unknown, and nothing is started, while WSL is stopped', async () => {
    const replies = { '-l -v': { text: LIST.replace('Running', 'Stopped') } };
    const sandbox = new Sandbox('windows').standIn('wsl.exe', replies, '/Windows/System32');
    expect(await find(sandbox, 'linuxListeners')).toBe('not-running');
    expect(sandbox.calls).toBe('wsl.exe -l -v\n');
  });
});

const PROXY = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\PortProxy\\v4tov4\\tcp';
const ALWAYS = { 'Windows NT': { text: '\r\nHKEY_LOCAL_MACHINE\r\n    CurrentBuild    REG_SZ    26100\r\n' } };

test.each([
  [
    {
      text: `\r\n${PROXY}\r\n    0.0.0.0/8080    REG_SZ    172.20.16.2/3000\r\n    */81    REG_SZ    localhost/80\r\n    nonsense    REG_SZ    nonsense\r\n    1.1.1.1;calc/80    REG_SZ    1.1.1.1/80\r\n    1.1.1.1/0    REG_SZ    1.1.1.1/99999\r\n`,
    },
    [
      { listenAddress: '0.0.0.0', listenPort: 8080, connectAddress: '172.20.16.2', connectPort: 3000 },
      { listenAddress: '*', listenPort: 81, connectAddress: 'localhost', connectPort: 80 },
    ],
  ],
  [{ text: '', exit: 1 }, []],
  [{ text: '', exit: 5 }, 'denied'],
])('port proxies are read from the registry (%#)', async (reply, value) => {
  const sandbox = new Sandbox('windows').standIn('reg.exe', { PortProxy: reply, ...ALWAYS }, '/Windows/System32');
  expect(await find(sandbox, 'portProxies')).toEqual(value);
});

const ROUTES = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
docker0	000011AC	00000000	0001	0	0	0	0000FFFF	0	0	0
eth0	00000000	011014AC	0003	0	0	0	00000000	0	0	0
eth0	001014AC	00000000	0001	0	0	0	00F0FFFF	0	0	0
`;
const TRIE = `Main:
  +-- 0.0.0.0/0 3 0 5
Local:
     +-- 172.17.0.0/16 2 0 2
        |-- 172.17.0.1
           /32 host LOCAL
     +-- 172.20.16.0/20 2 0 2
        |-- 172.20.16.0
           /20 link UNICAST
        |-- 172.20.24.7
           /32 host LOCAL
        |-- 172.20.31.255
           /32 link BROADCAST
`;
const LXSS = (name: string, value: string): Reply => ({
  text: `\r\nHKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Lxss\r\n    ${name}    REG_SZ    ${value}\r\n\r\n`,
});

/** The other key of Lxss. */
const NONE: Record<string, Reply> = { Lxss: { text: '\r\nHKEY_USERS\r\n\r\n' } };

describe('addresses of nat mode', () => {
  test("the virtual machine's is that of eth0, never Docker's", async () => {
    const files = { '/proc/net/route': ROUTES, '/proc/net/fib_trie': TRIE };
    const replies = { '-l -v': { text: LIST }, ...through(files) };
    const sandbox = new Sandbox('windows').standIn('wsl.exe', replies, '/Windows/System32');
    expect(await find(sandbox, 'vmAddress')).toBe('172.20.24.7');
    const networkInterfaces = () => ({
      docker0: [{ family: 'IPv4', address: '172.17.0.1' }],
      eth0: [
        { family: 'IPv6', address: 'fe80::1' },
        { family: 'IPv4', address: '172.20.24.7' },
      ],
    });
    const inside = new Sandbox('wsl2', { networkInterfaces: networkInterfaces as never });
    expect(await find(inside, 'vmAddress')).toBe('172.20.24.7');
    expect(await find(new Sandbox('wsl2'), 'vmAddress')).toBe('not-understood');
  });

  test('while WSL is stopped it is the last one', async () => {
    const sandbox = new Sandbox('windows')
      .standIn('wsl.exe', { '-l -v': { text: LIST.replace('Running', 'Stopped') } }, '/Windows/System32')
      .standIn('reg.exe', { 'HKCU\\SOFTWARE': LXSS('NatIpAddress', '172.20.24.9'), ...NONE }, '/Windows/System32');
    expect(await find(sandbox, 'vmAddress')).toBe('172.20.24.9');
  });

  test("Windows' is the default gateway", async () => {
    const inside = new Sandbox('wsl2');
    inside.write('/proc/net/route', ROUTES);
    expect(await find(inside, 'natGateway')).toBe('172.20.16.1');
    const windows = new Sandbox('windows').standIn(
      'reg.exe',
      { 'HKLM\\SOFTWARE\\Microsoft\\Windows\\': LXSS('NatGatewayIpAddress', '172.20.16.1'), ...NONE },
      '/Windows/System32',
    );
    expect(await find(windows, 'natGateway')).toBe('172.20.16.1');
  });
});
