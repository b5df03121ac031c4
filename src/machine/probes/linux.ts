import { readdir, stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { type Fact, known, type LinuxAdapter, type Network, unknown } from '../facts.ts';
import { understood } from '../programs.ts';
import { at, isInside, readText, readWslConf, type WslConf } from '../system.ts';
import { codeOf } from '../system-error.ts';
import type { Inquiry, Probe } from './probe.ts';

const WSL_CONF = '/etc/wsl.conf';

export const probeWslConf: Probe<'wslConf'> = async (inquiry) => {
  const conf = await findWslConf(inquiry);
  return conf.known ? known(conf.value.entries) : conf;
};

export const probeWslConfFaults: Probe<'wslConfFaults'> = async (inquiry) => {
  const conf = await findWslConf(inquiry);
  return conf.known ? known(conf.value.faults) : conf;
};

/** Where the first fault is, and what follows it, the version decides; without a fault it does not matter. */
async function findWslConf({ linuxTextIfAny, get }: Inquiry): Promise<Fact<WslConf>> {
  const text = await linuxTextIfAny(WSL_CONF);
  if (!text.known) return text;
  const oldest = readWslConf(text.value ?? '', null);
  if (oldest.faults.length === 0) return known(oldest);
  const wsl = await get('wsl');
  return wsl.known ? known(readWslConf(text.value ?? '', wsl.value.wsl)) : unknown(wsl.why, wsl.asked);
}

/** Without the file there is no server either. */
export const probeNameServers: Probe<'nameServers'> = async ({ linuxTextIfAny }) => {
  const text = await linuxTextIfAny('/etc/resolv.conf');
  return text.known
    ? known([...(text.value ?? '').matchAll(/^\s*nameserver\s+(\S+)/gm)].map(([, address = '']) => address))
    : text;
};

export const probeNetworks: Probe<'networks'> = async ({ system }) => {
  const networks = Object.entries(system.networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).flatMap(({ family, internal, cidr }): Network[] =>
      family === 'IPv4' && !internal && cidr ? [{ interface: name, subnet: subnetOf(cidr) }] : [],
    ),
  );
  return known(networks);
};

/** The network an address is in. @param cidr as `192.168.1.17/24` */
function subnetOf(cidr: string): string {
  const [address = '', length = '32'] = cidr.split('/');
  const bits = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(length));
  const first = bits - (bits % size);
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${parts.join('.')}/${length}`;
}

const SYSCTLS = '/proc/sys/net/ipv4';

export const probeLinuxSysctls: Probe<'linuxSysctls'> = async ({ linuxTextIfAny }) => {
  const paths = ['conf/all/rp_filter', 'conf/loopback0/rp_filter', 'ip_local_port_range'];
  const [all, loopback, range] = await Promise.all(paths.map((path) => linuxTextIfAny(`${SYSCTLS}/${path}`)));
  for (const text of [all, loopback, range]) if (text && !text.known) return text;
  const numbers = (text: Fact<string | null> | undefined) =>
    text?.known && text.value !== null ? [...text.value.matchAll(/\d+/g)].map(Number) : [];
  const [from, to] = numbers(range);
  return known({
    rpFilterAll: numbers(all)[0] ?? null,
    rpFilterLoopback0: numbers(loopback)[0] ?? null,
    localPortRange: from === undefined || to === undefined ? null : { from, to },
  });
};

/** The first bytes of a link-local IPv6 address, `fe80::/10`. */
const LINK_LOCAL = /^fe[89ab]/i;

/** An adapter with an IPv4 address has a route to the network it is in; IPv6 addresses have a table of their own. */
export const probeLinuxAdapters: Probe<'linuxAdapters'> = async ({ linuxText, linuxTextIfAny, system, place }) => {
  const adapters = await linuxText('/proc/net/dev');
  if (!adapters.known) return adapters;
  const [routes, addresses6] = await Promise.all([linuxText('/proc/net/route'), linuxTextIfAny('/proc/net/if_inet6')]);
  if (!routes.known) return routes;
  const names = [...adapters.value.matchAll(/^\s*([^\s:|]+):/gm)].map(([, name = '']) => name);
  const withRoute = routes.value
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s/, 1)[0] ?? '');
  const rows6 = addresses6.known ? (addresses6.value ?? '').split('\n').map((line) => line.trim().split(/\s+/)) : [];
  const with6 = rows6.flatMap(([address = '', , , , , name = '']) => (LINK_LOCAL.test(address) ? [] : [name]));
  const own = isInside(place) ? Object.entries(system.networkInterfaces()) : [];
  const with4 = own.flatMap(([name, list]) => (list?.some(({ family }) => family === 'IPv4') ? [name] : []));
  const up = new Set([...withRoute, ...with6, ...with4]);
  if (!names.includes('lo')) return unknown('not-understood', '/proc/net/dev');
  return known(names.filter((name) => name !== 'lo').map((name): LinuxAdapter => ({ name, hasAddress: up.has(name) })));
};

/** A kernel with seccomp says of every process whether it uses it. */
export const probeKernelSeccomp: Probe<'kernelSeccomp'> = async ({ linuxText }) => {
  const status = await linuxText('/proc/self/status');
  if (!status.known) return status;
  return /^Pid:/m.test(status.value)
    ? known(/^Seccomp:/m.test(status.value))
    : unknown('not-understood', '/proc/self/status');
};

/** The text files of Linux: from here, or from Windows through a distribution that runs already. */
export function linuxTexts({
  system,
  place,
  askInside,
}: Pick<Inquiry, 'system' | 'place' | 'askInside'>): Pick<Inquiry, 'linuxText' | 'linuxTextIfAny'> {
  return { linuxText, linuxTextIfAny };

  async function linuxText(path: string): Promise<Fact<string>> {
    if (place === 'windows') return understood(path, await askInside('cat', path), (text) => text);
    if (!isInside(place)) return unknown('not-here', path);
    const text = await readText(system, path);
    return text === null ? unknown('unreadable', path) : known(text);
  }

  async function linuxTextIfAny(path: string): Promise<Fact<string | null>> {
    const text = await linuxText(path);
    if (text.known || (text.why !== 'failed' && text.why !== 'unreadable')) return text;
    return (await isAbsent(path)) ? known(null) : text;
  }

  /** Only a folder that can be read tells what is not in it. */
  async function isAbsent(path: string): Promise<boolean> {
    const folder = posix.dirname(path);
    const names = await namesIn(folder);
    if (names !== null) return !names.includes(posix.basename(path)) || (await isBrokenLink(path));
    return folder !== '/' && (await isAbsent(folder));
  }

  /** Whether what a folder names is a link to nothing, as resolv.conf is where the program behind it does not run. */
  async function isBrokenLink(path: string): Promise<boolean> {
    if (!isInside(place)) {
      const isLink = understood('readlink', await askInside('readlink', path), (target) => target.trim() || null).known;
      const answer = isLink ? await askInside('test', '-e', path) : null;
      return answer?.known === true && answer.value.exit === 1;
    }
    return await stat(at(system, path)).then(
      () => false,
      (error) => codeOf(error) === 'ENOENT',
    );
  }

  async function namesIn(folder: string): Promise<readonly string[] | null> {
    if (isInside(place)) return await readdir(at(system, folder)).catch(() => null);
    const list = understood('ls', await askInside('ls', '-A', folder), (text) => text.trim().split('\n'));
    return list.known && list.value[0] !== '' ? list.value : null;
  }
}
