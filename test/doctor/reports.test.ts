import { describe, expect, test } from 'vitest';
import { type Facts, known, unknown } from '../../src/machine/facts.ts';
import { runInMemory } from '../bench/run-in-memory.ts';
import { START } from '../bench/well.ts';
import {
  active,
  BRIDGED,
  conf,
  dynamic,
  examine,
  MIRRORED,
  machineWith,
  NAT,
  problemsOf,
  tcp,
  VIRTIOPROXY,
  warned,
  windows,
  wsl,
} from './examine.ts';

const DOCKER_DESKTOP = { docker: known({ kind: 'desktop', version: '28.0.1' } as const) };

/** What people reported in public, as machines: the problems found there, in order, and the cures of each. */
const REPORTS: readonly [
  report: string,
  facts: Partial<Facts>,
  text: string | null,
  problems: Readonly<Record<string, readonly string[]>>,
][] = [
  [
    'Server 2025 and mirrored: there is no such mode',
    { ...windows(26100, 1742, 'ServerStandard'), ...active('none') },
    MIRRORED,
    { 'mirrored-windows': ['set-nat'] },
  ],
  [
    'Server 2022 Core and mirrored',
    { ...windows(20348, 2700, 'ServerDatacenterCor'), ...active('none') },
    MIRRORED,
    { 'mirrored-windows': ['set-nat'] },
  ],
  [
    'Server 2025 says 0x803b0015 as well',
    { ...windows(26100, 1742, 'ServerStandard'), ...active('none'), ...warned('0x803b0015') },
    MIRRORED,
    { 'mirrored-windows': ['set-nat'] },
  ],
  ['Server 2025 in nat mode is well', { ...windows(26100, 1742, 'ServerStandard'), ...active('nat') }, NAT, {}],
  [
    'mirrored became none, the dynamic ports are as they should be',
    active('none'),
    MIRRORED,
    { 'mode-active': ['restart-windows', 'set-nat'] },
  ],
  [
    'mirrored became none, and the event log says why',
    { ...active('none'), ...warned('0x803b0007') },
    MIRRORED,
    { 'mode-active': ['restart-windows', 'set-nat'] },
  ],
  [
    'mirrored became none for want of ports',
    { ...active('none'), ...warned('0x8007054f'), ...dynamic(1024), ...wsl('2.7.10') },
    MIRRORED,
    { 'mode-active': ['reset-dynamic-ports', 'set-nat'] },
  ],
  [
    'Windows 10 names its gateway in resolv.conf, and is well',
    { ...windows(19045, 5247), ...active('nat'), nameServers: known(['172.29.0.1']) },
    NAT,
    {},
  ],
  [
    'Windows 10 without a file',
    {
      ...windows(19044, 1, 'EnterpriseS'),
      ...active('nat'),
      nameServers: known(['172.29.0.1']),
      fileChangedAt: known(null),
    },
    null,
    {},
  ],
  [
    'Windows 11 21H2 has no DNS tunneling either',
    { ...windows(22000, 1), ...active('nat'), nameServers: known(['172.18.32.1']) },
    '[wsl2]\nmemory=8GB\n',
    {},
  ],
  [
    'a resolv.conf of the user: only the line that keeps WSL from writing it',
    { ...conf('network', 'generateresolvconf', 'false'), nameServers: known(['8.8.8.8']) },
    MIRRORED,
    { 'dns-wsl-conf': ['let-wsl-write-resolv-conf', 'turn-off'] },
  ],
  [
    'a resolv.conf of the user, where DNS tunneling is off anyhow',
    { ...active('nat'), ...conf('network', 'generateresolvconf', 'false'), nameServers: known(['1.1.1.1']) },
    `${NAT}dnsTunneling=false\n`,
    {},
  ],
  [
    'a resolv.conf of the user on Windows 10',
    {
      ...windows(19045),
      ...active('nat'),
      ...conf('network', 'generateresolvconf', 'false'),
      nameServers: known(['1.1.1.1']),
    },
    NAT,
    {},
  ],
  [
    'bridged on Windows 10 Pro, stopped',
    {
      ...windows(19045),
      activeMode: unknown('not-running', 'wslinfo'),
      distributions: known([{ name: 'Ubuntu', isDefault: true, isRunning: false, version: 2 }]),
    },
    '[wsl2]\nnetworkingMode=bridged\nvmSwitch=x\n',
    { bridged: ['set-nat'] },
  ],
  [
    'bridged on Windows 10 Pro, running without a network',
    { ...windows(19045), ...active('none') },
    BRIDGED,
    { bridged: ['set-nat'] },
  ],
  [
    'a VPN of 172.16.0.0/12 over the network of WSL',
    { ...active('nat'), windowsRoutes: known([{ subnet: '172.16.0.0/12', through: '10.8.0.2', gateway: null }]) },
    NAT,
    { subnet: ['set-mirrored', 'set-virtioproxy', 'restart-wsl'] },
  ],
  [
    'WSL is not installed',
    {
      wslInstallation: known('absent'),
      wsl: unknown('not-installed', 'wsl.exe'),
      activeMode: unknown('not-installed', 'wsl.exe'),
      distributions: known([]),
    },
    null,
    { 'wsl-installed': ['install-wsl'] },
  ],
  [
    'Docker 24 beside Docker Desktop',
    {
      docker: known({ kind: 'engine', version: '24.0.6' }),
      distributions: known([
        { name: 'Ubuntu', isDefault: true, isRunning: true, version: 2 },
        { name: 'docker-desktop', isDefault: false, isRunning: true, version: 2 },
      ]),
    },
    MIRRORED,
    {},
  ],
  ['Podman that answers to the name of Docker', { docker: known({ kind: 'podman', version: '5.4.2' }) }, MIRRORED, {}],
  [
    'Docker 24 alone',
    { docker: known({ kind: 'engine', version: '24.0.6' }) },
    MIRRORED,
    { 'docker-ports': ['update-docker', 'use-host-network'] },
  ],
  [
    'a proxy on localhost in virtioproxy mode',
    { ...active('virtioproxy'), ...wsl('2.8.2'), proxy: known({ server: '127.0.0.1:7890', autoConfigUrl: null }) },
    VIRTIOPROXY,
    { 'proxy-localhost': ['set-mirrored', 'turn-off'] },
  ],
  [
    "a proxy by the computer's own name in nat mode on a server",
    {
      ...active('nat'),
      ...windows(26100, 1, 'ServerStandard'),
      proxy: known({ server: 'http=DESKTOP-ZOE:3128', autoConfigUrl: null }),
    },
    NAT,
    { 'proxy-localhost': ['turn-off'] },
  ],
  [
    'a proxy on localhost in mirrored mode',
    { proxy: known({ server: 'localhost:7890', autoConfigUrl: null }) },
    MIRRORED,
    {},
  ],
  [
    'the host slept, and the clock was put right: nothing is known of the restart',
    { vmStartedAt: unknown('clock-changed', '/proc/stat') },
    MIRRORED,
    {},
  ],
  [
    'the host slept, and another mode is active',
    { vmStartedAt: unknown('clock-changed', '/proc/stat'), ...active('nat') },
    MIRRORED,
    { 'mode-active': ['restart-wsl'] },
  ],
  [
    'mirrored with lo and docker0 alone',
    { linuxAdapters: known([{ name: 'docker0', hasAddress: true }]) },
    MIRRORED,
    { 'linux-adapters': ['restart-windows', 'set-nat'] },
  ],
  [
    'Windows has 3306, which Linux could not have',
    { windowsListeners: known(tcp(135, 3306)) },
    MIRRORED,
    { 'port-conflicts': ['use-other-port', 'ignore-ports'] },
  ],
  [
    'Windows has UDP 51820',
    { windowsListeners: known([{ protocol: 'udp', address: '0.0.0.0', port: 51820, program: null }]) },
    MIRRORED,
    { 'port-conflicts': ['use-other-port', 'ignore-ports'] },
  ],
  [
    'Linux listens in nat mode where Windows does',
    { ...active('nat'), linuxListeners: known(tcp(8080)), windowsListeners: known(tcp(8080)) },
    NAT,
    { 'port-forwarding': ['use-other-port'] },
  ],
  [
    'Linux listens in nat mode on a port that Windows has reserved',
    { ...active('nat'), linuxListeners: known(tcp(5000)), reservedPorts: known([{ from: 4950, to: 5049 }]) },
    NAT,
    { 'port-forwarding': ['use-other-port'] },
  ],
  [
    'WSL 2.9.2, and the dynamic ports begin at 1024',
    { ...dynamic(1024), ...wsl('2.9.2') },
    MIRRORED,
    { 'port-range': ['reset-dynamic-ports', 'update-wsl-early'] },
  ],
  [
    'WSL 2.8.7, and only UDP begins at 1024',
    { dynamicUdpPorts: known({ from: 1024, to: 65535 }), ...wsl('2.8.7') },
    MIRRORED,
    { 'port-range': ['reset-dynamic-ports', 'update-wsl-early'] },
  ],
  [
    'WSL 2.0.3 and mirrored below [wsl2]',
    { ...wsl('2.0.3'), ...active('nat') },
    MIRRORED,
    { 'mirrored-wsl': ['update-wsl'] },
  ],
  [
    'WSL 2.0.4 and mirrored below [experimental], where that WSL reads it',
    wsl('2.0.4'),
    '[experimental]\nnetworkingMode=mirrored\n',
    {},
  ],
  [
    'WSL 2.0.5 and mirrored below [experimental]',
    wsl('2.0.5'),
    '[experimental]\nnetworkingMode=mirrored\n',
    { 'file-content': ['fix-file'] },
  ],
  [
    'Server 2025, where a policy asks for mirrored',
    {
      ...windows(26100, 1742, 'ServerStandard'),
      ...active('none'),
      policies: known({ defaultNetworkingMode: 3 }),
      nameServers: known([]),
    },
    null,
    { 'mirrored-windows': ['set-nat'] },
  ],
  [
    'mirrored by policy, which is not to be changed, and a stale network state',
    {
      ...active('none'),
      ...warned('0x803b0007'),
      policies: known({ defaultNetworkingMode: 3, allowNetworkingModeUserSetting: 0 }),
    },
    null,
    { 'mode-active': ['restart-windows'] },
  ],
  [
    'nat became none, and WSL says what is meant for bridged',
    { ...active('none'), ...warned('0x8037010d') },
    NAT,
    { 'mode-active': ['restart-windows'] },
  ],
  [
    'virtioproxy without virtio, and a VPN over the network of nat',
    {
      ...active('nat'),
      windowsRoutes: known([{ subnet: '172.16.0.0/12', through: '10.8.0.2', gateway: '10.8.0.1' }]),
    },
    '[wsl2]\nvirtio=false\nnetworkingMode=virtioproxy\n',
    { 'mode-settings': ['unset'], subnet: ['set-mirrored', 'restart-wsl'] },
  ],
  [
    'mirrored, and in Linux only what Kubernetes made',
    {
      linuxAdapters: known([
        { name: 'cali1a2b3c', hasAddress: true },
        { name: 'vxlan.calico', hasAddress: true },
        { name: 'nodelocaldns', hasAddress: true },
      ]),
    },
    MIRRORED,
    { 'linux-adapters': ['restart-windows', 'set-nat'] },
  ],
  [
    'Docker Desktop, and a Windows program on a port of its own in mirrored mode',
    {
      ...DOCKER_DESKTOP,
      windowsListeners: known([
        { protocol: 'tcp', address: '0.0.0.0', port: 8080, program: 'com.docker.backend' },
        { protocol: 'tcp', address: '0.0.0.0', port: 5432, program: 'postgres' },
      ]),
    },
    MIRRORED,
    { 'port-conflicts': ['use-other-port', 'ignore-ports'] },
  ],
  [
    'Docker Desktop, and one program on each side of a port in nat mode',
    {
      ...active('nat'),
      ...DOCKER_DESKTOP,
      linuxListeners: known(tcp(3000)),
      windowsListeners: known([{ protocol: 'tcp', address: '0.0.0.0', port: 3000, program: 'node' }]),
    },
    NAT,
    { 'port-forwarding': ['use-other-port'] },
  ],
  [
    'the restart comes first, and nothing is said of what it changes',
    { ...active('nat'), fileChangedAt: known(START + 1), nameServers: known(['172.29.0.1']) },
    MIRRORED,
    { restart: ['restart-wsl'] },
  ],
];

describe('reports from the field', () => {
  test.each(REPORTS)('%s', async (_, facts, text, problems) => {
    const { checks, code } = await examine(facts, text);
    const found = problemsOf(checks).map(({ id, cures }) => [id, cures.map((cure) => cure.id)]);
    expect(Object.fromEntries(found)).toEqual(problems);
    expect(code).toBeLessThanOrEqual(1);
  });

  test('the firewall that lets nothing in is said to be closed, whatever WSL itself adds', async () => {
    const { checks } = await examine({ linuxListeners: known(tcp(3000)) }, MIRRORED);
    const [found] = problemsOf(checks);
    expect(found).toMatchObject({ id: 'firewall-inbound', ending: 'blocked' });
    expect(found?.cures[0]?.commands).toEqual(['wslnet open 3000']);
    const quiet = await examine({}, MIRRORED);
    expect(quiet.checks.find(({ id }) => id === 'firewall-inbound')).toMatchObject({
      ending: 'closed',
      outcome: 'info',
    });
  });

  test('both commands of the port range are told, and Windows is restarted', async () => {
    const { checks } = await examine({ ...dynamic(1024), ...wsl('2.9.2') }, MIRRORED);
    const [cure] = problemsOf(checks)[0]?.cures ?? [];
    expect(cure).toMatchObject({ restart: 'windows', needsAdministrator: true });
    expect(cure?.commands).toEqual([
      'netsh.exe int ipv4 set dynamicport tcp start=49152 num=16384',
      'netsh.exe int ipv4 set dynamicport udp start=49152 num=16384',
    ]);
  });

  test('the restart that the steps before need is the last one, and stands below no topic', async () => {
    const machine = machineWith({ ...windows(22000), ...active('nat') }, '[wsl2]\ndnsTunneling=true\n');
    const { stdout } = await runInMemory(machine, ['doctor', 'versions']);
    expect(stdout).toMatch(/^ +1\. .*wslnet unset dnsTunneling$/m);
    expect(stdout).toMatch(/^$\n^2\. Then restart .* wslnet restart$/m);
  });

  test('of two proxies only the one that WSL drops is said to be dropped', async () => {
    const proxy = known({ server: 'proxy.corp:8080', autoConfigUrl: null });
    const { checks } = await examine({ ...active('nat'), proxy, winHttpProxy: known('127.0.0.1:8888') }, NAT);
    const [found] = problemsOf(checks);
    expect(found).toMatchObject({ id: 'proxy-localhost', ending: 'dropped' });
    expect(found?.seen).toContain('127.0.0.1:8888');
    expect(found?.seen).not.toContain('proxy.corp');
  });

  test('routes that are not known are no "overlaps no other"', async () => {
    const { checks } = await examine({ ...active('nat'), windowsRoutes: unknown('failed', 'route.exe') }, NAT);
    expect(checks.find(({ id }) => id === 'subnet')?.outcome).toBe('unknown');
  });
});

describe('a healthy machine', () => {
  const nat = active('nat');
  const onTen = { nameServers: known(['172.29.0.1']) };
  test.each<[name: string, facts: Partial<Facts>, text: string | null]>([
    ['Windows 11, nat, no file', { ...nat, fileChangedAt: known(null) }, null],
    ['Windows 11, nat, as the file says', nat, NAT],
    ['Windows 11, mirrored', {}, MIRRORED],
    ['Windows 11 Home, mirrored', windows(22631, 4602, 'Core'), MIRRORED],
    ['Windows 11, virtioproxy', { ...active('virtioproxy'), ...wsl('2.8.9') }, VIRTIOPROXY],
    [
      'Windows 11, virtioproxy without DNS tunneling',
      { ...active('virtioproxy'), ...wsl('2.7.10'), nameServers: known(['172.20.0.1']) },
      VIRTIOPROXY,
    ],
    ['Windows 11 25H2, mirrored', { ...windows(26200, 8655), ...wsl('2.9.12') }, MIRRORED],
    ['Tailscale', { nameServers: known(['100.100.100.100']) }, MIRRORED],
    ['Windows 11, bridged', active('bridged'), BRIDGED],
    ['Windows 11 on ARM64', { arm64: known(true) }, MIRRORED],
    ['Windows 10', { ...windows(19045, 5247), ...nat, ...onTen }, NAT],
    ['Windows 10, no file', { ...windows(19045, 5247, 'Core'), ...nat, ...onTen, fileChangedAt: known(null) }, null],
    ['Server 2025', { ...windows(26100, 1742, 'ServerStandard'), ...nat }, NAT],
    ['Server 2022', { ...windows(20348, 2700, 'ServerDatacenter'), ...nat, ...onTen }, null],
    [
      'policies that set the default',
      { policies: known({ defaultNetworkingMode: 3, allowFirewallUserSetting: 0 }) },
      '',
    ],
    [
      'Docker Desktop',
      {
        docker: known({ kind: 'desktop', version: '28.0.1' }),
        distributions: known([
          { name: 'Ubuntu', isDefault: true, isRunning: true, version: 2 },
          { name: 'docker-desktop', isDefault: false, isRunning: true, version: 2 },
        ]),
        windowsListeners: known(tcp(135, 445, 5432, 8080)),
        linuxListeners: known(tcp(5432, 8080).map((listener) => ({ ...listener, address: '127.0.0.1' }))),
      },
      MIRRORED,
    ],
    [
      'Docker Desktop that publishes to all addresses',
      {
        docker: known({ kind: 'desktop', version: '28.0.1' }),
        windowsListeners: known(tcp(135, 445, 8080)),
        linuxListeners: known(tcp(8080)),
      },
      MIRRORED,
    ],
    [
      'nothing but WSL',
      {
        ...nat,
        docker: known(null),
        distributions: known([]),
        activeMode: unknown('not-running', 'wslinfo'),
        vmStartedAt: unknown('not-running', '/proc/stat'),
        fileChangedAt: known(null),
      },
      null,
    ],
    ['the network of none', { ...active('none'), nameServers: known([]) }, '[wsl2]\nnetworkingMode=none\n'],
    [
      'no network, and a proxy of this computer',
      { ...active('none'), nameServers: known([]), proxy: known({ server: '127.0.0.1:8080', autoConfigUrl: null }) },
      '[wsl2]\nnetworkingMode=none\n',
    ],
    ['WSL 1', active('wsl1'), null],
    ['WSL 1, with no adapter to see', { ...active('wsl1'), linuxAdapters: known([]) }, MIRRORED],
    [
      'WSL 1, where both sides see every listener',
      { ...active('wsl1'), linuxListeners: known(tcp(3000)), windowsListeners: known(tcp(3000)) },
      MIRRORED,
    ],
  ])('%s', async (_, facts, text) => {
    const { checks, code } = await examine(facts, text);
    expect(problemsOf(checks)).toEqual([]);
    expect(code).toBe(0);
  });
});
