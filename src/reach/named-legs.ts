import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type { End, Exchange, LinuxEnd } from '../machine/ends.ts';
import { type Fact, known, unknown } from '../machine/facts.ts';
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
  step,
  unknownOutcome,
  works,
} from './leg.ts';
import { targetText } from './notation.ts';

/** How long a connection and a transfer may take, and the answer of a proxy, in milliseconds. */
const CONNECT_TIMEOUT = 3000;
const TRANSFER_TIMEOUT = 3500;
const PROXY_TIMEOUT = 3000;

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
export async function askThroughProxy(
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
    const found = await linux.resolve(address, LOOKUP_TIMEOUT);
    if (!found.known) return { name, exchange: found };
    // Then the proxy is not to blame.
    if (found.value.problem === 'timed-out')
      return { name, exchange: unknown('timed-out', 'The name server of Linux') };
    address = found.value.addresses[0];
    if (address === undefined) return { name, exchange: known({ ...NOT_TRIED, ms: found.value.ms }) };
  }
  const url = `http://${landmarks.name}/connecttest.txt`;
  const say = `GET ${url} HTTP/1.1\r\nHost: ${landmarks.name}\r\nConnection: close\r\n\r\n`;
  return { name, exchange: await linux.exchange({ address, port: proxy.port, say, want: 16, timeout: PROXY_TIMEOUT }) };
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

/** Bytes that are said at once: more than two packets of any size that is in use. */
const LARGE = 4000;

/** Ports on which TLS is spoken. */
const TLS_PORTS = [443, 465, 636, 853, 993, 995, 6443, 8443];

/** Whether Linux reaches what the user named, from a VPN for example, as Windows does: small packets and large ones. */
export const TARGET: Leg = {
  id: 'target',
  title: 'Target',
  ability: null,
  async attempt(bench) {
    const { target, ends } = bench;
    if (target === null) return notPromised('No target was named.');
    const name = targetText(target);
    const [inLinux, inWindows] = await Promise.all([find(ends.linux, target.host), find(ends.windows, target.host)]);
    if (!inLinux.known) return cannotTell(inLinux);
    const windowsAddress = inWindows.known ? inWindows.value[0] : undefined;
    const [address] = inLinux.value;
    if (address === undefined) {
      if (inWindows.known && windowsAddress === undefined) {
        return fails('DNS', 'target-no-name', `${target.host} resolves neither in Linux nor on Windows.`, [
          step('Check the name, and that the VPN is connected.'),
        ]);
      }
      const contrast = inWindows.known ? `; on Windows it is ${windowsAddress}` : '';
      return fails(
        'DNS',
        'target-no-name-in-linux',
        `${target.host} does not resolve in Linux${contrast}.`,
        otherNames(bench),
      );
    }
    const small = await ends.linux.exchange({ address, port: target.port, timeout: CONNECT_TIMEOUT });
    if (!small.known) return cannotTell(small);
    if (small.value.connected === null) return await whyUnreached(bench, name, small.value, address, inWindows);
    return await transfer(bench, name, address, small.value.connected);
  },
};

/** The addresses of a host, IPv4 first: that is what most VPNs carry. */
async function find(end: End, host: string): Promise<Fact<readonly string[]>> {
  if (isIP(host) !== 0) return known([host]);
  const found = await end.resolve(host, LOOKUP_TIMEOUT);
  if (!found.known) return found;
  return known([...found.value.addresses].sort((a, b) => isIP(a) - isIP(b)));
}

async function whyUnreached(
  bench: Bench,
  name: string,
  attempt: Exchange,
  address: string,
  inWindows: Fact<readonly string[]>,
): Promise<Outcome> {
  const { ends, target, mode } = bench;
  const windowsAddress = inWindows.known ? inWindows.value[0] : undefined;
  const port = target?.port ?? 0;
  const windows = await ends.windows.exchange({ address: windowsAddress ?? address, port, timeout: CONNECT_TIMEOUT });
  const how = howItFailed(attempt);
  if (windows.known && windows.value.connected === null) {
    return fails('Windows', 'target-down', `Neither Windows nor Linux can reach ${name}: ${how}.`, [
      step('Check that the VPN is connected, and that the program there is running.'),
    ]);
  }
  if (windows.known && windowsAddress !== undefined && inWindows.known && !inWindows.value.includes(address)) {
    const seen = `Linux cannot reach ${name}, but Windows can: the name resolves to ${address} in Linux and to ${windowsAddress} on Windows.`;
    return fails('DNS', 'target-other-address', seen, otherNames(bench));
  }
  const contrast = windows.known ? ' Windows can.' : '';
  const other = mode === 'mirrored' ? 'virtioproxy' : 'mirrored';
  return fails('routing', 'target-blocked', `Linux cannot reach ${name}: ${how}.${contrast}`, [
    step('Try another mode, which may work with the VPN:', `wslnet set ${other} --restart`),
    step('To try them all:', `wslnet test --modes nat,mirrored,virtioproxy --target ${name}`),
  ]);
}

/** Sends a lot at once: where only small packets get through, the connection is made and then hangs. */
async function transfer({ ends, target }: Bench, name: string, address: string, connected: number): Promise<Outcome> {
  const { host, port } = target ?? { host: '', port: 0 };
  const say = TLS_PORTS.includes(port) ? clientHello(host, LARGE) : largeRequest(name);
  const ask = { address, port, say, want: 3000, timeout: TRANSFER_TIMEOUT };
  const linux = await ends.linux.exchange(ask);
  if (!linux.known) return cannotTell(linux);
  const { received, problem, unacknowledged } = linux.value;
  if (received > 0 || problem !== 'timed-out') return works(connected, rate(linux.value));
  const windows = await ends.windows.exchange(ask);
  const isWindowsHeard = windows.known && windows.value.received > 0;
  if ((unacknowledged ?? 0) === 0 && !isWindowsHeard) {
    return works(connected, 'It connects, but its answer is too short to test large packets.');
  }
  const adapters = await ends.windows.adapters();
  const sizes = adapters.known ? adapters.value.flatMap(({ mtu }) => (mtu === null ? [] : [mtu])) : [];
  const smallest = sizes.length > 0 ? Math.min(...sizes) : 1500;
  const size = smallest < 1500 ? smallest : 1280;
  const contrast = isWindowsHeard ? ' From Windows, they do.' : '';
  const seen = `${name} connects, but large packets from Linux do not arrive, so transfers hang.${contrast}`;
  const device = (await deviceOf(ends.linux)) ?? 'eth0';
  return fails('packet size', 'mtu-black-hole', seen, [
    step('Try smaller packets:', `sudo ip link set dev ${device} mtu ${size}`),
    step(
      'If that helps, make it permanent, in /etc/wsl.conf below [boot]:',
      `command=ip link set dev ${device} mtu ${size}`,
    ),
  ]);
}

/** The interface of the default route. */
async function deviceOf(linux: LinuxEnd): Promise<string | null> {
  const table = await linux.readText('/proc/net/route');
  return (table.known && /^(\S+)\t00000000\t/m.exec(table.value)?.[1]) || null;
}

/** @param host as `host:port` */
function largeRequest(host: string): string {
  return `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nX-Padding: ${'x'.repeat(LARGE)}\r\n\r\n`;
}

/** `34 kB/s` where enough bytes came to tell. */
function rate({ received, ms, connected }: Exchange): string | null {
  const spent = ms - (connected ?? 0);
  if (received < 3000 || spent <= 0) return null;
  return `${Math.round(received / spent)} kB/s`;
}

const HANDSHAKE = 0x16;
const CLIENT_HELLO = 1;
const TLS_1_2 = 0x0303;

/** Extensions of RFC 6066, 8422, 8446 and 7685. */
const SERVER_NAME = 0;
const GROUPS = 10;
const POINT_FORMATS = 11;
const SIGNATURES = 13;
const PADDING = 21;

/** ECDHE and RSA with AES-GCM: what every server of the last ten years knows one of. */
const CIPHERS = [0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0x009c, 0x009d];

/**
 * The first message of a TLS 1.2 connection, padded: what a server answers with its certificate, which takes large
 * packets too. No connection is made: nothing secret is ever said.
 * @param size how many bytes of padding
 * @returns bytes as Latin-1
 */
export function clientHello(host: string, size: number): string {
  // An address is no server name, and the dot at the end of one is not sent.
  const name = isIP(host) === 0 ? host.replace(/\.$/, '') : '';
  const entry = Buffer.concat([Buffer.from([0]), sized(2, Buffer.from(name, 'latin1'))]);
  const extensions = Buffer.concat([
    ...(name === '' ? [] : [extension(SERVER_NAME, sized(2, entry))]),
    extension(GROUPS, sized(2, numbers([0x001d, 0x0017, 0x0018]))),
    extension(POINT_FORMATS, sized(1, Buffer.from([0]))),
    extension(SIGNATURES, sized(2, numbers([0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0601, 0x0201]))),
    extension(PADDING, Buffer.alloc(size)),
  ]);
  const body = Buffer.concat([
    numbers([TLS_1_2]),
    randomBytes(32),
    sized(1, Buffer.alloc(0)),
    sized(2, numbers(CIPHERS)),
    sized(1, Buffer.from([0])),
    sized(2, extensions),
  ]);
  const message = Buffer.concat([Buffer.from([CLIENT_HELLO]), sized(3, body)]);
  // The record is said to be of TLS 1.0, as RFC 5246 advises for old servers.
  return Buffer.concat([Buffer.from([HANDSHAKE, 3, 1]), sized(2, message)]).toString('latin1');
}

function extension(type: number, data: Buffer): Buffer {
  return Buffer.concat([numbers([type]), sized(2, data)]);
}

/** A length of so many bytes, and what it is the length of. */
function sized(lengthBytes: number, data: Buffer): Buffer {
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(data.length, 0, lengthBytes);
  return Buffer.concat([length, data]);
}

function numbers(values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) buffer.writeUInt16BE(value, index * 2);
  return buffer;
}
