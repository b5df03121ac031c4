import { readdir, readlink } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import {
  type Fact,
  type Facts,
  known,
  type Listener,
  type PortProxy,
  type PortRange,
  type Protocol,
  unknown,
} from '../facts.ts';
import { WINDOWS_LISTENERS_SCRIPT } from '../port-scripts.ts';
import { understood } from '../programs.ts';
import { at, isInside } from '../system.ts';
import { isPort, readAnswer } from './firewall.ts';
import type { Inquiry, Probe } from './probe.ts';

/** A listener, and the number of its socket, by which the program that has it is found. */
interface Socket extends Omit<Listener, 'program'> {
  readonly inode: string;
}

const TABLES: readonly (readonly [protocol: Protocol, path: string])[] = [
  ['tcp', '/proc/net/tcp'],
  ['tcp', '/proc/net/tcp6'],
  ['udp', '/proc/net/udp'],
  ['udp', '/proc/net/udp6'],
];

export const probeLinuxListeners: Probe<'linuxListeners'> = async (inquiry) => {
  const texts = await Promise.all(TABLES.map(([, path]) => inquiry.linuxText(path)));
  const [first] = texts;
  // Without IPv6 two of them are missing.
  if (first && !first.known) return first;
  const sockets = texts.flatMap((text, index) =>
    text.known ? readSockets(TABLES[index]?.[0] ?? 'tcp', text.value) : [],
  );
  const programs = sockets.length > 0 ? await findPrograms(inquiry) : new Map<string, string>();
  return known(
    sockets.map(({ protocol, address, port, inode }) => ({
      protocol,
      address,
      port,
      program: programs.get(inode) ?? null,
    })),
  );
};

/** The states of sockets that wait: TCP_LISTEN, and for UDP, which does not listen, TCP_CLOSE. */
const WAITING: { readonly [P in Protocol]: string } = { tcp: '0A', udp: '07' };

/** `/proc/net/tcp` and its like: `sl local remote state … inode`, addresses as hexadecimal words of the processor. */
function readSockets(protocol: Protocol, text: string): Socket[] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', remote = '', state, , , , , , inode = ''] = line.trim().split(/\s+/);
      const [hex = '', digits = ''] = local.split(':');
      const port = Number.parseInt(digits, 16);
      const address = addressOf(hex);
      const waits = state === WAITING[protocol] && remote.endsWith(':0000');
      return waits && address !== null && isPort(port) ? [{ protocol, address, port, inode }] : [];
    });
}

/** Every four bytes are in the order of the processor, the least first. */
function addressOf(hex: string): string | null {
  if (!/^(?:[0-9A-F]{8}|[0-9A-F]{32})$/i.test(hex)) return null;
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex')].reverse());
  const dotted = bytes.slice(-4).join('.');
  if (bytes.length === 4) return dotted;
  const isMapped = bytes.slice(0, 12).join() === '0,0,0,0,0,0,0,0,0,0,255,255';
  if (isMapped) return `::ffff:${dotted}`;
  const words = (Buffer.from(bytes).toString('hex').match(/.{4}/g) ?? []).join(':');
  // The usual spelling, without needless zeros.
  return new URL(`http://[${words}]`).hostname.slice(1, -1);
}

/** The programs of sockets, by the sockets' numbers: those of this user, for the others cannot be seen. */
async function findPrograms(inquiry: Inquiry): Promise<ReadonlyMap<string, string>> {
  return isInside(inquiry.place) ? await readPrograms(inquiry) : await askPrograms(inquiry);
}

async function readPrograms({ system }: Inquiry): Promise<ReadonlyMap<string, string>> {
  const folder = at(system, '/proc');
  const names = await readdir(folder).catch(() => []);
  const programs = new Map<string, string>();
  await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map(async (pid) => {
        try {
          const descriptors = await readdir(`${folder}/${pid}/fd`);
          const program = nameOf(await readlink(`${folder}/${pid}/exe`));
          const targets = await Promise.all(
            descriptors.map((descriptor) => readlink(`${folder}/${pid}/fd/${descriptor}`).catch(() => '')),
          );
          for (const target of targets) note(programs, target, program);
        } catch {
          // Another user's, or it has ended.
        }
      }),
  );
  return programs;
}

/** It is one word of a command line, and nothing in it means anything to the programs that pass it on. */
const LIST_PROGRAMS = 'ls -l /proc/[0-9]*/exe /proc/[0-9]*/fd 2>/dev/null; true';

async function askPrograms({ askInside }: Inquiry): Promise<ReadonlyMap<string, string>> {
  const listing = understood('sh', await askInside('sh', '-c', LIST_PROGRAMS), (text) => text);
  const programs = new Map<string, string>();
  const names = new Map<string, string>();
  let pid = '';
  for (const line of listing.known ? listing.value.split('\n') : []) {
    const [, ofExe, exe = ''] = / \/proc\/(\d+)\/exe -> (.*)$/.exec(line) ?? [];
    if (ofExe !== undefined) names.set(ofExe, nameOf(exe));
    pid = /^\/proc\/(\d+)\/fd:$/.exec(line)?.[1] ?? pid;
    const program = names.get(pid);
    const [, target = ''] = / -> (socket:\[\d+\])$/.exec(line) ?? [];
    if (program !== undefined) note(programs, target, program);
  }
  return programs;
}

function note(programs: Map<string, string>, target: string, program: string): void {
  const [, inode] = /^socket:\[(\d+)\]$/.exec(target) ?? [];
  if (inode !== undefined) programs.set(inode, program);
}

/** A program that was replaced while it runs has a mark behind its path. */
function nameOf(path: string): string {
  return path.replace(/ \(deleted\)$/, '').replace(/^.*\//, '');
}

/** Where PowerShell is forbidden, older programs tell the same. */
export const probeWindowsListeners: Probe<'windowsListeners'> = async (inquiry) => {
  const listeners = readAnswer(await inquiry.runPowerShell(WINDOWS_LISTENERS_SCRIPT), readListeners);
  if (listeners.known) return listeners;
  const others = await askNetstat(inquiry);
  return others.known ? others : listeners;
};

function readListeners(rows: unknown): Listener[] | null {
  if (!Array.isArray(rows) || rows.length === 0) return null;
  return rows.flatMap(({ protocol, address, port, program }): Listener[] => {
    if ((protocol !== 'tcp' && protocol !== 'udp') || !isPort(port)) return [];
    const name = typeof program === 'string' && program !== '' ? program : null;
    return [{ protocol, address: withoutZone(String(address)), port, program: name }];
  });
}

/** A zone follows the address of a single link. */
function withoutZone(address: string): string {
  return address.split('%')[0] ?? '';
}

/** A row of netstat: `TCP 0.0.0.0:445 0.0.0.0:0 WORD 4`, `UDP [::]:5353 *:* 1234`. A listener's foreign address ends in `:0`. */
const NETSTAT_ROW = /^\s*(?:(TCP)\s+(\S+):(\d+)\s+\S+:0\s+\S.*?|(UDP)\s+(\S+):(\d+)\s+\*:\*)\s+(\d+)\s*$/gm;

/** Words of these tables are translated; numbers, names of programs and the order are not. */
async function askNetstat({ askWindows }: Inquiry): Promise<Fact<readonly Listener[]>> {
  const [sockets, tasks] = await Promise.all([
    askWindows('netstat.exe', '-ano'),
    askWindows('tasklist.exe', '/fo', 'csv', '/nh'),
  ]);
  const names = understood('tasklist.exe', tasks, (text) => {
    const rows = [...text.matchAll(/^"([^"]+)","(\d+)"/gm)];
    return rows.length === 0 ? null : new Map(rows.map(([, name = '', id = '']) => [id, name.replace(/\.exe$/i, '')]));
  });
  // Without names WSL's own listeners would be taken for somebody else's.
  if (!names.known) return names;
  return understood('netstat.exe', sockets, (text) => {
    const rows = [...text.matchAll(NETSTAT_ROW)];
    const listeners = rows.flatMap(([, tcp, tcpAddress, tcpPort, , udpAddress, udpPort, id = '']): Listener[] => {
      const address = (tcpAddress ?? udpAddress ?? '').replace(/^\[|\]$/g, '');
      const port = Number(tcpPort ?? udpPort);
      if (!isPort(port)) return [];
      const program = names.value.get(id) ?? null;
      return [{ protocol: tcp ? 'tcp' : 'udp', address: withoutZone(address), port, program }];
    });
    return listeners.length === 0 ? null : listeners;
  });
}

const PORT_PROXY = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\PortProxy\\v4tov4\\tcp';

/** In the registry a proxy is a value: its name `0.0.0.0/8080`, its data `172.20.1.2/8080`. */
export const probePortProxies: Probe<'portProxies'> = async ({ registry }) => {
  const values = await registry(PORT_PROXY);
  if (!values.known) return values;
  return known(
    [...values.value].flatMap(([name, value]): PortProxy[] => {
      const [listenAddress, listenPort] = readEnd(name);
      const [connectAddress, connectPort] = readEnd(value);
      return isPort(listenPort) && isPort(connectPort)
        ? [{ listenAddress, listenPort, connectAddress, connectPort }]
        : [];
    }),
  );
};

/** The port is 0 where there is none, or where the address is neither an address nor the name of a machine. */
function readEnd(text: string): [address: string, port: number] {
  const [, address = '', port = '0'] = /^([\w.:*-]+)\/(\d{1,5})$/.exec(text) ?? [];
  return [address, Number(port)];
}

/** The adapter of nat mode. Docker's own come and go, and no other name can be relied on. */
const ADAPTER = 'eth0';

export const probeVmAddress: Probe<'vmAddress'> = async (inquiry) => {
  const { system, place, linuxText, get } = inquiry;
  if (place === 'wsl2') {
    const own = system.networkInterfaces()[ADAPTER]?.find(({ family }) => family === 'IPv4');
    return own ? known(own.address) : unknown('not-understood', ADAPTER);
  }
  const [routes, trie] = await Promise.all([linuxText('/proc/net/route'), linuxText('/proc/net/fib_trie')]);
  const found = routes.known && trie.known ? findAddress(routes.value, trie.value) : null;
  if (found !== null) return known(found);
  return lastKnown(await get('wslNetwork'), 'natAddress');
};

/** The own address (`/32 host LOCAL`) in the adapter's subnet. Lines of the routes: adapter, destination, gateway, …, mask. */
function findAddress(routes: string, trie: string): string | null {
  const own = [...trie.matchAll(/\|-- (\S+)\s+\/32 host LOCAL/g)].map(([, address = '']) => address);
  for (const [name, destination = '', , , , , , mask = ''] of routes.split('\n').map((line) => line.split(/\s+/))) {
    const bits = Number.parseInt(mask, 16);
    if (name !== ADAPTER || !(bits > 0)) continue;
    const subnet = Number.parseInt(destination, 16) & bits;
    const address = own.find((one) => (wordOf(one) & bits) === subnet);
    if (address !== undefined) return address;
  }
  return null;
}

/** An address as the kernel prints it: the first byte is the lowest. */
function wordOf(address: string): number {
  return address.split('.').reduceRight((word, part) => (word << 8) | Number(part), 0);
}

export const probeNatGateway: Probe<'natGateway'> = async ({ place, linuxText, get }) => {
  if (place === 'wsl2') {
    const routes = await linuxText('/proc/net/route');
    if (!routes.known) return routes;
    const fields = routes.value.split('\n').map((line) => line.split(/\s+/));
    const [, , gateway = ''] =
      fields.find(([, destination, gateway]) => destination === '00000000' && gateway !== '00000000') ?? [];
    const address = addressOf(gateway);
    return address === null ? unknown('not-understood', '/proc/net/route') : known(address);
  }
  return lastKnown(await get('wslNetwork'), 'natGateway');
};

/** As of the last start in nat mode. */
function lastKnown(network: Facts['wslNetwork'], name: 'natAddress' | 'natGateway'): Fact<string> {
  if (!network.known) return network;
  const address = network.value[name];
  return address === null || !isIPv4(address) ? unknown('not-understood', 'reg.exe') : known(address);
}

/* Words of these tables are translated: only the numbers are read. */

export const probeReservedPorts: Probe<'reservedPorts'> = (inquiry) => askReserved(inquiry, 'tcp');
export const probeReservedUdpPorts: Probe<'reservedUdpPorts'> = (inquiry) => askReserved(inquiry, 'udp');

/** `netsh … excludedportrange`: rows of two numbers, and a star behind those an administrator made. */
async function askReserved({ askWindows }: Inquiry, protocol: 'tcp' | 'udp') {
  const args = ['interface', 'ipv4', 'show', 'excludedportrange', `protocol=${protocol}`];
  return understood('netsh.exe', await askWindows('netsh.exe', ...args), (text) => {
    const rows = [...text.matchAll(/^\s*(\d+)\s+(\d+)\s*\*?\s*$/gm)];
    // A machine without reserved ranges still has the line under the headings.
    if (rows.length === 0 && !text.includes('---')) return null;
    return rows.map(([, from, to]): PortRange => ({ from: Number(from), to: Number(to) }));
  });
}

export const probeDynamicPorts: Probe<'dynamicPorts'> = (inquiry) => askDynamic(inquiry, 'tcp');
export const probeDynamicUdpPorts: Probe<'dynamicUdpPorts'> = (inquiry) => askDynamic(inquiry, 'udp');

/** `netsh … dynamicport`: the first port, then how many. */
async function askDynamic({ askWindows }: Inquiry, protocol: 'tcp' | 'udp') {
  const answer = await askWindows('netsh.exe', 'interface', 'ipv4', 'show', 'dynamicport', protocol);
  return understood('netsh.exe', answer, (text) => {
    const [start, count] = [...text.matchAll(/:\s*(\d+)\s*$/gm)].map(([, number]) => Number(number));
    return start === undefined || count === undefined ? null : { from: start, to: start + count - 1 };
  });
}
