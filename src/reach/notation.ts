import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { EXIT, Failure, type FailureKind, quote } from '../failure.ts';
import type { Port, Protocol } from '../machine/facts.ts';
import { listOf } from '../text/names.ts';
import type { Target } from './leg.ts';

declare const checked: unique symbol;

/**
 * An address, a subnet (`192.168.1.0/24`) or a range (`192.168.1.10-192.168.1.20`), of IPv4 or IPv6, as
 * {@link parseRange} lets it through: digits, hexadecimal letters, and `.`, `:`, `/`, `-`, nothing else.
 */
export type AddressRange = string & { readonly [checked]: true };

/** Reads `3000`, `3000/tcp` or `53/udp`; null for anything else. */
export function parsePort(word: string): Port | null {
  const [, digits = '', protocol = 'tcp'] = /^([1-9][0-9]{0,4})(?:\/(tcp|udp))?$/i.exec(word) ?? [];
  const port = Number(digits);
  if (port < 1 || port > 65535) return null;
  return { protocol: protocol.toLowerCase() as Protocol, port };
}

/** Of a word that is no port. `hint` says what was meant; null where that is not clear. */
export const BAD_PORT: FailureKind<{ readonly word: string; readonly hint: string | null }> = {
  code: 'bad-port',
  exit: EXIT.usage,
  message: ({ word }) => `${quote(word)} is not a port.`,
  hint: ({ hint }) => hint ?? 'Use a number from 1 to 65535. For UDP, add /udp: 3000, 53/udp.',
  showsUsage: true,
};

/** As {@link parsePort}, for a command that takes one port. @throws Failure `bad-port` */
export function requirePort(word: string): Port {
  return requireOne(word, () => 'Give one port at a time.');
}

/** As {@link parsePort}, for a command that takes several. @throws Failure `bad-port` */
export function requirePorts(words: readonly string[]): Port[] {
  return words.map((word) =>
    requireOne(word, (ports, isAll) => {
      const list = ports.map(portText).join(' ');
      return isAll ? `Did you mean ${list}?` : `List the ports, with spaces between them: ${list} ...`;
    }),
  );
}

type HintForMany = (ports: readonly Port[], isAll: boolean) => string;

function requireOne(word: string, hintForMany: HintForMany): Port {
  const port = parsePort(word);
  if (port) return port;
  const [first, ...more] = portsIn(word);
  if (!first) throw new Failure(BAD_PORT, { word, hint: null });
  const shown = [first, ...more].slice(0, MOST_SHOWN);
  const hint = more.length > 0 ? hintForMany(shown, more.length < MOST_SHOWN) : `Did you mean ${portText(first)}?`;
  throw new Failure(BAD_PORT, { word, hint });
}

/** More ports would make a hint hard to read. */
const MOST_SHOWN = 4;

/** The ports that a list or a range stands for, the first of them where there are many; none for other words. */
function portsIn(word: string): Port[] {
  const parts = word.split(/[,;\s]+/).filter(Boolean);
  const ports = parts.map((part) => {
    const port = portIn(part);
    if (port) return [port];
    const [, from = '', to = '', protocol = ''] = /^(\d+)(?:-|\.\.+)(\d+)(\/\w+)?$/.exec(part) ?? [];
    const [first, last] = [parsePort(from + protocol), parsePort(to + protocol)];
    if (!first || !last) return [];
    const count = Math.min(last.port - first.port, MOST_SHOWN) + 1;
    return Array.from({ length: Math.max(0, count) }, (_, index) => ({ ...first, port: first.port + index }));
  });
  return ports.every(({ length }) => length > 0) ? sortPorts(ports.flat()) : [];
}

/** The port in a word as other programs take it: `http://localhost:3000/`, `localhost:3000`, `tcp/3000`, `3000tcp`, `3000:80`. */
function portIn(word: string): Port | null {
  const [, before, number, after] = /^(tcp|udp)?[:/-]?(\d+)[:/-]?(tcp|udp)?$/i.exec(word) ?? [];
  if (number !== undefined) return parsePort(`${number}/${before ?? after ?? 'tcp'}`);
  // As Docker publishes a port: what others reach, then what the container has.
  const [, published, protocol = ''] = /^(?:[^/:\s]*:)?(\d+):\d+(\/\w+)?$/.exec(word) ?? [];
  if (published !== undefined) return parsePort(published + protocol);
  const [, port = ''] = /^(?:\w+:\/\/)?(?:[^/:\s]*|\[[^\]/\s]*\]):(\d{1,5})(?:\/.*)?$/.exec(word) ?? [];
  return parsePort(port);
}

/** As {@link parsePort} reads it: `3000`, `53/udp`. */
export function portText({ protocol, port }: Port): string {
  return protocol === 'tcp' ? String(port) : `${port}/${protocol}`;
}

/** `Port 3000`, `Ports 3000 and 8080`. */
export function portsText(ports: readonly Port[]): string {
  return `${ports.length === 1 ? 'Port' : 'Ports'} ${listOf(ports.map(portText))}`;
}

const BAD_TARGET: FailureKind<{ readonly word: string; readonly nearest: string | null }> = {
  code: 'bad-target',
  exit: EXIT.usage,
  message: ({ word }) => `${quote(word)} is not in the form host:port.`,
  hint: ({ nearest }) =>
    nearest ? `Did you mean ${nearest}?` : 'For example: server.example.com:443 or [2001:db8::1]:443',
  showsUsage: true,
};

/** Reads `host:port`, with an IPv6 address in brackets. @throws Failure `bad-target` */
export function requireTarget(word: string): Target {
  const [, name = '', digits] = /^(\[.*\]|[^:]*):(\d{1,5})$/.exec(word) ?? [];
  const host = parseHost(name);
  const port = Number(digits);
  if (host !== null && port >= 1 && port <= 65535) return { host, port };
  const meant = targetIn(word);
  throw new Failure(BAD_TARGET, { word, nearest: meant && targetText(meant) });
}

/** As {@link requireTarget} reads it. */
export function targetText({ host, port }: Target): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Ports that the addresses of web pages and of others need not name. */
const USUAL_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, ws: 80, wss: 443, ftp: 21, ssh: 22 };

/**
 * What a word stands for that is no `host:port`: the address of a web page, a host by itself, a host and a port with a
 * space between them; null for other words.
 */
export function targetIn(word: string): Target | null {
  const [, scheme, name = '', digits] =
    /^(?:(\w+):\/\/(?:[^@/]*@)?)?(\[.*?\]|[^:/\s]+)(?:[:\s](\d{1,5}))?(?:\/.*)?$/.exec(word.trim()) ?? [];
  const host = parseHost(isIPv6(word) ? `[${word}]` : name);
  const port = digits === undefined ? USUAL_PORTS[scheme?.toLowerCase() ?? 'https'] : Number(digits);
  return host !== null && port !== undefined && port >= 1 && port <= 65535 ? { host, port } : null;
}

/** A host name or an address as a web browser reads it, without its odd ways of writing IPv4; null for what is neither. */
function parseHost(text: string): string | null {
  const inner = /^\[([0-9a-f:.]+)\]$/i.exec(text)?.[1];
  if (inner !== undefined) return isIPv6(inner) ? canonical(inner) : null;
  if (!/^[^\s-][^\s:/?#@%\\]*$/.test(text) || !URL.canParse(`http://${text}`)) return null;
  const { hostname } = new URL(`http://${text}`);
  if (isIPv4(hostname) && hostname !== text) return null;
  const labels = hostname.replace(/\.$/, '').split('.');
  return labels.every((label) => /^[\w-]{1,63}$/.test(label)) && hostname.length <= 254 ? hostname : null;
}

/** The name of what wslnet makes for a port: `wslnet-tcp-3000`. */
export function ruleName({ protocol, port }: Port): string {
  return `wslnet-${protocol}-${port}`;
}

/** The port that wslnet made a rule for; null for a rule that is not wslnet's. */
export function portOfRule(name: string): Port | null {
  const [, protocol, digits = ''] = /^wslnet-(tcp|udp)-([0-9]+)$/i.exec(name) ?? [];
  return protocol ? parsePort(`${digits}/${protocol}`) : null;
}

/** Ports by number, TCP before UDP, without repetition. */
export function sortPorts(ports: readonly Port[]): Port[] {
  const byName = new Map(ports.map((port) => [ruleName(port), port]));
  return [...byName.values()].sort((a, b) => a.port - b.port || a.protocol.localeCompare(b.protocol));
}

/**
 * Reads an address, a subnet or a range whose ends are in order, and gives it as Windows writes it; null for anything
 * else, an IPv6 zone included.
 */
export function parseRange(word: string): AddressRange | null {
  const text = word.toLowerCase();
  if (!/^[0-9a-f.:/-]+$/.test(text) || !addTo(new BlockList(), text)) return null;
  const [first = '', rest] = text.split(/[/-]/);
  if (rest === undefined) return canonical(first) as AddressRange;
  if (text.includes('-')) return `${canonical(first)}-${canonical(rest)}` as AddressRange;
  const length = isIPv4(rest) ? lengthOfMask(rest) : Number(rest);
  return isIPv4(first) ? subnetOf(first, length ?? 32) : (`${canonical(first)}/${length}` as AddressRange);
}

/** Whether two lists of a rule hold the same, in whatever order and spelling. */
export function areSameRanges(some: readonly string[] | null, others: readonly string[] | null): boolean {
  const normal = (ranges: readonly string[] | null) =>
    ranges && [...new Set(ranges.map((range) => parseRange(range) ?? range.toLowerCase()))].sort().join();
  return normal(some) === normal(others);
}

/** IPv6 without needless zeros. */
function canonical(address: string): string {
  return isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

/** The subnet of an address: `192.168.1.0/24` for `192.168.1.5` and 24. @param address IPv4 */
export function subnetOf(address: string, prefixLength: number): AddressRange | null {
  if (!isIPv4(address) || !(prefixLength >= 0 && prefixLength <= 32)) return null;
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - prefixLength);
  const first = value - (value % size);
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${parts.join('.')}/${prefixLength}` as AddressRange;
}

/** Whether an address is in one of the ranges. Words that are no range, such as a firewall's keywords, hold no address. */
export function isWithin(ranges: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const range of ranges) addTo(list, range);
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Whether a listener on this address hears nobody but its own machine. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || address.startsWith('127.') || /^::ffff:127\./i.test(address);
}

/** Whether a listener on this address hears IPv4: Linux and Windows serve both with one socket on `::` by default. */
export function hearsIpv4(address: string): boolean {
  return isIPv4(address) || address === '::' || /^::ffff:/i.test(address);
}

/** Adds a range, if it is one. */
function addTo(list: BlockList, text: string): boolean {
  const [first = '', rest, more] = text.split(/[/-]/);
  const family = isIPv4(first) ? 'ipv4' : isIPv6(first) && !first.includes('%') ? 'ipv6' : null;
  if (family === null || more !== undefined) return false;
  try {
    if (rest === undefined) {
      list.addAddress(first, family);
    } else if (text.includes('-')) {
      list.addRange(first, rest, family);
    } else {
      return addSubnet(list, first, rest, family);
    }
    return true;
  } catch {
    // Ends of different families, or in the wrong order.
    return false;
  }
}

/** Windows writes a subnet with its mask in places: `192.168.1.0/255.255.255.0`. */
function addSubnet(list: BlockList, first: string, rest: string, family: 'ipv4' | 'ipv6'): boolean {
  const length =
    isIPv4(rest) && family === 'ipv4' ? lengthOfMask(rest) : /^[0-9]{1,3}$/.test(rest) ? Number(rest) : null;
  if (length === null || length > (family === 'ipv4' ? 32 : 128)) return false;
  list.addSubnet(first, length, family);
  return true;
}

/** Null for a mask with holes. */
function lengthOfMask(mask: string): number | null {
  const bits = mask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? bits.lastIndexOf('1') + 1 : null;
}
