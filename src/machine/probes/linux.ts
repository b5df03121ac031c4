import { readWslConf } from '../drives.ts';
import { known, type Network } from '../facts.ts';
import { ascending } from './ports.ts';
import type { Probe } from './probe.ts';

export const probeWslConf: Probe<'wslConf'> = async ({ linuxText }) => {
  const text = await linuxText('/etc/wsl.conf');
  return text.known ? known(readWslConf(text.value)) : text;
};

export const probeNameServers: Probe<'nameServers'> = async ({ linuxText }) => {
  const text = await linuxText('/etc/resolv.conf');
  return text.known
    ? known([...text.value.matchAll(/^\s*nameserver\s+(\S+)/gm)].map(([, address = '']) => address))
    : text;
};

const LISTENING = '0A';

/** `/proc/net/tcp` has hexadecimal `address:port` in its second column and the state in its fourth. */
export const probeLinuxPorts: Probe<'linuxPorts'> = async ({ linuxText }) => {
  const tables = await Promise.all([linuxText('/proc/net/tcp'), linuxText('/proc/net/tcp6')]);
  const [first] = tables;
  // Without IPv6 there is no second table.
  if (!first.known) return first;
  const ports = tables.flatMap((table) => {
    const lines = table.known ? table.value.trim().split('\n').slice(1) : [];
    const fields = lines.map((line) => line.trim().split(/\s+/));
    return fields.flatMap(([, local, , state]) => {
      const port = Number.parseInt(local?.split(':')[1] ?? '', 16);
      return state === LISTENING && port > 0 ? [port] : [];
    });
  });
  return known(ascending(ports));
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
