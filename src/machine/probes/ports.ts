import type { PortRange } from '../facts.ts';
import { understood } from '../programs.ts';
import type { Inquiry, Probe } from './probe.ts';

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
