import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { End, Exchange } from '../machine/ends.ts';
import { type Fact, known } from '../machine/facts.ts';
import {
  type Bench,
  cannotTell,
  fails,
  howItFailed,
  type Leg,
  notPromised,
  SHOW_FIREWALL,
  type Step,
  step,
  type Trouble,
  unknownOutcome,
  works,
} from './leg.ts';

/** How long a connection may take, in milliseconds. */
const TIMEOUT = 3000;

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
  return await Promise.race([answer, sleep(TIMEOUT, null, { ref: false })]);
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
    .map((address) => end.exchange({ address, port: landmarks.port, say, want: 4096, timeout: TIMEOUT }));
  const byAddress = end.exchange({ address: fixed, port: landmarks.addressPort, timeout: TIMEOUT });
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

/** Whether the proxy works that programs in Linux are told to use. */
export const PROXY: Leg = {
  id: 'proxy',
  title: 'Proxy',
  ability: null,
  async attempt(bench) {
    const variables = await bench.variables();
    if (!variables.known) return cannotTell(variables);
    const asked = await askThroughProxy(bench);
    if (asked === null) {
      return variables.value.has('WSL_PAC_URL')
        ? unknownOutcome('Windows uses a proxy script (PAC), which Linux programs do not read.')
        : notPromised('No proxy is set in Linux.');
    }
    const { name, exchange } = asked;
    if (!exchange.known) return cannotTell(exchange);
    const { connected, head, ms, problem } = exchange.value;
    if (head.startsWith('HTTP/')) {
      const wantsPassword = /^HTTP\/\S+ 407 /.test(head);
      return works(ms, wantsPassword ? 'The proxy asks for a user name and password.' : null);
    }
    const steps = [
      step('Start the proxy, or correct it in Windows Settings.'),
      step('Or turn the proxy off in Linux:', 'wslnet set autoProxy=false --restart'),
    ];
    if (problem === 'no-name') {
      return fails('proxy', 'proxy-no-name', `The name of the proxy ${name} does not resolve in Linux.`, steps);
    }
    const how = connected === null ? howItFailed(exchange.value) : 'it accepts connections, but does not answer';
    return fails(
      'proxy',
      'proxy-down',
      `The proxy ${name}, which programs in Linux use, does not work: ${how}.`,
      steps,
    );
  },
};

/** Asks the proxy of Linux for the landmark's page; null where there is no proxy. */
async function askThroughProxy(
  bench: Bench,
): Promise<{ readonly name: string; readonly exchange: Fact<Exchange> } | null> {
  const variables = await bench.variables();
  if (!variables.known) return null;
  const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];
  const proxy = parseProxy(names.map((each) => variables.value.get(each)).find(Boolean) ?? '');
  if (proxy === null) return null;
  const { linux, landmarks } = bench.ends;
  const name = `${proxy.host}:${proxy.port}`;
  let address: string | undefined = proxy.host;
  if (isIP(address) === 0) {
    const found = await linux.resolve(address, TIMEOUT);
    if (!found.known) return { name, exchange: found };
    address = found.value.addresses[0];
    if (address === undefined) return { name, exchange: known({ ...NOT_TRIED, ms: found.value.ms }) };
  }
  const url = `http://${landmarks.name}/connecttest.txt`;
  const say = `GET ${url} HTTP/1.1\r\nHost: ${landmarks.name}\r\nConnection: close\r\n\r\n`;
  return { name, exchange: await linux.exchange({ address, port: proxy.port, say, want: 16, timeout: TIMEOUT }) };
}

/** What becomes of an exchange with a name that does not resolve. */
const NOT_TRIED: Exchange = {
  connected: null,
  local: null,
  received: 0,
  head: '',
  ms: 0,
  problem: 'no-name',
  unacknowledged: null,
};

/** Reads `http://user:secret@host:8080/` or `host:8080`; null for what is neither. */
function parseProxy(text: string): { readonly host: string; readonly port: number } | null {
  try {
    const url = new URL(text.includes('://') ? text : `http://${text}`);
    const standard = url.protocol === 'https:' ? 443 : 80;
    return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? standard : Number(url.port) };
  } catch {
    return null;
  }
}
