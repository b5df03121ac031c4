import {
  type FirewallRule,
  known,
  type Listener,
  type NetworkProfile,
  type PortProxy,
  type Protocol,
  unknown,
  type WindowsNetwork,
} from '../../src/machine/facts.ts';
import type { AddressView } from '../../src/reach/address.ts';
import { HYPER_V_FIREWALL, WELL } from '../bench/well.ts';

/** A listener, TCP unless the port says `/udp`. @param program null for one that the system does not tell */
export function listener(program: string | null, address: string, port: number | `${number}/udp`): Listener {
  const [digits = '', protocol = 'tcp'] = String(port).split('/');
  return { protocol: protocol as Protocol, address, port: Number(digits), program };
}

/** A rule that lets the local network in to one TCP port, on private networks. */
export function rule(name: string, port: number | null, more: Partial<FirewallRule> = {}): FirewallRule {
  return {
    name,
    title: name,
    action: 'allow',
    protocol: 'tcp',
    ports: port === null ? null : [{ from: port, to: port }],
    profiles: ['Private'],
    remote: ['LocalSubnet'],
    isLocal: true,
    program: null,
    isTied: false,
    ...more,
  };
}

/** A rule of the Hyper-V firewall as `open` makes it. */
export function hyperVRule(name: string, port: number, more: Partial<FirewallRule> = {}): FirewallRule {
  return rule(name, port, { remote: ['192.168.1.0/24'], ...more });
}

export function proxy(listenPort: number, connectAddress: string, connectPort = listenPort): PortProxy {
  return { listenAddress: '0.0.0.0', listenPort, connectAddress, connectPort };
}

export function network(profile: NetworkProfile, address = '192.168.1.5', adapter = 'Wi-Fi'): WindowsNetwork {
  return { adapter, profile, address, prefixLength: 24, isDefault: true };
}

/** The address of Linux where all is well, and the one it had before. */
export const VM = '172.20.16.2';
export const FORMER_VM = '172.20.24.9';

interface Sight {
  readonly mode: string;
  readonly linux?: readonly Listener[];
  readonly windows?: readonly Listener[];
  readonly hyperV?: readonly FirewallRule[];
  readonly rules?: readonly FirewallRule[];
  readonly proxies?: readonly PortProxy[];
  readonly networks?: readonly WindowsNetwork[];
  readonly view?: Partial<AddressView>;
  readonly facts?: Partial<AddressView['facts']>;
}

/** A machine where all is known: a private network, both firewalls on, nothing opened. */
export function machineOf(sight: Sight): AddressView {
  const { mode, linux = [], windows = [], hyperV = [], rules = [], proxies = [], networks, view, facts } = sight;
  return {
    place: 'wsl2',
    mode: known(mode),
    ignoredPorts: [],
    localhostForwarding: true,
    natGateway: WELL.natGateway,
    ...view,
    facts: {
      linuxListeners: known(linux),
      windowsListeners: known(windows),
      hyperVRules: known({ ...HYPER_V_FIREWALL, rules: hyperV }),
      windowsRules: known({ profiles: [], rules }),
      portProxies: known(proxies),
      windowsNetworks: networks ? known(networks) : WELL.windowsNetworks,
      vmAddress: WELL.vmAddress,
      ...facts,
    },
  };
}

const NODE = listener('node', '0.0.0.0', 3000);
const POSTGRES = listener('postgres', '0.0.0.0', 5432);

const deaf = (profile: NetworkProfile) => ({ profile, isOn: true, blocksInbound: true, allowsLocalRules: false });
const off = (profile: NetworkProfile) => ({ profile, isOn: false, blocksInbound: true, allowsLocalRules: true });

/** Machines as people have them. */
export const MACHINES: Readonly<Record<string, AddressView>> = {
  'mirrored, nothing opened': machineOf({
    mode: 'mirrored',
    linux: [
      NODE,
      listener('python3', '127.0.0.1', 8080),
      listener('vite', '::1', 5173),
      listener('ffmpeg', '0.0.0.0', 5004),
      listener(null, '::', '5353/udp'),
    ],
    windows: [POSTGRES, listener('redis', '127.0.0.1', 6379), listener('System', '0.0.0.0', 445)],
    rules: [rule('{1}', null, { title: 'PostgreSQL', program: 'postgres.exe', ports: null, remote: null })],
  }),
  'mirrored, opened by wslnet and by others': machineOf({
    mode: 'mirrored',
    linux: [NODE, listener('nginx', '0.0.0.0', 80), listener('code', '::', 9000), listener('java', '0.0.0.0', 8443)],
    hyperV: [
      hyperVRule('wslnet-tcp-3000', 3000),
      hyperVRule('{9}', 9000, { title: 'dev', remote: null, profiles: null }),
      hyperVRule('wslnet-tcp-7777', 7777),
    ],
    rules: [
      rule('{2}', 80, { title: 'Web in', remote: null }),
      rule('{3}', 8443, { title: 'Java', program: 'java.exe' }),
    ],
  }),
  'mirrored, on another network than before': machineOf({
    mode: 'mirrored',
    linux: [NODE, listener('nginx', '0.0.0.0', 8080), listener('python3', '0.0.0.0', 9000)],
    hyperV: [
      hyperVRule('wslnet-tcp-3000', 3000),
      hyperVRule('wslnet-tcp-8080', 8080, { remote: ['10.1.2.0/24'] }),
      hyperVRule('wslnet-tcp-9000', 9000, { profiles: null, remote: ['10.1.2.7'] }),
    ],
    networks: [network('Private', '10.1.2.3'), network('Public', '172.31.0.9', 'Ethernet')],
  }),
  'mirrored, with remains of nat and ports kept back': machineOf({
    mode: 'mirrored',
    linux: [
      NODE,
      listener('flask', '0.0.0.0', 5000),
      listener('dnsmasq', '0.0.0.0', 53),
      listener('nginx', '0.0.0.0', 8080),
    ],
    rules: [
      rule('wslnet-tcp-3000', 3000),
      rule('{b}', 8080, { title: 'No web', action: 'block', profiles: null, remote: null }),
      rule('{a}', 8080, { title: 'Web', profiles: null, remote: null }),
    ],
    proxies: [proxy(3000, FORMER_VM)],
    view: { ignoredPorts: [5000] },
  }),
  'mirrored, on a public network, and Windows does not tell all': machineOf({
    mode: 'mirrored',
    linux: [NODE, listener('nginx', '0.0.0.0', 8080)],
    windows: [POSTGRES],
    hyperV: [hyperVRule('wslnet-tcp-3000', 3000)],
    networks: [network('Public')],
    facts: { windowsRules: unknown('timed-out', 'powershell.exe') },
  }),
  'mirrored, where the firewall is not told': machineOf({
    mode: 'mirrored',
    linux: [NODE],
    windows: [POSTGRES],
    facts: {
      hyperVRules: unknown('denied', 'powershell.exe'),
      windowsRules: unknown('denied', 'powershell.exe'),
    },
  }),
  'mirrored, with a policy against local rules': machineOf({
    mode: 'mirrored',
    linux: [NODE, listener('nginx', '0.0.0.0', 8080)],
    networks: [network('Domain', '10.0.0.5', 'Ethernet')],
    facts: {
      hyperVRules: known({
        ...HYPER_V_FIREWALL,
        profiles: [deaf('Domain')],
        rules: [
          hyperVRule('wslnet-tcp-3000', 3000, { profiles: null, remote: null }),
          hyperVRule('{gpo}', 8080, { title: 'Company', profiles: null, remote: null, isLocal: false }),
        ],
      }),
    },
  }),
  'nat, nothing opened': machineOf({
    mode: 'nat',
    linux: [
      NODE,
      listener('postgres', '127.0.0.1', 5433),
      listener('coredns', '0.0.0.0', '5300/udp'),
      listener('nginx', '0.0.0.0', 80),
    ],
    windows: [
      listener('wslrelay', '127.0.0.1', 3000),
      POSTGRES,
      listener('mysqld', '127.0.0.1', 3306),
      listener('iisexpress', '0.0.0.0', 80),
      listener('sshd', '0.0.0.0', 22),
    ],
    rules: [rule('{5}', 22, { title: 'OpenSSH', profiles: null, remote: null, program: 'sshd.exe' })],
  }),
  'nat, opened by wslnet and by others': machineOf({
    mode: 'nat',
    linux: [
      NODE,
      listener('nginx', '0.0.0.0', 8080),
      listener('java', '0.0.0.0', 9090),
      listener('php', '0.0.0.0', 8000),
    ],
    windows: [listener('svchost', '0.0.0.0', 3000), listener('svchost', '0.0.0.0', 8080)],
    rules: [
      rule('wslnet-tcp-3000', 3000),
      rule('wslnet-tcp-8080', 8080),
      rule('wslnet-tcp-4000', 4000),
      rule('{n}', 81, { title: 'NAS', profiles: null, remote: null }),
    ],
    proxies: [
      proxy(3000, VM),
      proxy(8080, FORMER_VM),
      proxy(9090, VM),
      proxy(8000, 'localhost'),
      proxy(81, '192.168.1.20', 80),
    ],
  }),
  'nat without localhost forwarding, and the firewall off': machineOf({
    mode: 'nat',
    linux: [NODE, listener('vite', '127.0.0.1', 5173)],
    windows: [POSTGRES],
    view: { localhostForwarding: false },
    facts: { windowsRules: known({ profiles: [off('Private')], rules: [] }) },
  }),
  virtioproxy: machineOf({
    mode: 'virtioproxy',
    linux: [NODE, listener('nginx', '0.0.0.0', 8080), listener('coredns', '0.0.0.0', '5300/udp')],
    windows: [listener('wslhost', '0.0.0.0', 3000), POSTGRES],
    rules: [rule('wslnet-tcp-3000', 3000)],
  }),
  bridged: machineOf({
    mode: 'bridged',
    linux: [NODE, listener('postgres', '127.0.0.1', 5433)],
    windows: [POSTGRES],
    facts: { vmAddress: known('192.168.1.77') },
  }),
  'WSL 1': machineOf({
    mode: 'wsl1',
    linux: [NODE],
    windows: [listener('node', '0.0.0.0', 3000)],
    rules: [rule('wslnet-tcp-3000', 3000)],
    view: { place: 'wsl1' },
  }),
  'WSL is stopped': machineOf({
    mode: 'nat',
    windows: [POSTGRES],
    rules: [rule('wslnet-tcp-3000', 3000)],
    proxies: [proxy(3000, VM)],
    view: { place: 'windows', mode: unknown('not-running', 'wslinfo') },
    facts: { linuxListeners: unknown('not-running', '/proc/net/tcp') },
  }),
};
