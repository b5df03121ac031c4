import { type Facts, type HyperVRules, known } from '../../src/machine/facts.ts';

/** When WSL started on the machine of {@link WELL}, milliseconds since 1970. */
export const START = Date.UTC(2026, 0, 1);

/** The Hyper-V firewall as it is by default, with no rule but WSL's own. */
export const HYPER_V_FIREWALL: HyperVRules = {
  isOn: true,
  blocksInbound: true,
  isTold: true,
  blocksOutbound: false,
  blocksLoopback: false,
  mergesHostRules: true,
  profiles: [],
  rules: [],
};

/** A Windows 11 where all is well, and the mirrored mode in force. Other machines are this one, but for what is said. */
export const WELL: Facts = {
  wslInstallation: known('package'),
  wsl: known({ wsl: '2.7.3.0', kernel: '6.6.87.2' }),
  windows: known({ build: 26100, revision: 4652, edition: 'Professional' }),
  arm64: known(false),
  distributions: known([
    { name: 'Ubuntu', isDefault: true, isRunning: true, version: 2 },
    { name: 'Old', isDefault: false, isRunning: false, version: 1 },
  ]),
  activeMode: known('mirrored'),
  vmStartedAt: known(START),
  fileChangedAt: known(START - 1000),
  neighbours: known([]),
  otherHomes: known([]),
  policies: known({}),
  ipv6DisabledComponents: known(0),
  globalSecureAccess: known(false),
  proxy: known({ server: null, autoConfigUrl: null }),
  reservedPorts: known([]),
  dynamicPorts: known({ from: 49152, to: 65535 }),
  nameServers: known(['10.255.255.254']),
  wslConf: known([]),
  docker: known({ kind: 'engine', version: '28.0.1' }),
  networks: known([
    { interface: 'vEthernet (WSL (Hyper-V firewall))', subnet: '172.20.16.0/20' },
    { interface: 'Wi-Fi', subnet: '192.168.1.0/24' },
  ]),
  linuxListeners: known([{ protocol: 'tcp', address: '127.0.0.1', port: 22, program: null }]),
  windowsListeners: known([{ protocol: 'tcp', address: '0.0.0.0', port: 445, program: 'System' }]),
  hyperVRules: known(HYPER_V_FIREWALL),
  windowsRules: known({ profiles: [], rules: [] }),
  portProxies: known([]),
  windowsNetworks: known([
    { adapter: 'Wi-Fi', profile: 'Private', address: '192.168.1.5', prefixLength: 24, isDefault: true },
  ]),
  vmAddress: known('172.20.16.2'),
  natGateway: known('172.20.16.1'),
  winHttpProxy: known(null),
  computerName: known('DESKTOP-ZOE'),
  reservedUdpPorts: known([]),
  dynamicUdpPorts: known({ from: 49152, to: 65535 }),
  hyperVFirewallDisabled: known(false),
  wslConfFaults: known([]),
  windowsRoutes: known([
    { subnet: '0.0.0.0/0', through: '192.168.1.17', gateway: '192.168.1.1' },
    { subnet: '192.168.1.0/24', through: '192.168.1.17', gateway: null },
  ]),
  wslNetwork: known({
    natNetwork: '172.20.16.0/20',
    natGateway: '172.20.16.1',
    natAddress: '172.20.17.3',
    externalInterfaceConstraint: null,
  }),
  linuxAdapters: known([
    { name: 'eth0', hasAddress: true },
    { name: 'loopback0', hasAddress: true },
  ]),
  linuxSysctls: known({ rpFilterAll: 0, rpFilterLoopback0: 0, localPortRange: { from: 44000, to: 48000 } }),
  kernelSeccomp: known(true),
  wslWarnings: known([]),
};

/** The file of that machine. */
export const MIRRORED = '[wsl2]\nnetworkingMode=mirrored\n';
