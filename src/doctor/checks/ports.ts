import type { PortRange } from '../../machine/facts.ts';
import { type Check, type Finding, fileCheck, pass, unlessIn, warning } from '../check.ts';

const IN_MIRRORED = { unless: unlessIn('mirrored') };

/** Ports that programs for developers like to listen on. */
const POPULAR_PORTS = [3000, 3306, 4200, 5000, 5173, 5432, 6379, 8000, 8080, 8443, 9000];

/** Gives Windows its default range again; for an administrator. */
export const DEFAULT_PORTS_COMMAND = 'netsh.exe int ipv4 set dynamicport tcp start=49152 num=16384';

const DEFAULT_DYNAMIC: PortRange = { from: 49152, to: 65535 };

/** In mirrored mode Windows and Linux share their ports. */
export const PORT_CHECKS: readonly Check[] = [
  fileCheck(
    'port-conflicts',
    'ports',
    ['windowsPorts', 'linuxPorts'],
    ({ windowsPorts, linuxPorts }, { file }) => {
      const both = linuxPorts.filter((port) => windowsPorts.includes(port));
      return findConflict(
        both,
        file.settings.ignoredPorts.value,
        'Windows and Linux both listen on',
        'Windows and Linux listen on no port together.',
      );
    },
    IN_MIRRORED,
  ),
  fileCheck(
    'port-reservations',
    'ports',
    ['reservedPorts', 'linuxPorts'],
    ({ reservedPorts, linuxPorts }, { file }) => {
      const wanted = [...new Set([...linuxPorts, ...POPULAR_PORTS])].sort((a, b) => a - b);
      const taken = wanted.filter((port) => reservedPorts.some(({ from, to }) => from <= port && port <= to));
      return findConflict(
        taken,
        file.settings.ignoredPorts.value,
        'Windows keeps for itself what Linux may want:',
        'Windows keeps no port for itself that Linux uses or is likely to want.',
      );
    },
    IN_MIRRORED,
  ),
  fileCheck(
    'port-range',
    'ports',
    ['dynamicPorts'],
    ({ dynamicPorts: { from, to } }) => {
      const isDefault = from === DEFAULT_DYNAMIC.from && to === DEFAULT_DYNAMIC.to;
      if (isDefault) return pass('Windows gives out ports 49152 to 65535.');
      const seen = `Windows gives out ports ${from} to ${to}, not 49152 to 65535, and WSL may find none to reserve. As an administrator:`;
      return warning(seen, DEFAULT_PORTS_COMMAND);
    },
    IN_MIRRORED,
  ),
];

function findConflict(
  ports: readonly number[],
  ignored: readonly number[] | null,
  seen: string,
  fine: string,
): Finding {
  const left = ports.filter((port) => !ignored?.includes(port));
  if (left.length === 0) return pass(fine);
  return warning(`${seen} ${left.join(', ')}.`, `wslnet set ignoredPorts+=${left.join(',')}`);
}
