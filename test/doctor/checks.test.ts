import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/doctor/check.ts';
import { CHECKS } from '../../src/doctor/checks.ts';
import { CURE_IDS } from '../../src/doctor/cures.ts';
import {
  type FactName,
  type Facts,
  type FirewallRule,
  type HyperVRules,
  known,
  type PortRange,
  unknown,
} from '../../src/machine/facts.ts';
import { MemoryMachine, runInMemory } from '../bench/run-in-memory.ts';
import { START, WELL } from '../bench/well.ts';
import { FORMER_VM, hyperVRule, proxy as portProxy, rule as portRule, VM } from '../reach/machines.ts';
import {
  active,
  BRIDGED,
  conf,
  dynamic,
  examine,
  MIRRORED,
  NAT,
  type Told,
  tcp,
  udp,
  VIRTIOPROXY,
  warned,
  windows,
  wsl,
} from './examine.ts';

const OUTCOMES = {
  pass: true,
  info: true,
  warning: true,
  failure: true,
  unknown: true,
  'not-applicable': true,
} satisfies Record<Outcome, true>;

type Row = [check: string, ending: string, facts: Partial<Facts>, text: string | null, cures?: readonly string[]];

const nat = active('nat');
const HYPER_V = WELL.hyperVRules.known ? WELL.hyperVRules.value : null;
const firewall = (changes: Partial<HyperVRules>) => ({
  hyperVRules: known({ ...(HYPER_V as HyperVRules), ...changes }),
});
const rule = (action: 'allow' | 'block', ports: PortRange | null): FirewallRule => ({
  ...{ name: 'r', title: 'r', action, protocol: 'tcp', ports: ports && [ports], profiles: null, remote: null },
  ...{ isLocal: true, program: null, isTied: false },
});
const proxy = (server: string | null, autoConfigUrl: string | null = null) => ({
  proxy: known({ server, autoConfigUrl }),
});
const openedInNat = (address: string) => ({
  windowsRules: known({ profiles: [], rules: [portRule('wslnet-tcp-3000', 3000)] }),
  portProxies: known([portProxy(3000, address)]),
});
const desktop = { docker: known({ kind: 'desktop', version: null } as const) };
const engine = (version: string | null) => ({ docker: known({ kind: 'engine', version } as const) });
const routes = (...subnets: string[]) => ({
  windowsRoutes: known(subnets.map((subnet) => ({ subnet, through: '10.8.0.2', gateway: '10.8.0.1' }))),
});
const proxied = (connectAddress: string) => ({
  portProxies: known([{ listenAddress: '0.0.0.0', listenPort: 8080, connectAddress, connectPort: 8080 }]),
});
const lonely = (...names: string[]) => ({ linuxAdapters: known(names.map((name) => ({ name, hasAddress: true }))) });
const other = { otherHomes: known(['C:\\Users\\Bob\\.wslconfig']) };
const stopped = {
  distributions: known([{ name: 'Ubuntu', isDefault: true, isRunning: false, version: 2 } as const]),
  activeMode: unknown('not-running', 'wslinfo'),
};
const listening = (windowsHas: number[], linuxHas: number[]) => ({
  windowsListeners: known(tcp(...windowsHas)),
  linuxListeners: known(tcp(...linuxHas)),
});
const sysctls = (rpFilterAll: number, rpFilterLoopback0: number, from = 44000, to = 48000) => ({
  linuxSysctls: known({ rpFilterAll, rpFilterLoopback0, localPortRange: { from, to } }),
});
const constraint = known({
  natNetwork: null,
  natGateway: null,
  natAddress: null,
  externalInterfaceConstraint: 'Ethernet 2',
});
const OWN_KERNEL = `${MIRRORED}kernel=C:\\\\k\n`;
const CONSOMME = '[wsl2]\nnetworkingMode=consomme\n';

/** A machine for each ending of each check, and the cures told there. */
const MACHINES: readonly Row[] = [
  ['file-found', 'found', {}, MIRRORED],
  ['file-found', 'defaults', nat, null],
  ['file-name', 'alone', {}, MIRRORED],
  ['file-name', 'misnamed-too', { neighbours: known(['.wslconfig.txt']) }, MIRRORED, []],
  ['file-name', 'misnamed', { neighbours: known(['.wslconfig.txt']), ...nat }, null, ['rename-file']],
  ['file-user', 'own', nat, null],
  ['file-user', 'own', other, MIRRORED],
  ['file-user', 'other', { ...other, ...nat }, null, ['look-at-other-file']],
  ['file-content', 'clean', {}, MIRRORED],
  ['file-content', 'warnings', {}, `${MIRRORED}localhostForwarding=true\n`],
  ['file-content', 'errors', {}, `${MIRRORED}firewall=false\n`],
  ['file-content', 'errors', nat, '[wsl2]\nmacAddress=x\n', ['check-file']],
  ['wsl-conf-keys', 'none', conf('network', 'generateresolvconf', 'true'), MIRRORED],
  ['wsl-conf-keys', 'strays', conf('wsl2', 'memory', '8GB'), MIRRORED, ['set', 'edit-wsl-conf']],
  ['wsl-conf-keys', 'strays', conf('', 'memory', '8GB'), MIRRORED, ['set', 'edit-wsl-conf']],
  ['wsl-conf-keys', 'strays', conf('wsl2', 'nonsense', "'; rm"), MIRRORED, ['edit-wsl-conf']],
  ['wsl-conf-lines', 'readable', {}, MIRRORED],
  [
    'wsl-conf-lines',
    'broken',
    { wslConfFaults: known([{ line: 3, endsReading: false }]) },
    MIRRORED,
    ['edit-wsl-conf'],
  ],
  [
    'wsl-conf-lines',
    'cut-short',
    { wslConfFaults: known([{ line: 3, endsReading: true }]) },
    MIRRORED,
    ['edit-wsl-conf'],
  ],

  ['policy', 'none', {}, MIRRORED],
  ['policy', 'set', { policies: known({ defaultNetworkingMode: 3 }) }, MIRRORED],
  ['policy', 'forbids', { policies: known({ allowFirewallUserSetting: 0 }) }, MIRRORED, ['ask-administrator']],
  [
    'policy',
    'overrides',
    { policies: known({ allowNetworkingModeUserSetting: 0 }), ...nat },
    MIRRORED,
    ['ask-administrator'],
  ],
  ['mode-settings', 'allowed', {}, MIRRORED],
  ['mode-settings', 'safe-mode', active('none'), `${MIRRORED}safeMode=true\n`, ['unset']],
  ['mode-settings', 'no-virtio', nat, `${VIRTIOPROXY}virtio=false\n`, ['unset']],
  ['mode-settings', 'no-virtio', { ...nat, ...windows(19045), arm64: known(true) }, VIRTIOPROXY, ['set']],
  ['mode-settings', 'given-up', nat, '[wsl2]\nmacAddress=x\n', ['check-file']],
  ['mirrored-windows', 'has', {}, MIRRORED],
  ['mirrored-windows', 'has', windows(22621, 2359), MIRRORED],
  ['mirrored-windows', 'has', windows(26100, 1742, 'ServerRdsh'), MIRRORED],
  [
    'mirrored-windows',
    'server',
    { ...windows(26100, 1742, 'ServerStandard'), ...active('none') },
    MIRRORED,
    ['set-nat'],
  ],
  [
    'mirrored-windows',
    'server',
    { ...windows(20348, 1, 'ServerDatacenter'), ...active('none') },
    MIRRORED,
    ['set-nat'],
  ],
  ['mirrored-windows', 'older', { ...windows(19045), ...nat }, MIRRORED, ['set-nat']],
  ['mirrored-windows', 'older', { ...windows(22000), ...nat }, MIRRORED, ['set-nat']],
  ['mirrored-windows', 'early', windows(22621, 1992), MIRRORED, ['update-windows', 'set-nat']],
  ['mirrored-wsl', 'has', {}, MIRRORED],
  ['mirrored-wsl', 'older', { ...wsl(null, null), ...nat }, MIRRORED, ['update-wsl', 'set-nat']],
  ['mirrored-wsl', 'older', { ...wsl('1.2.5'), ...nat }, MIRRORED, ['update-wsl', 'set-nat']],
  ['mirrored-wsl', 'section', { ...wsl('2.0.4'), ...nat }, MIRRORED, ['update-wsl']],
  ['mirrored-wsl', 'has', wsl('2.0.4'), '[experimental]\nnetworkingMode=mirrored\n'],
  ['mirrored-kernel', 'has', {}, MIRRORED],
  ['mirrored-kernel', 'older', { ...wsl('2.6', '5.4.72'), ...nat }, MIRRORED, ['update-wsl']],
  ['mirrored-kernel', 'own', { ...wsl('2.6', '5.4.72'), ...nat }, OWN_KERNEL, ['use-own-kernel-of-wsl']],
  ['mirrored-kernel', 'untold', wsl('2.6', null), MIRRORED],
  ['mirrored-seccomp', 'has', {}, OWN_KERNEL],
  ['mirrored-seccomp', 'lacks', { kernelSeccomp: known(false), ...nat }, OWN_KERNEL, ['use-own-kernel-of-wsl']],
  ['mirrored-ipv6', 'on', { ipv6DisabledComponents: known(0x20) }, MIRRORED],
  ['mirrored-ipv6', 'off', { ipv6DisabledComponents: known(0xff), ...nat }, MIRRORED, ['turn-ipv6-on', 'set-nat']],
  ['mirrored-firewall', 'on', {}, MIRRORED],
  [
    'mirrored-firewall',
    'off',
    { hyperVFirewallDisabled: known(true), ...nat },
    MIRRORED,
    ['turn-hyper-v-firewall-on', 'set-nat'],
  ],
  ['mode-name', 'reads', { ...wsl('2.9.1'), ...active('virtioproxy') }, CONSOMME],
  ['mode-name', 'refuses', { ...wsl('2.7.10'), ...nat }, CONSOMME, ['set-spelling', 'update-wsl-early']],
  ['bridged', 'older', { ...windows(19045), ...active('none') }, BRIDGED, ['set-nat']],
  [
    'bridged',
    'home',
    { ...windows(26100, 1, 'CoreSingleLanguage'), ...active('none') },
    BRIDGED,
    ['set-mirrored', 'set-nat'],
  ],
  ['bridged', 'home', { ...windows(22000, 1, 'Core'), ...active('none') }, BRIDGED, ['set-nat']],
  ['bridged', 'no-switch', active('none'), '[wsl2]\nnetworkingMode=bridged\n', ['list-switches', 'set-nat']],
  ['bridged', 'deprecated', active('bridged'), BRIDGED, ['set-mirrored']],
  ['bridged', 'untold', { windows: unknown('failed', 'reg.exe') }, BRIDGED, []],
  [
    'bridged',
    'no-switch',
    { windows: unknown('failed', 'reg.exe') },
    '[wsl2]\nnetworkingMode=bridged\n',
    ['list-switches', 'set-nat'],
  ],

  ['restart', 'read', {}, MIRRORED],
  ['restart', 'stopped', stopped, MIRRORED],
  ['restart', 'due', { fileChangedAt: known(START + 1) }, MIRRORED, ['restart-wsl']],
  ['restart', 'wsl-1', active('wsl1'), MIRRORED],
  ['restart', 'untold', { vmStartedAt: unknown('clock-changed', '/proc/stat') }, MIRRORED],
  ['mode-active', 'active', {}, MIRRORED],
  ['mode-active', 'unread', { ...nat, vmStartedAt: unknown('clock-changed', '/proc/stat') }, MIRRORED, ['restart-wsl']],
  ['mode-active', 'unsupported', { ...active('none'), ...warned('0x803b0015') }, MIRRORED, ['set-nat']],
  ['mode-active', 'unsupported', { ...active('none'), ...warned('0x8037010d') }, BRIDGED, ['set-nat']],
  ['mode-active', 'stale', { ...active('none'), ...warned('0x803b0007') }, MIRRORED, ['restart-windows', 'set-nat']],
  [
    'mode-active',
    'no-ports',
    { ...active('none'), ...warned('0x8007054f'), ...dynamic(1024) },
    MIRRORED,
    ['reset-dynamic-ports', 'set-nat'],
  ],
  ['mode-active', 'no-ports', { ...active('none'), ...warned('0x8007054f') }, MIRRORED, ['restart-windows', 'set-nat']],
  ['mode-active', 'no-network', { ...active('none') }, MIRRORED, ['restart-windows', 'set-nat']],
  [
    'mode-active',
    'no-network',
    { ...active('none'), ...dynamic(1024) },
    NAT,
    ['reset-dynamic-ports', 'restart-windows'],
  ],
  [
    'mode-active',
    'no-network',
    { ...active('none'), wslWarnings: unknown('failed', 'wevtutil.exe') },
    MIRRORED,
    ['restart-windows', 'see-warnings', 'set-nat'],
  ],
  [
    'mode-active',
    'no-platform',
    {
      ...active('none'),
      ...warned(null, 'wsl: Impossible de demarrer le reseau virtuel : wsl.exe --install --no-distribution'),
    },
    NAT,
    ['install-platform'],
  ],
  [
    'mode-active',
    'no-switch',
    { ...active('none'), ...warned(null, "The VmSwitch 'LAN' was not found. Available switches: Default Switch") },
    BRIDGED,
    ['list-switches', 'set-nat'],
  ],
  ['mode-active', 'fell-to-nat', nat, MIRRORED, ['restart-windows', 'update-windows', 'set-nat']],
  ['mode-active', 'fell-to-nat', { ...nat, ...windows(22621, 1992) }, MIRRORED, ['update-windows', 'set-nat']],
  ['mode-active', 'fell-to-virtioproxy', active('virtioproxy'), NAT, ['restart-windows', 'see-nat-service']],
  [
    'mode-active',
    'fell-to-virtioproxy',
    { ...active('virtioproxy'), fileChangedAt: known(null) },
    null,
    ['restart-windows', 'see-nat-service'],
  ],
  ['mode-active', 'other', active('bridged'), NAT, ['restart-wsl']],
  ['wsl-warnings', 'none', {}, MIRRORED],
  ['wsl-warnings', 'said', warned(null), MIRRORED],

  ['wsl-installed', 'package', {}, MIRRORED],
  ['wsl-installed', 'in-box', { wslInstallation: known('in-box') }, NAT, ['update-wsl']],
  ['wsl-installed', 'absent', { wslInstallation: known('absent') }, NAT, ['install-wsl']],
  ['wsl-installed', 'damaged', { wslInstallation: known('damaged') }, NAT, ['repair-wsl', 'update-wsl']],
  ['wsl-settings', 'known', {}, `${NAT}dnsTunneling=true\n`],
  ['wsl-settings', 'older', { ...wsl('1.2.5'), ...nat }, `${NAT}dnsTunneling=true\n`, ['update-wsl']],
  ['wsl-settings', 'older', { ...wsl(null), ...nat }, `${NAT}dnsTunneling=true\n`, ['update-wsl']],
  ['windows-settings', 'has', nat, `${NAT}autoProxy=true\n`],
  ['windows-settings', 'older', { ...windows(19045), ...nat }, `${NAT}dnsTunneling=true\n`, ['unset']],
  ['virtioproxy-dns', 'has', { ...wsl('2.8.2'), ...active('virtioproxy') }, VIRTIOPROXY],
  ['virtioproxy-dns', 'has', { ...wsl('2.7.1.0'), ...active('virtioproxy') }, VIRTIOPROXY],
  ['virtioproxy-dns', 'lacks', { ...wsl('2.7.0'), ...active('virtioproxy') }, VIRTIOPROXY, []],
  [
    'virtioproxy-dns',
    'asked-in-vain',
    { ...wsl('2.7.10'), ...active('virtioproxy') },
    `${VIRTIOPROXY}dnsTunneling=true\n`,
    ['update-wsl-early'],
  ],
  [
    'virtioproxy-dns',
    'asked-in-vain',
    { ...wsl(null), ...active('virtioproxy') },
    `${VIRTIOPROXY}dnsTunneling=true\n`,
    ['update-wsl'],
  ],
  ['virtioproxy-dns', 'untold', { ...wsl('2.8.1'), ...active('virtioproxy') }, VIRTIOPROXY],
  ['known-trouble', 'none', {}, MIRRORED],
  ['known-trouble', 'known', windows(26100, 7171), MIRRORED, ['update-windows']],
  ['known-trouble', 'none', windows(26100, 7462), MIRRORED],
  ['known-trouble', 'known', { ...wsl('2.9.4.0') }, MIRRORED, ['update-wsl-early']],
  ['known-trouble', 'known', { ...wsl('2.7.8'), ...nat }, NAT, ['update-wsl']],
  ['known-trouble', 'under-load', { ...wsl('2.9.1'), ...active('virtioproxy') }, VIRTIOPROXY, ['update-wsl-early']],

  ['linux-adapters', 'has', {}, MIRRORED],
  ['linux-adapters', 'none', lonely('docker0'), MIRRORED, ['restart-windows', 'set-nat']],
  [
    'linux-adapters',
    'none',
    { ...lonely('docker0'), wslWarnings: unknown('denied', 'wevtutil.exe') },
    MIRRORED,
    ['restart-windows', 'set-nat', 'see-warnings'],
  ],
  ['linux-adapters', 'none', lonely('loopback0', 'br-1f2'), MIRRORED, ['restart-windows', 'set-nat']],
  ['linux-adapters', 'none', lonely('tailscale0', 'wg0', 'tun0'), MIRRORED, ['restart-windows', 'set-nat']],
  ['linux-adapters', 'none', { ...lonely(), ...nat }, NAT, ['restart-windows']],
  [
    'linux-adapters',
    'ipv6-off',
    { ...lonely('docker0'), ...wsl('2.7.1'), ipv6DisabledComponents: known(255) },
    MIRRORED,
    ['turn-ipv6-on', 'set-nat'],
  ],
  [
    'linux-adapters',
    'down',
    { linuxAdapters: known([{ name: 'eth0', hasAddress: false }]) },
    MIRRORED,
    ['restart-wsl', 'restart-windows'],
  ],
  ['localhost-filter', 'lets', {}, MIRRORED],
  ['localhost-filter', 'filters', sysctls(1, 0), MIRRORED, ['set-rp-filter']],
  ['localhost-filter', 'filters', sysctls(0, 2), MIRRORED, ['set-rp-filter']],
  ['localhost-filter', 'wide-range', sysctls(0, 0, 32768, 60999), MIRRORED, ['set-port-range']],
  ['subnet', 'apart', nat, NAT],
  ['subnet', 'apart', { ...nat, ...routes('0.0.0.0/1', '128.0.0.0/1', '10.0.0.0/8') }, NAT],
  ['subnet', 'apart', { ...nat, ...routes('128.0.0.0/2', '168.0.0.0/6') }, NAT],
  [
    'subnet',
    'overlaps',
    { ...nat, ...routes('172.16.0.0/12') },
    NAT,
    ['set-mirrored', 'set-virtioproxy', 'restart-wsl'],
  ],
  [
    'subnet',
    'overlaps',
    { ...nat, ...routes('172.20.17.0/24') },
    NAT,
    ['set-mirrored', 'set-virtioproxy', 'restart-wsl'],
  ],
  [
    'subnet',
    'overlaps',
    { ...nat, ...routes('172.16.0.0/12'), ...windows(19045) },
    NAT,
    ['set-virtioproxy', 'restart-wsl'],
  ],
  ['subnet', 'untold', { ...nat, networks: known([]), wslNetwork: unknown('failed', 'reg.exe') }, NAT],
  ['adapter-constraint', 'free', nat, NAT],
  ['adapter-constraint', 'tied', { ...nat, wslNetwork: constraint }, NAT, ['clear-adapter-constraint']],

  ['port-conflicts', 'none', {}, MIRRORED],
  ['port-conflicts', 'none', listening([3000], []), `${MIRRORED}[experimental]\nignoredPorts=3000\n`],
  ['port-conflicts', 'docker', { ...listening([8080], [8080]), ...desktop }, MIRRORED],
  ['port-conflicts', 'both', listening([135, 3001], [135, 3001]), MIRRORED, ['use-other-port', 'ignore-ports']],
  ['port-conflicts', 'windows', listening([135, 3306], []), MIRRORED, ['use-other-port', 'ignore-ports']],
  ['port-conflicts', 'windows', { windowsListeners: known(udp(51820)) }, MIRRORED, ['use-other-port', 'ignore-ports']],
  ['port-reservations', 'none', { reservedPorts: known([{ from: 50000, to: 50059 }]) }, MIRRORED],
  [
    'port-reservations',
    'reserved',
    { reservedPorts: known([{ from: 4990, to: 5089 }]) },
    MIRRORED,
    ['use-other-port', 'ignore-ports'],
  ],
  ['port-withheld', 'none', {}, MIRRORED],
  ['port-withheld', 'withheld', listening([], [5004]), MIRRORED, ['use-other-port']],
  ['port-range', 'usual', {}, MIRRORED],
  ['port-range', 'untold', { dynamicUdpPorts: unknown('failed', 'netsh.exe') }, MIRRORED],
  ['port-range', 'usual', dynamic(10000, 20000), MIRRORED],
  [
    'port-range',
    'refused',
    { ...dynamic(1024), ...wsl('2.9.2') },
    MIRRORED,
    ['reset-dynamic-ports', 'update-wsl-early'],
  ],
  [
    'port-range',
    'refused',
    { ...dynamic(1024), ...wsl('2.8.7.0') },
    MIRRORED,
    ['reset-dynamic-ports', 'update-wsl-early'],
  ],
  ['port-range', 'crowded', { ...dynamic(1024), ...wsl('2.9.5') }, MIRRORED, ['reset-dynamic-ports']],
  ['port-range', 'moved', { ...dynamic(1024), ...wsl('2.7.10') }, MIRRORED, ['reset-dynamic-ports']],
  ['port-forwarding', 'leads', nat, NAT],
  ['port-forwarding', 'untold', { ...nat, reservedPorts: unknown('failed', 'netsh.exe') }, NAT],
  [
    'port-forwarding',
    'leads',
    {
      ...nat,
      ...listening([], [3000]),
      windowsListeners: known([{ protocol: 'tcp', address: '127.0.0.1', port: 3000, program: null }]),
    },
    NAT,
  ],
  ['port-forwarding', 'docker', { ...nat, ...listening([8080], [8080]), ...desktop }, NAT],
  ['port-forwarding', 'taken', { ...nat, ...listening([8080], [8080]) }, NAT, ['use-other-port']],
  [
    'port-forwarding',
    'reserved',
    { ...nat, ...listening([], [5005]), reservedPorts: known([{ from: 4990, to: 5089 }]) },
    NAT,
    ['use-other-port'],
  ],

  ['dns-service', 'absent', {}, MIRRORED],
  ['dns-service', 'running', { globalSecureAccess: known(true) }, MIRRORED],
  ['dns-service', 'overrides', { globalSecureAccess: known(true) }, `${MIRRORED}dnsTunneling=true\n`, ['turn-off']],
  ['dns-wsl-conf', 'may', {}, MIRRORED],
  [
    'dns-wsl-conf',
    'may-not',
    conf('network', 'generateresolvconf', 'False'),
    MIRRORED,
    ['let-wsl-write-resolv-conf', 'turn-off'],
  ],
  ['dns-server', 'tunneled', {}, MIRRORED],
  ['dns-server', 'gateway', { ...nat, ...windows(19045), nameServers: known(['172.29.0.1']) }, null],
  ['dns-server', 'gateway', { ...nat, nameServers: known(['172.29.0.1']) }, `${NAT}dnsTunneling=false\n`],
  [
    'dns-server',
    'own',
    { ...conf('network', 'generateresolvconf', 'false'), nameServers: known(['8.8.8.8']) },
    MIRRORED,
    [],
  ],
  ['dns-server', 'local', { nameServers: known(['127.0.0.53']) }, MIRRORED],
  ['dns-server', 'local', { nameServers: known(['100.100.100.100']) }, MIRRORED],
  [
    'dns-server',
    'untold',
    { ...wsl('2.8.0'), ...active('virtioproxy'), nameServers: known(['172.20.0.1']) },
    VIRTIOPROXY,
  ],
  ['dns-server', 'none', { nameServers: known([]) }, MIRRORED, ['remake-resolv-conf']],
  [
    'dns-server',
    'none',
    { nameServers: known([]), ...conf('network', 'generateresolvconf', 'false') },
    MIRRORED,
    ['let-wsl-write-resolv-conf'],
  ],
  ['dns-server', 'another', { nameServers: known(['8.8.8.8']) }, MIRRORED, ['remake-resolv-conf']],

  ['port-proxies', 'none', {}, MIRRORED],
  ['port-proxies', 'none', { ...nat, ...proxied('172.20.16.2'), ...listening([], [8080]) }, NAT],
  ['port-proxies', 'none', { ...nat, ...proxied('192.168.1.20'), ...listening([], [8080]) }, NAT],
  ['port-proxies', 'none', { ...nat, ...proxied('172.20.1.9') }, NAT],
  ['port-proxies', 'stale', { ...nat, ...proxied('172.28.1.9'), ...listening([], [8080]) }, NAT, ['open-port']],
  [
    'port-proxies',
    'in-the-way',
    { ...proxied('172.20.1.9'), ...listening([], [8080]) },
    MIRRORED,
    ['remove-port-proxy'],
  ],
  [
    'port-proxies',
    'untold',
    { ...nat, ...proxied('172.20.1.9'), ...listening([], [8080]), vmAddress: unknown('failed', 'wsl.exe') },
    NAT,
  ],
  // Other devices reach what listens on Windows.
  ['firewall-inbound', 'closed', listening([8080], [8080]), MIRRORED, []],
  // Windows keeps it for itself: a rule would not open it.
  ['firewall-inbound', 'closed', listening([], [5004]), MIRRORED, []],
  ['firewall-inbound', 'closed', {}, MIRRORED],
  ['firewall-inbound', 'open', firewall({ blocksInbound: false }), MIRRORED],
  [
    'firewall-inbound',
    'open',
    { ...listening([], [3000]), ...firewall({ rules: [rule('allow', { from: 3000, to: 3010 })] }) },
    MIRRORED,
  ],
  ['firewall-inbound', 'blocked', listening([], [3000]), MIRRORED, ['open-port']],
  [
    'firewall-inbound',
    'by-rule',
    {
      ...listening([], [3000]),
      ...firewall({ rules: [rule('allow', null), rule('block', { from: 3000, to: 3000 })] }),
    },
    MIRRORED,
    ['see-ports'],
  ],
  ['firewall-inbound', 'untold', firewall({ isTold: false }), MIRRORED],
  ['opened-ports', 'none', {}, MIRRORED],
  ['opened-ports', 'work', firewall({ rules: [hyperVRule('wslnet-tcp-3000', 3000)] }), MIRRORED],
  [
    'opened-ports',
    'stale',
    firewall({ rules: [hyperVRule('wslnet-tcp-3000', 3000, { remote: ['10.9.9.0/24'] })] }),
    MIRRORED,
    ['open-port'],
  ],
  ['opened-ports', 'stale', { ...nat, ...openedInNat(FORMER_VM) }, NAT, ['open-port']],
  ['opened-ports', 'work', { ...nat, ...openedInNat(VM), vmAddress: known(VM) }, NAT],
  ['opened-ports', 'stale', openedInNat(VM), MIRRORED, ['open-port']],
  ['opened-ports', 'untold', { ...nat, vmAddress: unknown('failed', 'eth0') }, NAT],
  ['firewall-outbound', 'lets', {}, MIRRORED],
  ['firewall-outbound', 'blocks', { ...nat, ...firewall({ blocksOutbound: true }) }, NAT, ['ask-administrator']],
  ['firewall-outbound', 'untold', firewall({ blocksOutbound: null }), MIRRORED],
  ['firewall-loopback', 'lets', {}, MIRRORED],
  ['firewall-loopback', 'blocks', firewall({ blocksLoopback: true }), MIRRORED, ['ask-administrator']],
  ['firewall-loopback', 'untold', firewall({ blocksLoopback: null }), MIRRORED],
  ['proxy-localhost', 'none', {}, MIRRORED],
  ['proxy-localhost', 'untold', { winHttpProxy: unknown('failed', 'reg.exe') }, MIRRORED],
  ['proxy-localhost', 'untold', { ...nat, ...proxy('work:1'), computerName: unknown('failed', 'reg.exe') }, NAT],
  ['proxy-localhost', 'dropped', { ...nat, ...proxy('127.0.0.1:1'), winHttpProxy: unknown('failed', 'reg.exe') }, NAT],
  ['proxy-localhost', 'usable', { ...nat, ...proxy('proxy.corp:8080') }, NAT],
  ['proxy-localhost', 'usable', proxy('127.0.0.1:7890'), MIRRORED],
  ['proxy-localhost', 'dropped', { ...nat, ...proxy('127.0.0.1:7890') }, NAT, ['set-mirrored', 'turn-off']],
  [
    'proxy-localhost',
    'dropped',
    { ...active('virtioproxy'), ...proxy('http=localhost:1;https=localhost:2') },
    VIRTIOPROXY,
    ['set-mirrored', 'turn-off'],
  ],
  [
    'proxy-localhost',
    'dropped',
    { ...nat, winHttpProxy: known('desktop-zoe:3128') },
    NAT,
    ['set-mirrored', 'turn-off'],
  ],
  ['proxy-localhost', 'ipv6-dropped', { ...nat, ...proxy('[2001:db8::1]:8080') }, NAT, ['turn-off']],
  ['proxy-localhost', 'ipv6-dropped', proxy('[::1]:8080'), MIRRORED, ['turn-off']],
  ['proxy-script', 'none', {}, MIRRORED],
  ['proxy-script', 'script', proxy(null, 'http://x/y.pac'), MIRRORED],
  ['docker-ports', 'reaches', {}, MIRRORED],
  ['docker-ports', 'desktop', desktop, MIRRORED],
  [
    'docker-ports',
    'desktop',
    {
      ...engine('24.0.6'),
      distributions: known([{ name: 'docker-desktop', isDefault: false, isRunning: true, version: 2 }]),
    },
    MIRRORED,
  ],
  ['docker-ports', 'older', engine('26.1.4'), MIRRORED, ['update-docker', 'use-host-network']],
  ['docker-ports', 'untold', engine(null), MIRRORED],
];

/** Where a check has nothing to look at. */
const NOT_APPLICABLE: readonly Row[] = [
  ['mirrored-windows', 'not-applicable', { ...nat, ...windows(19045) }, NAT],
  ['mirrored-seccomp', 'not-applicable', {}, MIRRORED],
  ['mode-active', 'not-applicable', { ...nat, fileChangedAt: known(START + 1) }, MIRRORED],
  ['mode-active', 'not-applicable', active('wsl1'), MIRRORED],
  ['linux-adapters', 'not-applicable', active('none'), MIRRORED],
  ['subnet', 'not-applicable', {}, MIRRORED],
  ['port-forwarding', 'not-applicable', nat, `${NAT}localhostForwarding=false\n`],
  ['mode-active', 'not-applicable', { ...windows(26100, 1742, 'ServerStandard'), ...nat }, MIRRORED],
  ['mode-active', 'not-applicable', { ...windows(26100, 4652, 'Core'), ...active('none') }, BRIDGED],
  ['dns-service', 'not-applicable', { globalSecureAccess: known(true) }, `${MIRRORED}dnsTunneling=false\n`],
  ['dns-server', 'not-applicable', { nameServers: known(['8.8.8.8']), fileChangedAt: known(START + 1) }, MIRRORED],
  ['proxy-localhost', 'not-applicable', { ...nat, ...proxy('127.0.0.1:1') }, `${NAT}autoProxy=false\n`],
  ['proxy-localhost', 'not-applicable', { ...nat, ...windows(19045), ...proxy('127.0.0.1:1') }, NAT],
  // Where Windows has no mirrored mode, nothing else that it needs would help.
  ['mirrored-wsl', 'not-applicable', { ...windows(19045), ...wsl(null) }, MIRRORED],
  ['mirrored-kernel', 'not-applicable', { ...windows(19045), ...wsl('2.6.1', '4.19.128') }, MIRRORED],
  [
    'mirrored-ipv6',
    'not-applicable',
    { ...windows(20348, 1, 'ServerStandard'), ipv6DisabledComponents: known(255) },
    MIRRORED,
  ],
  ['docker-ports', 'not-applicable', { docker: known(null) }, MIRRORED],
  ['docker-ports', 'not-applicable', { docker: known({ kind: 'podman', version: '5.4.2' }) }, MIRRORED],
];

function find(checks: readonly Told[], id: string): Told {
  const told = checks.find((check) => check.id === id);
  if (!told) throw new Error(`no check ${id}`);
  return told;
}

describe('each check, each ending', () => {
  test.each([...MACHINES, ...NOT_APPLICABLE])('%s: %s', async (id, ending, facts, text, cures) => {
    const { code, checks } = await examine(facts, text);
    const told = find(checks, id);
    expect(told.ending, told.seen).toBe(ending);
    expect(told.seen).toMatch(/^\S.*[.)]$/s);
    if (cures) expect(told.cures.map((cure) => cure.id)).toEqual(cures);
    if (told.outcome === 'pass') expect(told.cures).toEqual([]);
    expect(code).toBe(checks.some((check) => check.outcome === 'failure') ? 1 : 0);
  });

  test('has a machine above, but for a file that cannot be read and for what is tried', () => {
    const reached = new Set(MACHINES.map(([id, ending]) => `${id}: ${ending}`));
    const declared = CHECKS.flatMap(({ id, endings }) => Object.keys(endings).map((ending) => `${id}: ${ending}`));
    const elsewhere = ['file-found: missing', 'paths: work', 'paths: fail', 'paths: slow', 'paths: untold'];
    expect(declared.filter((each) => !reached.has(each))).toEqual(elsewhere);
    expect([...reached].filter((each) => !declared.includes(each))).toEqual([]);
  });

  test('has the outcome that is declared, and advises only what is declared', async () => {
    for (const [id, ending, facts, text] of MACHINES) {
      const told = find((await examine(facts, text)).checks, id);
      const declared = CHECKS.find((check) => check.id === id)?.endings[ending];
      expect(told.outcome, id).toBe(declared?.outcome);
      const strange = told.cures.filter((cure) => !declared?.cures.includes(cure.id as never));
      expect(strange, `${id}: ${ending}`).toEqual([]);
    }
  });

  test('every outcome and every cure is in use', () => {
    const endings = CHECKS.flatMap((check) => Object.values(check.endings));
    const outcomes = new Set(endings.map(({ outcome }) => outcome));
    expect([...outcomes, 'not-applicable'].sort()).toEqual(Object.keys(OUTCOMES).sort());
    const used = new Set(endings.flatMap(({ cures }) => cures));
    expect(CURE_IDS.filter((id) => !used.has(id))).toEqual([]);
  });
});

describe('what was seen', () => {
  test('names ports that the range of Windows does hold', async () => {
    const { checks } = await examine({ ...dynamic(25000), ...wsl('2.9.4') }, MIRRORED);
    expect(find(checks, 'port-range').seen).toMatch(/including 27017\.$/);
  });

  test.each([
    ['dnsTunneling=true\nautoProxy=true\n', /^dnsTunneling and autoProxy need Windows 11/],
    ['autoProxy=true\n', /^autoProxy needs Windows 11/],
  ])('is a sentence for one setting as for two: %j', async (lines, seen) => {
    const { checks } = await examine({ ...windows(19045), ...nat }, `[wsl2]\n${lines}`);
    expect(find(checks, 'windows-settings').seen).toMatch(seen);
  });
});

describe('what is not known', () => {
  const FACTS = Object.keys(WELL) as FactName[];

  test.each(FACTS)('is no pass: %s', async (name) => {
    const without = { [name]: unknown('timed-out', 'Windows') };
    for (const text of [MIRRORED, NAT, OWN_KERNEL, VIRTIOPROXY, `${NAT}dnsTunneling=true\n`]) {
      const mode = text.includes('mirrored') ? 'mirrored' : text.includes('virtio') ? 'virtioproxy' : 'nat';
      const { checks } = await examine({ ...active(mode), ...without }, text);
      for (const { id, facts } of CHECKS.filter((check) => check.facts.includes(name))) {
        const { outcome, seen } = find(checks, id);
        expect(['unknown', 'not-applicable'], `${id}: ${seen}`).toContain(outcome);
        expect(facts).toContain(name);
      }
    }
  });

  test('turns no problem into a pass where it is only a hint', async () => {
    for (const [id, , facts, text] of MACHINES) {
      const check = CHECKS.find((each) => each.id === id);
      const before = find((await examine(facts, text)).checks, id).outcome;
      if (before !== 'failure' && before !== 'warning') continue;
      for (const hint of check?.hints ?? []) {
        const { checks } = await examine({ ...facts, [hint]: unknown('failed', 'Windows') }, text);
        expect(['failure', 'warning', 'unknown'], `${id} without ${hint}`).toContain(find(checks, id).outcome);
      }
    }
  });

  test('leaves only what the file itself tells', async () => {
    const { stdout, code } = await runInMemory(new MemoryMachine(MIRRORED), ['doctor', '--json']);
    const sure = (JSON.parse(stdout).checks as Told[]).filter(({ outcome }) => outcome === 'pass');
    expect(sure.map(({ id }) => id)).toEqual(['file-found', 'file-content', 'mode-settings']);
    expect(code).toBe(5);
  });
});

describe('every cure', () => {
  test('helps as it stands: no placeholder, and what it costs is said', async () => {
    for (const [, , facts, text] of MACHINES) {
      for (const { id, cures, outcome } of (await examine(facts, text)).checks) {
        for (const { text: advice, commands, restart } of cures) {
          expect([advice, ...commands].join('\n'), id).not.toMatch(/<|\bNAME\b|\.\.\./);
          expect(advice.endsWith(':'), advice).toBe(commands.length > 0);
          if (commands.some((command) => / --restart$|^wslnet restart/.test(command))) {
            expect(advice, id).toMatch(/shuts down all distributions/);
          }
          if (restart === 'windows') expect(advice, id).toMatch(/restart Windows/);
          if (commands.some((command) => command.includes('ignoredPorts'))) expect(advice).toMatch(/cannot reach it/);
          expect(outcome).not.toBe('pass');
        }
      }
    }
  });

  test('is for this machine: no mode that it does not have, none that is active already', async () => {
    for (const [, , facts, text] of MACHINES) {
      const all = { ...WELL, ...facts };
      for (const { id, cures } of (await examine(facts, text)).checks) {
        const ids = cures.map((cure) => cure.id);
        if (all.windows.known && all.windows.value.build < 22621) expect(ids, id).not.toContain('set-mirrored');
        if (all.activeMode.known && all.activeMode.value === 'mirrored') expect(ids, id).not.toContain('set-mirrored');
        const isUsual = all.dynamicPorts.known && all.dynamicPorts.value.from === 49152;
        if (isUsual) expect(ids, id).not.toContain('reset-dynamic-ports');
      }
    }
  });
});
