import type { ConfEntry, Network, Route } from '../../machine/facts.ts';
import { isLoopback } from '../../reach/notation.ts';
import { hasDnsTunnelingInVirtioproxy, WINDOWS_11_22H2 } from '../../settings/vm-start.ts';
import { countOf, listOf } from '../../text/names.ts';
import { printable } from '../../text/printable.ts';
import {
  type Check,
  type FileInput,
  failure,
  fileCheck,
  info,
  machineCheck,
  notApplicable,
  open,
  pass,
  unlessIn,
  warning,
  whatComesFirst,
} from '../check.ts';
import { cure } from '../cures.ts';
import { canHaveMode, windowsName } from '../facts.ts';

/** Adapters that programs make inside Linux; they lead nowhere by themselves. */
const INSIDE =
  /^(?:lo|loopback\d*|docker|br-|veth|virbr|cni|flannel|podman|lxc|lxd|kube|dummy|bond|sit|tun|tap|wg|tailscale|zt|nebula|ip6tnl|gre|erspan|ifb|teql|cali|cilium|vxlan|geneve|weave|ovs|vmnet|nodelocal)/;

/** A wider range of local ports makes localhost hang in mirrored mode (#41227). */
const WIDEST_PORT_RANGE = 4096;

/** Whether Linux is connected to anything, and to nothing twice. */
export const NETWORK_CHECKS: readonly Check[] = [
  fileCheck({
    id: 'linux-adapters',
    topic: 'network',
    asks: 'Does Linux have a network adapter?',
    facts: ['linuxAdapters', 'activeMode'],
    hints: ['ipv6DisabledComponents', 'wslWarnings'],
    endings: {
      has: pass('It has.'),
      'ipv6-off': failure('It has none, and IPv6 is off in the registry.', ['turn-ipv6-on', 'set-nat']),
      none: failure('It has none, apart from those that programs create.', [
        'restart-windows',
        'set-nat',
        'see-warnings',
      ]),
      down: failure('It has some, but none has an address.', ['restart-wsl', 'restart-windows']),
    },
    judge: ({ linuxAdapters, activeMode }, input, end, { ipv6DisabledComponents, wslWarnings }) => {
      const first = whatComesFirst(input, { known: true, value: activeMode });
      if (first) return first;
      if (activeMode === 'none') return end('has', 'Linux has no network, as expected in this mode.');
      const outward = linuxAdapters.filter(({ name }) => !INSIDE.test(name));
      const nat = activeMode === 'nat' ? null : cure('set-nat', true);
      if (outward.length === 0) {
        const inside = linuxAdapters.map(({ name }) => printable(name));
        const only = inside.length === 0 ? 'lo' : listOf(inside);
        const seen = `In ${activeMode} mode, Linux should have a network adapter, but it has only ${only}.`;
        if (ipv6DisabledComponents?.known && ipv6DisabledComponents.value === 0xff) {
          return end('ipv6-off', `${seen} IPv6 is turned off in the registry.`, cure('turn-ipv6-on'), nat);
        }
        const hasNoWarning = wslWarnings?.known && wslWarnings.value.length === 0;
        return end('none', seen, cure('restart-windows'), nat, hasNoWarning ? null : cure('see-warnings'));
      }
      const usable = outward.filter(({ hasAddress }) => hasAddress);
      if (usable.length > 0)
        return end('has', `Linux has the network adapter ${listOf(usable.map(({ name }) => printable(name)))}.`);
      const seen = `No network adapter in Linux is up and has an address: ${listOf(outward.map(({ name }) => printable(name)))}.`;
      return end('down', seen, cure('restart-wsl'), cure('restart-windows'));
    },
  }),
  fileCheck({
    id: 'localhost-filter',
    topic: 'network',
    asks: 'Do the Linux kernel settings allow localhost in mirrored mode?',
    facts: ['linuxSysctls'],
    unless: unlessIn('mirrored'),
    endings: {
      lets: pass('They do.'),
      filters: failure(
        'rp_filter is not 0.',
        ['set-rp-filter'],
        'Linux then drops localhost connections from Windows.',
      ),
      'wide-range': warning(
        'The local port range is larger than 4096.',
        ['set-port-range'],
        'Connections to localhost then hang.',
      ),
    },
    judge: ({ linuxSysctls: { rpFilterAll, rpFilterLoopback0, localPortRange } }, _, end) => {
      const filters = [['all', rpFilterAll] as const, ['loopback0', rpFilterLoopback0] as const];
      const wrong = filters.filter(([, value]) => value !== null && value !== 0);
      if (wrong.length > 0) {
        const values = listOf(wrong.map(([name, value]) => `${value} on ${name}`));
        return end(
          'filters',
          `rp_filter is ${values}.`,
          cure(
            'set-rp-filter',
            wrong.map(([name]) => name),
          ),
        );
      }
      const width = localPortRange ? localPortRange.to - localPortRange.from + 1 : 0;
      if (localPortRange && width > WIDEST_PORT_RANGE) {
        const seen = `ip_local_port_range is ${localPortRange.from} to ${localPortRange.to}. WSL sets 4096 ports in mirrored mode.`;
        return end('wide-range', seen, cure('set-port-range'));
      }
      return end('lets', 'The kernel settings allow localhost.');
    },
  }),
  fileCheck({
    id: 'subnet',
    topic: 'network',
    asks: 'Does the WSL network use the same addresses as another network?',
    facts: ['windowsRoutes'],
    hints: ['wslNetwork', 'networks'],
    unless: unlessIn('nat'),
    endings: {
      apart: pass('It does not.'),
      overlaps: failure('It does, for example with a VPN.', ['set-mirrored', 'set-virtioproxy', 'restart-wsl']),
      untold: open('The WSL network is not known.'),
    },
    judge: ({ windowsRoutes }, { file, place, environment }, end, { wslNetwork, networks }) => {
      const seenHere = networks?.known ? ownNetwork(networks.value, place) : undefined;
      const own = seenHere ?? (wslNetwork?.known ? wslNetwork.value.natNetwork : null);
      if (!own) return end('untold', 'Unknown: the WSL network.');
      const gateway = wslNetwork?.known ? wslNetwork.value.natGateway : null;
      const clash = windowsRoutes.find((route) => isOther(route, own, gateway) && overlaps(route.subnet, own));
      if (!clash) return end('apart', `The WSL network ${own} overlaps with no other network.`);
      const seen = `The WSL network ${own} overlaps with ${clash.subnet}, which Windows reaches through ${clash.through}. Linux cannot reach those addresses there.`;
      // A file that asks for it already has something else in the way.
      const isAsked = file.settings.networkingMode.applied?.value === 'virtioproxy';
      const isForVirtioproxy = !isAsked && canHaveMode('virtioproxy', environment);
      return end(
        'overlaps',
        seen,
        canHaveMode('mirrored', environment) ? cure('set-mirrored') : null,
        isForVirtioproxy ? cure('set-virtioproxy') : null,
        cure('restart-wsl'),
      );
    },
  }),
  fileCheck({
    id: 'adapter-constraint',
    topic: 'network',
    asks: 'Can WSL use any Windows network adapter?',
    facts: ['wslNetwork'],
    unless: unlessIn('nat', 'mirrored'),
    endings: {
      free: pass('It is.'),
      tied: warning(
        'The registry limits it to one.',
        ['clear-adapter-constraint'],
        'If that adapter is missing, Linux has no network.',
      ),
    },
    judge: ({ wslNetwork: { externalInterfaceConstraint } }, _, end) => {
      if (externalInterfaceConstraint === null) return end('free', 'The registry does not limit WSL to one adapter.');
      const name = printable(externalInterfaceConstraint);
      const seen = `ExternalInterfaceConstraint in the registry limits WSL to the adapter ${name}.`;
      return end('tied', seen, cure('clear-adapter-constraint'));
    },
  }),
];

/** WSL's own network among those of the machine the program runs on. */
function ownNetwork(networks: readonly Network[], place: string): string | undefined {
  const isOwn = (name: string) => (place === 'windows' ? name.startsWith('vEthernet (WSL') : name === 'eth0');
  return networks.find((network) => isOwn(network.interface))?.subnet;
}

/** No private network is larger than `10.0.0.0/8`. */
const LARGEST_NETWORK = 8;

/** A route to a part of the internet leads past each network that is nearer; WSL's own network is a route too. */
function isOther({ subnet, through, gateway }: Route, own: string, ownAddress: string | null): boolean {
  if (through === ownAddress || (subnet === own && gateway === null)) return false;
  return lengthOf(subnet) >= LARGEST_NETWORK;
}

function lengthOf(subnet: string): number {
  return Number(subnet.split('/')[1] ?? 32);
}

/** Whether two networks, as `10.0.0.0/8`, have addresses in common. */
function overlaps(a: string, b: string): boolean {
  const [first, second] = [a, b].map((subnet) => {
    const from = (subnet.split('/')[0] ?? '').split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    return { from, to: from + 2 ** (32 - lengthOf(subnet)) - 1 };
  });
  return first !== undefined && second !== undefined && first.from <= second.to && second.from <= first.to;
}

/** Whether names resolve: via DNS tunneling where this machine has it. */
export const DNS_CHECKS: readonly Check[] = [
  fileCheck({
    id: 'dns-service',
    topic: 'dns',
    asks: 'Does Global Secure Access turn DNS tunneling off?',
    facts: ['globalSecureAccess'],
    unless: ({ file }) =>
      file.settings.dnsTunneling.applied?.value === false ? 'The file turns DNS tunneling off.' : null,
    endings: {
      absent: pass('Its service does not run.'),
      running: info('Its service runs, and nothing in the file turns DNS tunneling on.'),
      overrides: warning('Its service runs, and the file turns DNS tunneling on.', ['turn-off']),
    },
    judge: ({ globalSecureAccess }, { file }, end) => {
      if (!globalSecureAccess) return end('absent', 'Global Secure Access is not running.');
      const seen = 'Global Secure Access is running, and WSL turns DNS tunneling off because of it.';
      return file.settings.dnsTunneling.applied?.value === true
        ? end('overrides', seen, cure('turn-off', 'dnsTunneling'))
        : end('running', seen);
    },
  }),
  fileCheck({
    id: 'dns-wsl-conf',
    topic: 'dns',
    asks: 'May WSL write /etc/resolv.conf?',
    facts: ['wslConf'],
    unless: unlessTunneling,
    endings: {
      may: pass('It may.'),
      'may-not': warning(
        'generateResolvConf=false prevents it.',
        ['let-wsl-write-resolv-conf', 'turn-off'],
        'DNS tunneling does not work then.',
      ),
    },
    judge: ({ wslConf }, _, end) => {
      if (!isOwnResolvConf(wslConf)) return end('may', '/etc/wsl.conf lets WSL write /etc/resolv.conf.');
      const seen = '/etc/wsl.conf has generateResolvConf=false, so WSL does not write /etc/resolv.conf.';
      return end('may-not', seen, cure('let-wsl-write-resolv-conf'), cure('turn-off', 'dnsTunneling'));
    },
  }),
  fileCheck({
    id: 'dns-server',
    topic: 'dns',
    asks: 'Does /etc/resolv.conf have the right name server?',
    // Whether names are tunneled at all depends on all of these.
    facts: ['nameServers', 'wslConf', 'windows', 'wsl', 'globalSecureAccess', 'activeMode'],
    endings: {
      tunneled: pass('It has the server of DNS tunneling.'),
      gateway: pass('It has a server, and DNS tunneling is not active.'),
      own: info('WSL may not write it, and it has a server.'),
      local: info('A resolver of the distribution answers.'),
      untold: open('Not documented whether this release tunnels DNS in this mode.'),
      none: failure(
        'It has no server.',
        ['remake-resolv-conf', 'let-wsl-write-resolv-conf'],
        'No names resolve in Linux.',
      ),
      another: warning('DNS tunneling is active, but it has another server.', ['remake-resolv-conf']),
    },
    judge: ({ nameServers, wslConf, windows, activeMode, wsl: { wsl } }, input, end) => {
      const first = whatComesFirst(input, { known: true, value: activeMode });
      if (first) return first;
      if (activeMode === 'none' || activeMode === 'wsl1') return notApplicable(`The active mode is ${activeMode}.`);
      const { dnsTunneling, dnsTunnelingIpAddress } = input.file.settings;
      const isOwn = isOwnResolvConf(wslConf);
      const servers = listOf(nameServers.map(printable));
      if (nameServers.length === 0) {
        const advice = isOwn ? cure('let-wsl-write-resolv-conf') : cure('remake-resolv-conf');
        return end('none', '/etc/resolv.conf has no name server.', advice);
      }
      if (isOwn) return end('own', `/etc/resolv.conf is not written by WSL and uses ${servers}.`);
      if (!dnsTunneling.value) {
        const why = windows.build < WINDOWS_11_22H2 ? ` ${windowsName(windows)} has no DNS tunneling.` : '';
        return end('gateway', `/etc/resolv.conf uses ${servers}.${why}`);
      }
      const address = dnsTunnelingIpAddress.value ?? '';
      if (nameServers.includes(address)) return end('tunneled', `/etc/resolv.conf uses ${servers}, via DNS tunneling.`);
      if (nameServers.every((server) => isLoopback(server) || server === TAILSCALE)) {
        return end('local', `A program in this distribution resolves names (${servers}).`);
      }
      if (activeMode === 'virtioproxy' && wsl !== null && hasDnsTunnelingInVirtioproxy(wsl) === null) {
        return end('untold', `Unknown: whether WSL ${wsl} tunnels DNS in virtioproxy mode.`);
      }
      const seen = `/etc/resolv.conf uses ${servers}, but DNS tunneling answers at ${address}.`;
      return end('another', seen, cure('remake-resolv-conf'));
    },
  }),
];

/** Where Tailscale answers on every machine that it runs on. */
const TAILSCALE = '100.100.100.100';

/** Whether the user keeps WSL from writing resolv.conf. */
function isOwnResolvConf(wslConf: readonly ConfEntry[]): boolean {
  const entry = wslConf.find(({ section, key }) => section === 'network' && key === 'generateresolvconf');
  return entry?.value.toLowerCase() === 'false' || entry?.value === '0';
}

function unlessTunneling({ file }: FileInput): string | null {
  return file.settings.dnsTunneling.value ? null : 'DNS tunneling is off.';
}

/** What was tried with `--test`: not what ought to work, but what does. */
export const PATH_CHECKS: readonly Check[] = [
  machineCheck({
    id: 'paths',
    topic: 'network',
    asks: 'With --test: does every path that the active mode supports work?',
    unless: ({ paths }) => (paths === null ? 'To test the network: wslnet doctor --test' : null),
    endings: {
      work: pass('Each does.'),
      fail: failure('A path fails.', ['as-tested']),
      slow: warning('All work, but some have problems.', ['as-tested']),
      untold: open('They could not be tested.'),
    },
    judge: (_, { paths }, end) => {
      const tried = (paths ?? []).filter(({ state }) => state === 'works' || state === 'fails');
      if (tried.length === 0) return end('untold', 'Unknown: which paths work. To find out why: wslnet test');
      const failed = tried.filter(({ state }) => state === 'fails');
      const troubled = failed.length > 0 ? failed : tried.filter(({ trouble }) => trouble !== null);
      if (troubled.length === 0) return end('work', `${countOf(tried.length, 'path')} tested, all work.`);
      const troubles = troubled.flatMap(({ trouble }) => trouble ?? []);
      const names = listOf(troubled.map(({ title }) => printable(title)));
      const seen = [...new Set(troubles.map((trouble) => printable(trouble.seen)))].join(' ');
      const steps = troubles.flatMap((trouble) => trouble.steps);
      const advice = steps.map(({ text, command }) => cure('as-tested', printable(text), command));
      if (failed.length > 0) return end('fail', `Does not work: ${names}. ${seen}`.trim(), ...advice);
      return end('slow', `Works, but with problems: ${names}. ${seen}`.trim(), ...advice);
    },
  }),
];
