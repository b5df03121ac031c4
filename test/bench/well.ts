import { type Facts, known } from '../../src/machine/facts.ts';

/** When WSL started on the machine of {@link WELL}, milliseconds since 1970. */
export const START = Date.UTC(2026, 0, 1);

/** A Windows 11 where all is well, and the mirrored mode in force. */
export const WELL: Facts = {
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
  windowsPorts: known([135, 445]),
  linuxPorts: known([22]),
  reservedPorts: known([]),
  dynamicPorts: known({ from: 49152, to: 65535 }),
  hyperVFirewall: known({ blocksInbound: false, inboundRules: 0 }),
  nameServers: known(['10.255.255.254']),
  wslConf: known([]),
  docker: known('28.0.1'),
  networks: known([
    { interface: 'vEthernet (WSL (Hyper-V firewall))', subnet: '172.20.16.0/20' },
    { interface: 'Wi-Fi', subnet: '192.168.1.0/24' },
  ]),
};

/** The file of that machine. */
export const MIRRORED = '[wsl2]\nnetworkingMode=mirrored\n';
