import type { Fact, Listener, Port, PortRange } from '../machine/facts.ts';
import {
  type Bench,
  cannotTell,
  fails,
  howItFailed,
  type Leg,
  type LegId,
  notPromised,
  type Outcome,
  step,
  unknownOutcome,
  works,
} from './leg.ts';
import { isLoopback, portText } from './notation.ts';
import { isKeptByWindows, linuxListeners, ownListeners, type PortRow, portRows, type ReachView } from './ports.ts';
import { reasonText } from './reasons.ts';

/** How long a connection may take, in milliseconds. */
const TIMEOUT = 3000;

const LOCALHOST = '127.0.0.1';

/** What is known about a port before it is tried. */
export interface AskedPort {
  readonly port: Port;
  readonly view: ReachView;
  /** TCP port ranges that Windows keeps for itself. */
  readonly reservedPorts: Fact<readonly PortRange[]>;
  /** The address of Windows in nat mode; null where it is not known. */
  readonly gateway: string | null;
}

/** The paths to one port, in the order in which one is in the way of the next: who listens, then who gets there. */
export function portLegs(asked: AskedPort): Leg[] {
  const { view, port } = asked;
  const rows = portRows(view).filter((row) => row.port === port.port && row.protocol === port.protocol);
  const inLinux = rows.find(({ linux }) => linux.length > 0);
  const onWindows = rows.find(({ windows }) => windows.length > 0);
  const row = inLinux ?? onWindows;
  const legs = [leg('port-listener', `Port ${port.port}`, (bench) => whoListens(bench, asked, row))];
  if (!row) return legs;
  const home = inLinux ? 'Linux' : 'Windows';
  return [
    ...legs,
    leg('port-from-linux', `Linux to port ${port.port}`, (bench) => fromLinux(bench, asked, row)),
    leg('port-from-windows', `Windows to port ${port.port}`, (bench) => fromWindows(bench, asked, row)),
    leg('port-from-lan', `LAN to port ${port.port} in ${home}`, async () => fromLan(port, row)),
  ];
}

function leg(id: LegId, title: string, attempt: Leg['attempt']): Leg {
  return { id, title, ability: null, attempt };
}

/** `node on 127.0.0.1 in Linux`. */
function listenersText(listeners: readonly Listener[], where: string): string {
  const names = [...new Set(listeners.map(({ program }) => program ?? 'a program'))].join(', ');
  const addresses = [...new Set(listeners.map(({ address }) => address))].join(', ');
  return `${names} on ${addresses} ${where}`;
}

async function whoListens(bench: Bench, asked: AskedPort, row: PortRow | undefined): Promise<Outcome> {
  const { port, view } = asked;
  const linux = linuxListeners(view, port);
  const windows = ownListeners(view, port);
  if (linux.length > 0 && bench.mode === 'mirrored' && isKeptByWindows(port)) {
    const seen = `Windows keeps port ${port.port} for itself in mirrored mode: no connection to it reaches Linux, not even from Linux itself.`;
    return fails('Windows', 'kept-by-windows', seen, [step('Use another port for the program in Linux.')]);
  }
  if (linux.length > 0 && windows.length > 0 && bench.mode !== 'bridged') {
    const seen = `Two programs listen on port ${port.port}: ${listenersText(linux, 'in Linux')}, and ${listenersText(windows, 'on Windows')}, which gets the connections to Windows.`;
    return fails('program', 'port-taken', seen, [step('Stop one of them, or use another port for it.')]);
  }
  if (row)
    return works(
      null,
      [listenersText(linux, 'in Linux'), listenersText(windows, 'on Windows')][linux.length > 0 ? 0 : 1],
    );
  if (!view.facts.linuxListeners.known) return cannotTell(view.facts.linuxListeners);
  return await canListen(bench, asked);
}

/** Nobody listens. Whether a program in Linux could is tried. */
async function canListen({ ends, wsl }: Bench, { port, view, reservedPorts }: AskedPort): Promise<Outcome> {
  const nobody = view.facts.windowsListeners.known
    ? `Nothing listens on port ${port.port}, neither in Linux nor on Windows.`
    : `Nothing listens on port ${port.port} in Linux. wslnet could not check Windows.`;
  const listening = await ends.linux.listen(LOCALHOST, port.port, '');
  if (!listening.known) return fails('program', 'nobody-listens', nobody, [step('Start the program.')]);
  const { problem, close } = listening.value;
  close();
  if (problem === null) {
    return fails('program', 'nobody-listens', nobody, [step('Start the program. The port is free.')]);
  }
  const ranges = reservedPorts.known ? reservedPorts.value : [];
  const range = ranges.find(({ from, to }) => from <= port.port && port.port <= to);
  if (range) {
    const seen = `No Linux program can use port ${port.port}: Windows has reserved ${range.from} to ${range.to} for itself.`;
    return fails('Windows', 'port-reserved', seen, [
      step('Use a port outside that range, or free it, in PowerShell as administrator:', 'Restart-Service winnat'),
      step('To list these ranges:', 'netsh interface ipv4 show excludedportrange protocol=tcp'),
    ]);
  }
  if (problem === 'denied') {
    const seen = `In Linux, only root can use port ${port.port}.`;
    return fails('program', 'port-privileged', seen, [step('Start the program with sudo, or use a port above 1023.')]);
  }
  const seen = `No Linux program can use port ${port.port}, although no known program uses it.`;
  return fails('Windows', 'port-refused', seen, [
    step(
      `WSL 2.8.7 to 2.9.4 block many ports${wsl === null ? '' : ` (this is ${wsl})`}. Update, on Windows:`,
      'wsl --update',
    ),
  ]);
}

async function fromLinux({ ends, mode }: Bench, { port, gateway }: AskedPort, row: PortRow): Promise<Outcome> {
  if (row.linux.length > 0) {
    const own = row.linux.find(({ address }) => address !== '0.0.0.0' && address !== '::' && !isLoopback(address));
    const isLocal = row.linux.some(
      ({ address }) => address === '0.0.0.0' || address === '::' || address.startsWith('127.'),
    );
    const address = isLocal ? LOCALHOST : (own?.address ?? row.linux[0]?.address ?? LOCALHOST);
    return judged(
      await ends.linux.exchange({ address, port: port.port, timeout: TIMEOUT }),
      'Linux',
      address,
      row,
      port,
    );
  }
  const { answer, because } = row.reach.linux;
  if (answer === 'no') return notPromised(sentence(reasonText(because, port)));
  const address = mode === 'nat' ? gateway : LOCALHOST;
  if (address === null) return unknownOutcome('The address of Windows on this network is not known.');
  return judged(await ends.linux.exchange({ address, port: port.port, timeout: TIMEOUT }), 'Linux', address, row, port);
}

async function fromWindows({ ends }: Bench, { port, view }: AskedPort, row: PortRow): Promise<Outcome> {
  const { answer, because } = row.reach.windows;
  if (row.linux.length > 0 && answer === 'no') {
    const cure =
      because.code === 'forwarding-off' ? [step('Turn it on:', 'wslnet set localhostForwarding=true --restart')] : [];
    const ignored =
      because.code === 'ignored-port'
        ? [step('Remove it from the list:', `wslnet set ignoredPorts-=${port.port} --restart`)]
        : [];
    const seen = `Windows cannot reach port ${portText(port)} in Linux: ${reasonText(because, port)}.`;
    return fails('localhost', because.code, seen, [...cure, ...ignored]);
  }
  const { vmAddress } = view.facts;
  const isByAddress = because.code === 'by-address' && vmAddress.known;
  const address = isByAddress ? vmAddress.value : LOCALHOST;
  return judged(
    await ends.windows.exchange({ address, port: port.port, timeout: TIMEOUT }),
    'Windows',
    address,
    row,
    port,
  );
}

function judged(
  exchange: Awaited<ReturnType<Bench['ends']['linux']['exchange']>>,
  who: string,
  address: string,
  row: PortRow,
  port: Port,
): Outcome {
  if (!exchange.known) return cannotTell(exchange);
  if (exchange.value.connected !== null) return works(exchange.value.connected, address);
  const home = row.linux.length > 0 ? 'in Linux' : 'on Windows';
  const seen = `${who} cannot reach port ${port.port} ${home} by ${address}: ${howItFailed(exchange.value)}.`;
  const isOwn = (who === 'Linux') === row.linux.length > 0;
  return isOwn
    ? fails('program', 'no-answer', seen, [step('Check the program, or restart it.')])
    : fails('localhost', 'no-way', seen, [step('Check whether localhost works at all:', 'wslnet test')]);
}

function fromLan(port: Port, row: PortRow): Outcome {
  const { answer, because } = row.reach.lan;
  const why = reasonText(because, port);
  if (answer === 'yes')
    return unknownOutcome(`It should work: ${why}. To test it from another device: wslnet test --lan`);
  if (answer === 'unknown') return unknownOutcome(sentence(why));
  const isCurable = [
    'blocked-by-default',
    'no-portproxy',
    'portproxy-without-rule',
    'portproxy-stale',
    'other-network',
  ].includes(because.code);
  if (because.code === 'loopback-only') return notPromised(`${sentence(why)} Start it on 0.0.0.0.`);
  return notPromised(isCurable ? `${sentence(why)} To open it: wslnet open ${portText(port)}` : sentence(why));
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
