import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { End, Exchange, Problem, ServerAnswer } from '../machine/ends.ts';
import type { Fact } from '../machine/facts.ts';
import {
  type Bench,
  cannotTell,
  fails,
  howItFailed,
  type Leg,
  LOOKUP_TIMEOUT,
  notPromised,
  type Outcome,
  otherNames,
  SHOW_FIREWALL,
  type Step,
  seconds,
  step,
  type Trouble,
  unknownOutcome,
  works,
} from './leg.ts';
import { askThroughProxy } from './named-legs.ts';

/** How long one name server may take, in milliseconds. */
const SERVER_TIMEOUT = 2500;
/** How long a connection may take. */
const CONNECT_TIMEOUT = 3000;
/** From when on a lookup is called slow. */
const SLOW = 1500;
/** Programs ask no more than the first three servers of resolv.conf. */
const SERVERS_ASKED = 3;

/** A name server, and what it answered over UDP and TCP; null where that could not be tried. */
interface Server {
  readonly address: string;
  readonly udp: ServerAnswer | null;
  readonly tcp: ServerAnswer | null;
}

/** Whether names resolve: as programs resolve them, and by each server that resolv.conf names. */
export const DNS: Leg = {
  id: 'dns',
  title: 'Names (DNS)',
  ability: null,
  async attempt(bench) {
    const { linux, landmarks } = bench.ends;
    const resolvConf = await linux.readText('/etc/resolv.conf');
    if (!resolvConf.known) return cannotTell(resolvConf);
    const lines = [...resolvConf.value.matchAll(/^\s*nameserver\s+(\S+)/gm)];
    const addresses = lines.map(([, address = '']) => address).filter((address) => isIP(address) !== 0);
    if (addresses.length === 0) {
      return fails('DNS', 'dns-no-server', '/etc/resolv.conf has no name server, so no names resolve.', [
        step('Let WSL create the file again:', 'sudo rm /etc/resolv.conf && wslnet restart'),
      ]);
    }
    const [lookup, all] = await Promise.all([
      linux.resolve(landmarks.name, LOOKUP_TIMEOUT),
      Promise.all(addresses.slice(0, SERVERS_ASKED).map((address) => askServer(bench, address))),
    ]);
    const servers = all.filter(({ udp }) => udp !== null);
    if (!lookup.known && servers.length === 0) return cannotTell(lookup);
    const dead = servers.filter(({ udp }) => udp !== null && isSilent(udp.problem));
    const first = servers.find(({ udp }) => udp?.problem === null);
    const { ms, problem } = lookup.known
      ? lookup.value
      : { ms: first?.udp?.ms ?? 0, problem: first ? null : 'no-name' };
    if (problem !== null) return await whyNoName(bench, dead, servers);
    const warning = whatIsSlow(bench, ms, dead, servers);
    // A lookup starts a program, which takes longer than the answer.
    return works(warning === null ? (first?.udp?.ms ?? ms) : ms, null, warning);
  },
};

async function askServer({ ends: { linux, landmarks } }: Bench, address: string): Promise<Server> {
  const [udp, tcp] = await Promise.all([
    linux.askServer(address, landmarks.name, 'udp', SERVER_TIMEOUT),
    linux.askServer(address, landmarks.name, 'tcp', SERVER_TIMEOUT),
  ]);
  return { address, udp: udp.known ? udp.value : null, tcp: tcp.known ? tcp.value : null };
}

/** Whether a server said nothing at all; that it does not know a name is an answer. */
function isSilent(problem: Problem | null): boolean {
  return problem !== null && problem !== 'no-name';
}

function whatIsSlow(bench: Bench, ms: number, dead: readonly Server[], servers: readonly Server[]): Trouble | null {
  if (dead.length > 0 && dead.length < servers.length) {
    const seen = `Names resolve, in ${seconds(ms)}, but the name server ${listed(dead)} does not answer.`;
    return { layer: 'DNS', cause: 'dns-server-dead', seen, steps: withoutDead(bench, dead) };
  }
  if (ms <= SLOW) return null;
  const seen = `Names resolve slowly: it took ${seconds(ms)}.`;
  return { layer: 'DNS', cause: 'dns-slow', seen, steps: otherNames(bench) };
}

async function whyNoName(bench: Bench, dead: readonly Server[], servers: readonly Server[]): Promise<Outcome> {
  const { name } = bench.ends.landmarks;
  const windows = await bench.windowsNames();
  if (windows.known && windows.value.problem !== null) {
    return fails('Windows', 'dns-windows', 'Names resolve neither in Linux nor on Windows.', [
      step(
        'Fix the connection or the DNS settings of Windows. To check, in PowerShell (it must print an address):',
        `Resolve-DnsName ${name}`,
      ),
    ]);
  }
  const contrast = windows.known ? ' On Windows, they do.' : '';
  if (servers.length === 0) {
    return fails('DNS', 'dns-dead', `No names resolve in Linux.${contrast}`, otherNames(bench));
  }
  const alive = servers.filter((server) => !dead.includes(server));
  if (alive.length === 0) {
    if (dead.every(({ tcp }) => tcp?.problem === null)) {
      const seen = `No names resolve: ${listed(dead)} answers over TCP, but not over UDP, which programs use.${contrast}`;
      return fails('DNS', 'dns-udp-blocked', seen, otherNames(bench));
    }
    const seen =
      dead.length === 1
        ? `No names resolve in Linux: the name server ${listed(dead)} does not answer.${contrast}`
        : `No names resolve in Linux: the name servers ${listed(dead)} do not answer.${contrast}`;
    return fails('DNS', 'dns-dead', seen, otherNames(bench));
  }
  if (alive.every(({ udp }) => udp?.problem !== null)) {
    const seen = `The name server ${listed(alive)} answers but does not know ${name}.${contrast}`;
    return fails('DNS', 'dns-no-name', seen, otherNames(bench));
  }
  if (dead.length > 0) {
    const seen = `Names do not resolve in time: the name server ${listed(dead)} does not answer, and programs give up before they ask ${listed(alive)}.`;
    return fails('DNS', 'dns-server-dead', seen, withoutDead(bench, dead));
  }
  const seen = `The name server ${listed(alive)} knows ${name}, but programs do not get the answer.`;
  return fails('DNS', 'dns-nsswitch', seen, [
    step('Look for "hosts:" in the file; "files dns" is usual:', 'cat /etc/nsswitch.conf'),
  ]);
}

function listed(servers: readonly Server[]): string {
  return servers.map(({ address }) => address).join(' and ');
}

function withoutDead(bench: Bench, dead: readonly Server[]): Step[] {
  return [step(`Remove ${listed(dead)} from /etc/resolv.conf, or:`), ...otherNames(bench)];
}

/** What Microsoft's test page says. */
const TEST_PAGE = 'Microsoft Connect Test';

/** Whether Linux reaches the internet over IPv4 addresses: its own names have no part in it. */
export const IPV4: Leg = {
  id: 'ipv4',
  title: 'Internet over IPv4',
  ability: null,
  async attempt(bench) {
    const names = await soon(bench.windowsNames());
    const named = names?.known ? names.value.addresses.filter((address) => isIP(address) === 4) : [];
    const reach = (end: End) => reachAny(bench, end, named, bench.ends.landmarks.address);
    const linux = await reach(bench.ends.linux);
    if (!linux.known) return cannotTell(linux);
    if (linux.value.connected !== null) {
      const { head, connected } = linux.value;
      const isOther = head.startsWith('HTTP/') && !head.includes(TEST_PAGE);
      return works(connected, null, isOther ? CAPTIVE_PORTAL : null);
    }
    const windows = await reach(bench.ends.windows);
    if (windows.known && windows.value.connected === null) {
      return fails('Windows', 'ipv4-windows', 'Neither Windows nor Linux can reach the internet over IPv4.', [
        step('Connect Windows to the internet first.'),
      ]);
    }
    const table = await bench.ends.linux.readText('/proc/net/route');
    if (table.known && !hasDefaultRoute(table.value)) {
      return fails('routing', 'ipv4-no-route', 'Linux has no IPv4 route to the internet.', [
        step('Restart the WSL network:', 'wslnet restart'),
        step('If it happens again, find the cause:', 'wslnet doctor'),
      ]);
    }
    const proxied = await askThroughProxy(bench);
    if (proxied?.exchange.known && proxied.exchange.value.head.startsWith('HTTP/')) {
      return works(proxied.exchange.value.ms, 'Only through the proxy of your network.');
    }
    const contrast = windows.known ? ' Windows can.' : '';
    const seen = `Linux cannot reach the internet over IPv4: ${howItFailed(linux.value)}.${contrast}`;
    return fails('routing', 'ipv4-blocked', seen, whenBlocked(bench));
  },
};

const CAPTIVE_PORTAL: Trouble = {
  layer: 'Windows',
  cause: 'captive-portal',
  seen: 'A sign-in page, as in a hotel, blocks the internet.',
  steps: [step('Open a browser on Windows and sign in.')],
};

/** Interface, destination and gateway in hexadecimal; the mask is the eighth column. */
function hasDefaultRoute(table: string): boolean {
  return /^\S+\t00000000\t\S+\t(?:\S+\t){4}00000000\t/m.test(table);
}

/** In these two modes packets pass the firewall in front of Linux, and adapters that Windows may be told to use alone. */
function whenBlocked({ mode }: Bench): Step[] {
  if (mode !== 'mirrored' && mode !== 'nat') return [step('Restart the WSL network:', 'wslnet restart')];
  const other = step('If that helps, try mirrored mode, which works with more VPNs:', 'wslnet set mirrored --restart');
  return [
    step('Disconnect the VPN, if there is one, and test again.'),
    ...(mode === 'nat' ? [other] : []),
    step('Check in PowerShell that DefaultOutboundAction is not Block:', SHOW_FIREWALL),
    step('Check the other settings:', 'wslnet doctor'),
  ];
}

/** Null for what is not there in time: it would only be good to have. */
async function soon<T>(answer: Promise<T>): Promise<T | null> {
  return await Promise.race([answer, sleep(CONNECT_TIMEOUT, null, { ref: false })]);
}

/** Tries a landmark by the address that Windows has for its name, and one whose address is known. */
async function reachAny(
  { ends: { landmarks } }: Bench,
  end: End,
  named: readonly string[],
  fixed: string,
): Promise<Fact<Exchange>> {
  const say = `GET /connecttest.txt HTTP/1.1\r\nHost: ${landmarks.name}\r\nConnection: close\r\n\r\n`;
  const byName = named
    .slice(0, 1)
    .map((address) => end.exchange({ address, port: landmarks.port, say, want: 4096, timeout: CONNECT_TIMEOUT }));
  const byAddress = end.exchange({ address: fixed, port: landmarks.addressPort, timeout: CONNECT_TIMEOUT });
  let last = await byAddress;
  for (const attempt of byName) {
    const exchange = await attempt;
    if (exchange.known && (exchange.value.connected !== null || !isConnected(last))) last = exchange;
  }
  return last;
}

function isConnected(exchange: Fact<Exchange>): boolean {
  return exchange.known && exchange.value.connected !== null;
}

/** Whether Linux reaches the internet over IPv6, where Windows does. */
export const IPV6: Leg = {
  id: 'ipv6',
  title: 'Internet over IPv6',
  ability: 'ipv6',
  async attempt(bench) {
    const adapters = await bench.adapters();
    if (adapters.known && !adapters.value.some(({ addresses }) => addresses.some(isGlobal6))) {
      return notPromised('Windows has no IPv6 address, so Linux cannot have one.');
    }
    const names = await soon(bench.windowsNames6());
    const named = names?.known ? names.value.addresses.filter((address) => isIP(address) === 6) : [];
    const reach = (end: End) => reachAny(bench, end, named, bench.ends.landmarks.address6);
    const linux = await reach(bench.ends.linux);
    if (!linux.known) return cannotTell(linux);
    if (linux.value.connected !== null) return works(linux.value.connected);
    const windows = await reach(bench.ends.windows);
    if (!windows.known) return unknownOutcome('Linux has no IPv6, and Windows could not be asked whether it has.');
    if (windows.value.connected === null) return notPromised('Windows cannot reach the internet over IPv6 either.');
    const addresses = await bench.ends.linux.readText('/proc/net/if_inet6');
    // Address, index, prefix, scope (00 is global), flags, name.
    if (!addresses.known || !/^[23]\S+ \S+ \S+ 00 /m.test(addresses.value)) {
      return fails('routing', 'ipv6-no-address', 'Windows has IPv6, but Linux has no global IPv6 address.', [
        step('Check whether IPv6 is off in Linux (this must print 0):', 'cat /proc/sys/net/ipv6/conf/all/disable_ipv6'),
        step('Restart the WSL network:', 'wslnet restart'),
      ]);
    }
    const routes = await bench.ends.linux.readText('/proc/net/ipv6_route');
    if (routes.known && !hasDefaultRoute6(routes.value)) {
      return fails('routing', 'ipv6-no-route', 'Linux has an IPv6 address, but no IPv6 route to the internet.', [
        step('Restart the WSL network:', 'wslnet restart'),
      ]);
    }
    const seen = `Linux cannot reach the internet over IPv6: ${howItFailed(linux.value)}. Windows can.`;
    return fails('routing', 'ipv6-blocked', seen, whenBlocked(bench));
  },
};

/** Destination and prefix, source and prefix, next hop, four numbers, interface. Linux keeps a dead default on lo. */
function hasDefaultRoute6(table: string): boolean {
  return table.split('\n').some((line) => /^0{32} 00 /.test(line) && !/\slo\s*$/.test(line));
}

function isGlobal6(address: string): boolean {
  return /^[23][0-9a-f]{3}:/i.test(address);
}
