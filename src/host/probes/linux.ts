import { known } from '../../facts.ts';
import { readWslConf } from '../wsl-conf.ts';
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
