import { known, type Network } from '../../facts.ts';
import type { Probe } from './probe.ts';

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
