import {
  type Distribution,
  type Docker,
  type Fact,
  known,
  type Listener,
  type PortRange,
} from '../../machine/facts.ts';
import { isLoopback } from '../../reach/notation.ts';
import { KEPT_BY_WINDOWS, ownListeners } from '../../reach/ports.ts';
import { isOlder } from '../../settings/vm-start.ts';
import { listOf, portsOf } from '../../text/names.ts';
import { type Check, failure, fileCheck, info, open, pass, unlessIn, warning } from '../check.ts';
import { cure } from '../cures.ts';

/** Ports that programs for developers like to listen on. */
const POPULAR_TCP = [3000, 3306, 4200, 5000, 5173, 5432, 6379, 8000, 8080, 8443, 8888, 9000, 27017];

const POPULAR_UDP = [514, 1194, 1812, 5060, 8125, 27015, 51820];

/** What Windows itself listens on, on every machine: no one wants these in Linux. */
const OF_WINDOWS = [
  ...KEPT_BY_WINDOWS.tcp,
  53,
  68,
  123,
  137,
  138,
  139,
  445,
  500,
  4500,
  5040,
  5050,
  5353,
  5355,
  7680,
  47001,
];

/** WSL's releases that refuse every port of Windows' dynamic range to Linux, and from which they refuse half of it. */
const REFUSES_RANGE = { from: '2.8.7', until: '2.9.5' } as const;

/** What Windows gives out by itself unless someone changed it. */
export function isUsualRange({ from, to }: PortRange): boolean {
  return from === 49152 && to === 65535;
}

/** Whether a port that Linux listens on is reached. */
export const PORT_CHECKS: readonly Check[] = [
  fileCheck({
    id: 'port-conflicts',
    topic: 'ports',
    asks: 'In mirrored mode: does Windows use a port that Linux needs?',
    facts: ['windowsListeners', 'linuxListeners'],
    hints: ['docker', 'distributions'],
    unless: unlessIn('mirrored'),
    endings: {
      none: pass('It does not.'),
      docker: pass('Docker Desktop listens on both sides by design.'),
      both: warning(
        'Both listen on the same port.',
        ['use-other-port', 'ignore-ports'],
        'In mirrored mode, Windows and Linux share their ports.',
      ),
      windows: warning(
        'Windows uses a port that is common in development.',
        ['use-other-port', 'ignore-ports'],
        'In mirrored mode, Windows and Linux share their ports, so Linux cannot listen there.',
      ),
    },
    judge: ({ windowsListeners, linuxListeners }, { file }, end, { docker, distributions }) => {
      const isFree = (port: number) => !file.settings.ignoredPorts.value?.includes(port) && !OF_WINDOWS.includes(port);
      const both = sharedPorts(windowsListeners, linuxListeners).filter(({ port }) => isFree(port));
      const taken = popularPorts(windowsListeners).filter(({ port }) => isFree(port));
      if (both.length + taken.length === 0) return end('none', 'Windows and Linux do not use the same port.');
      const isDockers = dockerPorts(windowsListeners, docker, distributions);
      const shared = both.filter((port) => !isDockers(port));
      const named = shared.length > 0 ? shared : taken.filter((port) => !isDockers(port));
      if (named.length === 0) {
        const ports = listOf((both.length > 0 ? both : taken).map(labelOf));
        return end('docker', `Docker Desktop listens on ${ports} for its containers.`);
      }
      const ports = listOf(named.map(labelOf));
      const cures = [
        cure('use-other-port', ports),
        cure('ignore-ports', [...new Set(named.map(({ port }) => port))].join(',')),
      ];
      if (shared.length > 0) return end('both', `Windows and Linux both listen on ${ports}.`, ...cures);
      const seen = `Windows uses ${ports}, so a Linux program gets "Address already in use" there.`;
      return end('windows', seen, ...cures);
    },
  }),
  fileCheck({
    id: 'port-reservations',
    topic: 'ports',
    asks: 'In mirrored mode: has Windows reserved a port that Linux needs?',
    facts: ['reservedPorts', 'linuxListeners'],
    unless: unlessIn('mirrored'),
    endings: {
      none: pass('It has not.'),
      reserved: warning('It has.', ['use-other-port', 'ignore-ports'], 'Linux cannot listen there.'),
    },
    judge: ({ reservedPorts, linuxListeners }, { file }, end) => {
      const wanted = [...new Set([...portsWith(linuxListeners, 'tcp'), ...POPULAR_TCP])].sort((a, b) => a - b);
      const taken = wanted.filter((port) => {
        const isOpen = !file.settings.ignoredPorts.value?.includes(port) && !OF_WINDOWS.includes(port);
        return isOpen && isWithin(reservedPorts, port);
      });
      if (taken.length === 0) return end('none', 'Windows has reserved no port that Linux is likely to need.');
      const seen = `Windows has reserved ${portsOf(taken)}.`;
      return end('reserved', seen, cure('use-other-port', listOf(taken)), cure('ignore-ports', taken.join(',')));
    },
  }),
  fileCheck({
    id: 'port-withheld',
    topic: 'ports',
    asks: 'In mirrored mode: does Linux listen on a port that Windows keeps?',
    facts: ['linuxListeners'],
    unless: unlessIn('mirrored'),
    endings: {
      none: pass('It does not.'),
      withheld: warning('It does.', ['use-other-port'], 'Nothing reaches these ports, not even from Linux itself.'),
    },
    judge: ({ linuxListeners }, _, end) => {
      const ports = portsWith(linuxListeners, 'tcp').filter((port) => KEPT_BY_WINDOWS.tcp.includes(port));
      if (ports.length === 0) return end('none', 'Linux listens on no port that Windows keeps for itself.');
      const seen = `Linux listens on ${portsOf(ports)}, which Windows keeps for itself in mirrored mode.`;
      return end('withheld', seen, cure('use-other-port', listOf(ports)));
    },
  }),
  fileCheck({
    id: 'port-range',
    topic: 'ports',
    asks: 'Does the dynamic port range of Windows leave free the ports that Linux needs?',
    facts: ['dynamicPorts', 'wsl'],
    hints: ['dynamicUdpPorts'],
    unless: unlessIn('mirrored'),
    endings: {
      usual: pass('It does.'),
      refused: failure('It does not, and this WSL blocks every port in it.', [
        'reset-dynamic-ports',
        'update-wsl-early',
      ]),
      crowded: warning('It does not, and this WSL blocks them once half of the range is used.', [
        'reset-dynamic-ports',
      ]),
      moved: info('It does not, but this WSL has no such rule.', ['reset-dynamic-ports']),
      untold: open('The range for TCP does, and that for UDP is not known.'),
    },
    judge: ({ dynamicPorts, wsl: { wsl } }, _, end, { dynamicUdpPorts }) => {
      const udp = dynamicUdpPorts?.known ? dynamicUdpPorts.value : null;
      const inside = POPULAR_TCP.filter((port) => isWithin(udp ? [dynamicPorts, udp] : [dynamicPorts], port));
      if (inside.length === 0 && !udp) return end('untold', 'Unknown: the dynamic UDP port range of Windows.');
      if (inside.length === 0) return end('usual', 'The dynamic port range of Windows leaves common ports free.');
      const { from, to } = udp && !isWithin([dynamicPorts], inside[0] ?? 0) ? udp : dynamicPorts;
      if (wsl === null || isOlder(wsl, REFUSES_RANGE.from)) {
        return end(
          'moved',
          `Windows assigns ports ${from} to ${to} dynamically, not 49152 to 65535.`,
          cure('reset-dynamic-ports'),
        );
      }
      const usual = [3000, 5173, 8080].filter((port) => inside.includes(port));
      const examples = listOf(usual.length > 0 ? usual : inside.slice(0, 3));
      if (isOlder(wsl, REFUSES_RANGE.until)) {
        const seen = `Windows assigns ports ${from} to ${to} dynamically, and WSL ${wsl} blocks all of them for Linux, including ${examples}.`;
        return end('refused', seen, cure('reset-dynamic-ports'), cure('update-wsl-early'));
      }
      const seen = `Windows assigns ports ${from} to ${to} dynamically. Once half of them are in use, Linux cannot listen on ${examples}.`;
      return end('crowded', seen, cure('reset-dynamic-ports'));
    },
  }),
  fileCheck({
    id: 'port-forwarding',
    topic: 'ports',
    asks: 'Can Windows reach every Linux port via localhost?',
    facts: ['windowsListeners', 'portProxies', 'linuxListeners'],
    hints: ['reservedPorts', 'docker', 'distributions'],
    unless: (input) => {
      const excuse = unlessIn('nat', 'virtioproxy', 'bridged')(input);
      return excuse ?? (input.file.settings.localhostForwarding.value ? null : 'localhostForwarding is off.');
    },
    endings: {
      leads: pass('It does.'),
      docker: pass('Docker Desktop listens on both sides by design.'),
      taken: warning(
        'Windows also listens on one of them.',
        ['use-other-port'],
        'On Windows, localhost reaches the Windows program.',
      ),
      untold: open('Windows listens on none of them; its reserved ports are not known.'),
      reserved: warning(
        'Windows has reserved one of them.',
        ['use-other-port'],
        'WSL cannot forward it, so Windows cannot reach it via localhost.',
      ),
    },
    judge: ({ windowsListeners, portProxies, linuxListeners }, _, end, { reservedPorts, docker, distributions }) => {
      const view = { facts: { windowsListeners: known(windowsListeners), portProxies: known(portProxies) } };
      const wanted = portsWith(linuxListeners, 'tcp').filter((port) => !OF_WINDOWS.includes(port));
      const taken = wanted.filter((port) => ownListeners(view, { protocol: 'tcp', port }).some(isNoRelay));
      const isDockers = dockerPorts(windowsListeners, docker, distributions);
      const byOthers = taken.filter((port) => !isDockers({ protocol: 'tcp', port }));
      if (byOthers.length > 0) {
        const seen = `Windows and Linux both listen on ${portsOf(byOthers)}.`;
        return end('taken', seen, cure('use-other-port', listOf(byOthers)));
      }
      if (taken.length > 0) return end('docker', `Docker Desktop listens on ${portsOf(taken)} for its containers.`);
      if (!reservedPorts?.known) return end('untold', 'Unknown: the ports that Windows has reserved.');
      const reserved = wanted.filter((port) => isWithin(reservedPorts.value, port));
      if (reserved.length > 0) {
        const seen = `Linux listens on ${portsOf(reserved)}, which Windows has reserved.`;
        return end('reserved', seen, cure('use-other-port', listOf(reserved)));
      }
      return end('leads', 'Windows blocks no port that Linux listens on.');
    },
  }),
];

/** Where Windows does not tell whose a listener is, one on 127.0.0.1 is most likely WSL's own relay. */
function isNoRelay({ program, address }: Listener): boolean {
  return program !== null || !isLoopback(address);
}

/** Docker Desktop publishes the ports of its containers on Windows and in Linux. */
export function isDockerDesktop(
  docker: Fact<Docker | null> | undefined,
  distributions: Fact<readonly Distribution[]> | undefined,
): boolean {
  if (docker?.known && docker.value?.kind === 'desktop') return true;
  return (
    distributions?.known === true &&
    distributions.value.some((each) => each.isRunning && each.name === 'docker-desktop')
  );
}

/** Docker Desktop's programs on Windows that listen for containers. */
const OF_DOCKER = /docker|vpnkit/i;

/** Tells the ports that Docker Desktop has on Windows. Where Windows does not say whose a listener is, it may be Docker's. */
function dockerPorts(
  windowsListeners: readonly Listener[],
  docker: Fact<Docker | null> | undefined,
  distributions: Fact<readonly Distribution[]> | undefined,
): (port: Port) => boolean {
  const isHere = isDockerDesktop(docker, distributions);
  return ({ protocol, port }) =>
    isHere &&
    windowsListeners
      .filter((one) => one.protocol === protocol && one.port === port)
      .every(({ program }) => program === null || OF_DOCKER.test(program));
}

function portsWith(listeners: readonly Listener[], protocol: Listener['protocol']): number[] {
  const ports = listeners.filter((listener) => listener.protocol === protocol).map(({ port }) => port);
  return [...new Set(ports)].sort((a, b) => a - b);
}

type Port = Pick<Listener, 'protocol' | 'port'>;

/** `8080`, or `51820 (UDP)`. */
function labelOf({ protocol, port }: Port): string {
  return protocol === 'udp' ? `${port} (UDP)` : `${port}`;
}

/** Ports that both listen on, TCP and UDP apart. */
function sharedPorts(windows: readonly Listener[], linux: readonly Listener[]): Port[] {
  return (['tcp', 'udp'] as const).flatMap((protocol) => {
    const ports = portsWith(windows, protocol);
    return portsWith(linux, protocol).flatMap((port) => (ports.includes(port) ? [{ protocol, port }] : []));
  });
}

function popularPorts(listeners: readonly Listener[]): Port[] {
  const popular = { tcp: POPULAR_TCP, udp: POPULAR_UDP };
  return (['tcp', 'udp'] as const).flatMap((protocol) => {
    const ports = portsWith(listeners, protocol);
    return ports.flatMap((port) => (popular[protocol].includes(port) ? [{ protocol, port }] : []));
  });
}

function isWithin(ranges: readonly PortRange[], port: number): boolean {
  return ranges.some(({ from, to }) => from <= port && port <= to);
}
