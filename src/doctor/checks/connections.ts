import { known, type Listener, unknown } from '../../machine/facts.ts';
import { reachThroughHyperV } from '../../reach/firewall.ts';
import { isLoopback, portText } from '../../reach/notation.ts';
import { isKeptByWindows, openedPorts, ownListeners, portRows, type ReachView, stalePorts } from '../../reach/ports.ts';
import { isOlder } from '../../settings/vm-start.ts';
import { listOf, portsOf } from '../../text/names.ts';
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
} from '../check.ts';
import { cure } from '../cures.ts';
import { canHaveMode } from '../facts.ts';
import { isDockerDesktop } from './ports.ts';

/** The engine from which containers in mirrored mode can be reached from Windows. */
const DOCKER_FOR_MIRRORED = '27';

const NOT_ASKED = unknown('not-here', 'Windows');

/** Whether the firewall lets through what should pass. */
export const FIREWALL_CHECKS: readonly Check[] = [
  fileCheck({
    id: 'firewall-inbound',
    topic: 'firewall',
    asks: 'Can other devices reach the ports that Linux listens on, in mirrored mode?',
    facts: ['hyperVRules', 'windowsRules', 'windowsNetworks', 'linuxListeners'],
    hints: ['windowsListeners', 'portProxies'],
    unless: unlessIn('mirrored'),
    endings: {
      open: pass('The firewall allows all of these ports.'),
      closed: info('They cannot, but no program in Linux needs it.'),
      blocked: warning(
        'They cannot reach one.',
        ['open-port'],
        'Windows blocks inbound connections to WSL by default.',
      ),
      'by-rule': warning('A rule blocks one.', ['see-ports']),
      untold: open('Windows does not report the defaults of the Hyper-V firewall.'),
    },
    judge: ({ linuxListeners, ...facts }, { file }, end, { windowsListeners = NOT_ASKED, portProxies = NOT_ASKED }) => {
      const { isOn, blocksInbound, isTold } = facts.hyperVRules;
      if (!isTold) return end('untold', 'Unknown: whether the Hyper-V firewall blocks inbound connections.');
      const firewalls = {
        hyperVRules: known(facts.hyperVRules),
        windowsRules: known(facts.windowsRules),
        windowsNetworks: known(facts.windowsNetworks),
      };
      // Where Windows listens itself, other devices reach that, as with the ports of Docker Desktop.
      const isOfWindows = (port: number) =>
        ownListeners({ facts: { windowsListeners, portProxies } }, { protocol: 'tcp', port }).length > 0;
      const heard = openPorts(linuxListeners, file.settings.ignoredPorts.value ?? []);
      const ports = heard.filter((port) => !isOfWindows(port));
      const reaches = ports.map((port) => ({ port, ...reachThroughHyperV({ protocol: 'tcp', port }, firewalls) }));
      const closed = reaches.filter(({ answer, because }) => answer === 'no' && because.code !== 'not-connected');
      const ruled = closed.filter(({ because }) => because.code === 'blocked-by-rule').map(({ port }) => port);
      const blocked = closed.filter(({ because }) => because.code !== 'blocked-by-rule').map(({ port }) => port);
      if (blocked.length > 0) {
        const seen = `Other devices cannot reach ${portsWithPrograms(blocked, linuxListeners)}.`;
        return end('blocked', seen, cure('open-port', ...blocked.map(String)));
      }
      if (ruled.length > 0) {
        return end('by-rule', `A firewall rule blocks other devices from ${portsOf(ruled)}.`, cure('see-ports'));
      }
      if (ports.length > 0) return end('open', `The firewall lets other devices reach ${portsOf(ports)}.`);
      if (!isOn || !blocksInbound) return end('open', 'The Hyper-V firewall allows all inbound connections.');
      return end('closed', 'The firewall blocks other devices, which is the default. wslnet open opens a port.');
    },
  }),
  machineCheck({
    id: 'opened-ports',
    topic: 'firewall',
    asks: 'Do the ports that wslnet opened still work?',
    facts: ['activeMode', 'windowsRules', 'portProxies', 'windowsNetworks'],
    hints: ['hyperVRules', 'vmAddress'],
    endings: {
      none: pass('It opened none.'),
      work: pass('They do.'),
      stale: warning('One does not.', ['open-port'], 'They were opened for another mode, network or Linux address.'),
      untold: open('Windows or WSL did not give the needed information.'),
    },
    judge: ({ activeMode, windowsRules, portProxies, windowsNetworks }, { place }, end, hints) => {
      const { hyperVRules = NOT_ASKED, vmAddress = NOT_ASKED } = hints;
      const view: ReachView = {
        place,
        mode: known(activeMode),
        ignoredPorts: [],
        localhostForwarding: true,
        facts: {
          hyperVRules,
          vmAddress,
          windowsRules: known(windowsRules),
          portProxies: known(portProxies),
          windowsNetworks: known(windowsNetworks),
          linuxListeners: NOT_ASKED,
          windowsListeners: NOT_ASKED,
        },
      };
      const stale = stalePorts(view);
      if (stale.length > 0) {
        const ports = listOf(stale.map(portText));
        const seen =
          stale.length === 1
            ? `Port ${ports} is no longer open to other devices.`
            : `Ports ${ports} are no longer open to other devices.`;
        return end('stale', seen, cure('open-port', ...stale.map(portText)));
      }
      const missing = activeMode === 'mirrored' ? hyperVRules : activeMode === 'nat' ? vmAddress : null;
      if (missing?.known === false) return end('untold', 'Unknown: whether ports that wslnet opened still work.');
      const isAny = openedPorts(view.facts).length > 0;
      return isAny
        ? end('work', 'All ports that wslnet opened are still open.')
        : end('none', 'wslnet has opened no port.');
    },
  }),
  machineCheck({
    id: 'port-proxies',
    topic: 'firewall',
    asks: 'Do other port proxies on Windows still lead to Linux?',
    facts: ['activeMode', 'portProxies', 'linuxListeners'],
    hints: ['hyperVRules', 'windowsRules', 'windowsNetworks', 'vmAddress'],
    endings: {
      none: pass('None gets in the way.'),
      stale: warning(
        'In nat mode, one leads to an old address of Linux.',
        ['open-port'],
        'Linux gets a new address whenever WSL starts. If you open the port with wslnet, doctor says when to renew it.',
      ),
      'in-the-way': warning('In mirrored mode, one takes a port from Linux.', ['remove-port-proxy']),
      untold: open('The address of Linux is unknown.'),
    },
    judge: ({ activeMode, portProxies, linuxListeners }, { place }, end, hints) => {
      const {
        hyperVRules = NOT_ASKED,
        windowsRules = NOT_ASKED,
        windowsNetworks = NOT_ASKED,
        vmAddress = NOT_ASKED,
      } = hints;
      const facts = {
        ...{ hyperVRules, windowsRules, windowsNetworks, vmAddress, windowsListeners: NOT_ASKED },
        portProxies: known(portProxies),
        linuxListeners: known(linuxListeners),
      };
      const view = { place, mode: known(activeMode), ignoredPorts: [], localhostForwarding: true, facts };
      const others = portRows(view).filter(({ openedBy }) => openedBy !== 'wslnet');
      const reasons = others.map(({ port, reach }) => ({ port, because: reach.lan.because }));
      const stale = reasons.flatMap(({ port, because }) =>
        because.code === 'portproxy-stale' ? [{ port, from: because.proxy.connectAddress, now: because.now }] : [],
      );
      const [first] = stale;
      if (first) {
        const seen = `The port proxy for ${portsOf(stale.map(({ port }) => port))} leads to ${first.from}, but the address of Linux is now ${first.now}.`;
        return end('stale', seen, cure('open-port', ...stale.map(({ port }) => String(port))));
      }
      const inTheWay = reasons.flatMap(({ because }) => (because.code === 'portproxy-in-the-way' ? because.proxy : []));
      if (inTheWay.length > 0) {
        const ports = portsOf(inTheWay.map(({ listenPort }) => listenPort));
        const seen = `A port proxy on Windows takes ${ports}, so other devices cannot reach Linux there. Mirrored mode does not need it.`;
        const ends = inTheWay.map((proxy) => `listenaddress=${proxy.listenAddress} listenport=${proxy.listenPort}`);
        return end('in-the-way', seen, cure('remove-port-proxy', ...ends));
      }
      const isOpen = activeMode === 'nat' && !vmAddress.known && portProxies.length > 0;
      if (isOpen) return end('untold', 'Unknown: whether the port proxies on Windows lead to Linux.');
      return end('none', 'No port proxy on Windows gets in the way.');
    },
  }),
  fileCheck({
    id: 'firewall-outbound',
    topic: 'firewall',
    asks: 'Does the Hyper-V firewall allow outbound connections from Linux?',
    facts: ['hyperVRules'],
    unless: unlessFirewall,
    endings: {
      lets: pass('It does.'),
      blocks: failure('It does not.', ['ask-administrator'], 'Linux then has no internet access in any mode.'),
      untold: open('Windows does not say.'),
    },
    judge: ({ hyperVRules: { isOn, blocksOutbound } }, _, end) => {
      if (!isOn || blocksOutbound === false) return end('lets', 'The Hyper-V firewall allows outbound connections.');
      if (blocksOutbound === null) {
        return end('untold', 'Unknown: whether the Hyper-V firewall blocks outbound connections.');
      }
      const seen = 'The Hyper-V firewall blocks outbound connections from Linux (DefaultOutboundAction is Block).';
      return end('blocks', seen, cure('ask-administrator', 'to allow outbound connections for WSL'));
    },
  }),
  fileCheck({
    id: 'firewall-loopback',
    topic: 'firewall',
    asks: 'Does the Hyper-V firewall allow localhost?',
    facts: ['hyperVRules'],
    unless: unlessIn('mirrored'),
    endings: {
      lets: pass('It does.'),
      blocks: failure(
        'It does not.',
        ['ask-administrator'],
        'Windows and Linux cannot reach each other via 127.0.0.1.',
      ),
      untold: open('Windows does not say.'),
    },
    judge: ({ hyperVRules: { isOn, blocksLoopback } }, _, end) => {
      if (!isOn || blocksLoopback === false) return end('lets', 'The Hyper-V firewall allows localhost.');
      if (blocksLoopback === null) return end('untold', 'Unknown: whether the Hyper-V firewall allows localhost.');
      const seen = 'The Hyper-V firewall blocks localhost between Windows and Linux (LoopbackEnabled is False).';
      return end('blocks', seen, cure('ask-administrator', 'to allow loopback for WSL'));
    },
  }),
];

/** Whether Linux gets a proxy it can use. */
export const PROXY_CHECKS: readonly Check[] = [
  fileCheck({
    id: 'proxy-localhost',
    topic: 'proxy',
    asks: 'Can Linux use the proxy of Windows?',
    facts: ['proxy', 'windows'],
    hints: ['winHttpProxy', 'computerName'],
    unless: unlessAutoProxy,
    endings: {
      none: pass('Windows uses no proxy.'),
      usable: pass('It can.'),
      untold: open('The system proxy or the computer name is not known.'),
      dropped: warning('The proxy runs on this computer. WSL ignores it except in mirrored mode.', [
        'set-mirrored',
        'turn-off',
      ]),
      'ipv6-dropped': warning('The proxy has an IPv6 address, which WSL ignores.', ['turn-off']),
    },
    judge: ({ proxy: { server } }, { file, environment }, end, { winHttpProxy, computerName }) => {
      const machineWide = winHttpProxy?.known ? winHttpProxy.value : null;
      const servers = [server, machineWide].filter((each) => each !== null).flatMap(hostsOf);
      if (servers.length === 0 && !winHttpProxy?.known) {
        return end('untold', 'Unknown: the proxy of the system. This user has none.');
      }
      if (servers.length === 0) return end('none', 'Windows uses no proxy.');
      const mode = file.settings.networkingMode.value;
      const own = computerName?.known ? computerName.value.toLowerCase() : null;
      const named = (some: typeof servers) => listOf([...new Set(some.map(({ text }) => printable(text)))]);
      const proxies = named(servers);
      const byIpv6 = servers.filter(({ host }) => host.startsWith('[') && (mode !== 'mirrored' || host === '[::1]'));
      if (byIpv6.length > 0) {
        return end(
          'ipv6-dropped',
          `Windows uses the proxy ${named(byIpv6)}. WSL ignores it because its address is IPv6.`,
          cure('turn-off', 'autoProxy'),
        );
      }
      const local = servers.filter(({ host }) => isThisComputer(host) || host === own);
      const isHere = local.length > 0;
      const isSure = winHttpProxy?.known && computerName?.known;
      if (mode !== 'mirrored' && !isHere && !isSure) {
        return end('untold', `Unknown: whether the proxy ${proxies} is on this computer.`);
      }
      if (mode === 'mirrored' || !isHere) return end('usable', `Windows uses the proxy ${proxies}.`);
      const seen = `Windows uses the proxy ${named(local)}. WSL ignores it in ${mode} mode and warns about it at every start.`;
      const mirrored = canHaveMode('mirrored', environment) ? cure('set-mirrored') : null;
      return end('dropped', seen, mirrored, cure('turn-off', 'autoProxy'));
    },
  }),
  fileCheck({
    id: 'proxy-script',
    topic: 'proxy',
    asks: 'Does Windows use a proxy script?',
    facts: ['proxy', 'windows'],
    unless: unlessAutoProxy,
    endings: {
      none: pass('It does not.'),
      script: info('It does: Linux gets WSL_PAC_URL, which most programs do not use.'),
    },
    judge: ({ proxy: { server, autoConfigUrl } }, _, end) => {
      if (autoConfigUrl === null || server !== null) return end('none', 'Windows uses no proxy script.');
      const seen = 'Windows uses a proxy script (PAC). Linux gets its address in WSL_PAC_URL, but no HTTP_PROXY.';
      return end('script', seen);
    },
  }),
];

/** Whether ports of containers are reached. */
export const DOCKER_CHECKS: readonly Check[] = [
  fileCheck({
    id: 'docker-ports',
    topic: 'docker',
    asks: 'Can Windows reach the ports that Docker publishes, in mirrored mode?',
    facts: ['docker', 'distributions'],
    unless: unlessIn('mirrored'),
    endings: {
      reaches: pass('It can.'),
      desktop: pass('Docker Desktop publishes them by itself.'),
      older: warning('The engine is older than 27.', ['update-docker', 'use-host-network']),
      untold: open('Docker does not say its version.'),
    },
    judge: ({ docker, distributions }, _, end) => {
      if (docker === null) return notApplicable('There is no Docker.');
      if (docker.kind === 'podman') return notApplicable('This is Podman, not Docker.');
      if (isDockerDesktop({ known: true, value: docker }, { known: true, value: distributions })) {
        return end('desktop', 'Docker Desktop publishes ports to Windows by itself.');
      }
      const { version } = docker;
      if (version === null) return end('untold', 'Unknown: the version of Docker.');
      if (!isOlder(version, DOCKER_FOR_MIRRORED))
        return end('reaches', `Docker ${version} publishes ports to Windows.`);
      const seen = `In mirrored mode, Windows cannot reach ports that Docker ${version} publishes. With Docker 27 and later, it can.`;
      return end('older', seen, cure('update-docker'), cure('use-host-network'));
    },
  }),
];

function unlessFirewall(input: FileInput): string | null {
  const isInFront = unlessIn('nat', 'mirrored')(input) === null;
  return isInFront && input.file.settings.firewall.value ? null : 'The Hyper-V firewall does not apply to Linux.';
}

function unlessAutoProxy({ file: { settings } }: FileInput): string | null {
  if (settings.networkingMode.value === 'none') return 'Linux has no network in this mode.';
  return settings.autoProxy.value ? null : 'autoProxy is off.';
}

/** TCP ports that Linux listens on for more than itself. */
function openPorts(listeners: readonly Listener[], ignored: readonly number[]): number[] {
  const open = listeners.filter(({ protocol, address }) => protocol === 'tcp' && !isLoopback(address));
  const ports = open
    .map((listener) => listener.port)
    .filter((port) => !ignored.includes(port) && !isKeptByWindows({ protocol: 'tcp', port }));
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** As {@link portsOf}, with the program where it is one port of one program: `port 3000, where node listens`. */
function portsWithPrograms(ports: readonly number[], listeners: readonly Listener[]): string {
  const [port] = ports;
  const program = listeners.find((listener) => listener.port === port)?.program;
  return ports.length === 1 && program ? `port ${port}, where ${printable(program)} listens` : portsOf(ports);
}

/** The hosts of a proxy setting: `host:port`, or `http=host:port;https=…`. IPv6 addresses keep their brackets. */
function hostsOf(setting: string): { readonly text: string; readonly host: string }[] {
  return setting.split(/[;\s]+/).flatMap((part) => {
    const text = part.replace(/^\w+=/, '').replace(/^\w+:\/\//, '');
    const host = text.startsWith('[') ? text.slice(0, text.indexOf(']') + 1) : text.split(':')[0];
    return host ? [{ text, host: host.toLowerCase() }] : [];
  });
}

function isThisComputer(host: string): boolean {
  return host === 'localhost' || host === 'loopback' || host === '[::1]' || host.startsWith('127.');
}
