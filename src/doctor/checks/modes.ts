import { reasonSentence } from '../../settings/value-text.ts';
import { isOlder, MIRRORED_NEEDS } from '../../settings/vm-start.ts';
import {
  type Check,
  type Finding,
  failure,
  fileCheck,
  machineCheck,
  notApplicable,
  pass,
  unlessAskedFor,
  warning,
} from '../check.ts';
import { windowsText } from '../facts.ts';
import { DEFAULT_PORTS_COMMAND } from './ports.ts';

const MIRRORED = { unless: unlessAskedFor('mirrored') };

/** The update of 22621 from which users report mirrored mode to work. */
const WORKING_REVISION = 2359;

const IPV6_OFF = 0xff;

/** Whether the mode the file asks for can be had, and is. */
export const MODE_CHECKS: readonly Check[] = [
  machineCheck('restart', 'mode', [], (_, { restart }): Finding => {
    switch (restart) {
      case 'due':
        return warning('The file was changed after WSL started, so WSL has not read it yet.', 'wslnet restart');
      case 'not-due':
        return pass('WSL started after the last change of the file.');
      case 'not-running':
        return pass('WSL is not running and reads the file at its next start.');
      case 'not-applicable':
        return notApplicable('This is a WSL 1 distribution; the file is for WSL 2.');
      case 'unknown':
        return { outcome: 'unknown', seen: 'Not known: when WSL started, or when the file was changed.', mend: null };
    }
  }),
  fileCheck(
    'mode-in-force',
    'mode',
    ['activeMode'],
    ({ activeMode }, { file }) => {
      const expected = file.settings.networkingMode.value;
      if (expected === null) return notApplicable('WSL gives up reading the file.');
      if (activeMode === expected) return pass(`The mode ${expected} is in force, as it should be.`);
      if (activeMode === 'wsl1') return notApplicable('This is a WSL 1 distribution; the file is for WSL 2.');
      const { likely, mend } = LIKELY[activeMode] ?? { likely: '', mend: 'wslnet restart' };
      return failure(`The mode ${activeMode} is in force instead of ${expected}. ${likely}`.trim(), mend);
    },
    { unless: ({ restart }) => (restart === 'due' ? 'A restart comes first.' : null) },
  ),
  fileCheck(
    'mode-asked-for',
    'mode',
    [],
    (_, { file }) => {
      const resolved = file.settings.networkingMode;
      const { value, source, reason, applied } = resolved;
      if (value === null) return notApplicable('WSL gives up reading the file.');
      if (!applied || !reason || applied.value === value) return pass(`Nothing known stands in the way of ${value}.`);
      const seen = reasonSentence(resolved, reason, file.lines);
      return source === 'policy' ? warning(seen, null) : failure(seen, `wslnet set ${value}`);
    },
    {
      unless: ({ file }) => {
        const { source, applied } = file.settings.networkingMode;
        const isExamined = source === 'unsupported' && ['mirrored', 'bridged'].includes(String(applied?.value));
        return isExamined ? 'What the mode needs is looked at one by one.' : null;
      },
    },
  ),
  machineCheck('policy', 'mode', ['policies'], ({ policies }) => {
    const set = Object.entries(policies).map(([name, value]) => `${name}=${value}`);
    if (set.length === 0) return pass('No policy of this machine has a say.');
    const isForbidding = policies.allowNetworkingModeUserSetting === 0 || policies.allowFirewallUserSetting === 0;
    const seen = `Policies of this machine have a say: ${set.join(', ')}.`;
    return isForbidding ? warning(`${seen} Ask whoever looks after it.`, null) : pass(seen);
  }),
  fileCheck(
    'mirrored-windows',
    'mode',
    ['windows'],
    ({ windows }) => {
      const seen = `This is Windows ${windowsText(windows)}`;
      const needed = `the mirrored mode needs Windows 11 22H2, build ${MIRRORED_NEEDS.windows}`;
      if (windows.build < MIRRORED_NEEDS.windows) return failure(`${seen}; ${needed}.`, 'wslnet set nat');
      if (windows.build === MIRRORED_NEEDS.windows && windows.revision < WORKING_REVISION) {
        return warning(`${seen}; ${needed}.${WORKING_REVISION} or so.`, 'explorer.exe ms-settings:windowsupdate');
      }
      return pass(`${seen}, which has what the mirrored mode needs.`);
    },
    MIRRORED,
  ),
  fileCheck(
    'mirrored-wsl',
    'mode',
    ['wsl'],
    ({ wsl }) => {
      const needed = `the mirrored mode needs ${MIRRORED_NEEDS.wsl} or later`;
      if (wsl.wsl === null) return failure(`This is the WSL that ships in Windows; ${needed}.`, 'wsl.exe --update');
      if (isOlder(wsl.wsl, MIRRORED_NEEDS.wsl))
        return failure(`This is WSL ${wsl.wsl}; ${needed}.`, 'wsl.exe --update');
      return pass(`WSL ${wsl.wsl} has the mirrored mode.`);
    },
    MIRRORED,
  ),
  fileCheck(
    'mirrored-kernel',
    'mode',
    ['wsl'],
    ({ wsl: { kernel } }, { file }) => {
      if (kernel === null) return { outcome: 'unknown', seen: 'Not known: the version of the kernel.', mend: null };
      if (!isOlder(kernel, MIRRORED_NEEDS.kernel))
        return pass(`The kernel ${kernel} has what the mirrored mode needs.`);
      const isOwn = file.reading.settings.some(({ name }) => name.toLowerCase() === 'wsl2.kernel');
      const seen = `This is the kernel ${kernel}; the mirrored mode needs ${MIRRORED_NEEDS.kernel} or later.`;
      return failure(seen, isOwn ? 'wslnet unset kernel' : 'wsl.exe --update');
    },
    MIRRORED,
  ),
  fileCheck(
    'mirrored-ipv6',
    'mode',
    ['ipv6DisabledComponents'],
    ({ ipv6DisabledComponents }) => {
      if (ipv6DisabledComponents !== IPV6_OFF) return pass('IPv6 is not switched off by the registry.');
      const key = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters';
      const seen =
        'The registry switches IPv6 off, without which the mirrored mode has no network. As an administrator:';
      return failure(seen, `reg.exe delete ${key} /v DisabledComponents /f`);
    },
    MIRRORED,
  ),
  fileCheck(
    'bridged',
    'mode',
    ['windows'],
    ({ windows }, { file }) => {
      if (windows.edition?.startsWith('Core')) {
        return failure('The bridged mode needs Windows Pro or higher; this is Home.', 'wslnet set nat');
      }
      const { value } = file.settings.vmSwitch;
      if (value === '' || value === null) {
        return failure('The bridged mode needs a switch, and the file names none.', 'wslnet set vmSwitch=<its name>');
      }
      return warning('Microsoft has called the bridged mode deprecated since WSL 2.4.5.', 'wslnet set mirrored');
    },
    { unless: unlessAskedFor('bridged') },
  ),
  fileCheck(
    'subnet',
    'mode',
    ['networks'],
    ({ networks }, { place }) => {
      const isWsl = (name: string) => (place === 'windows' ? name.startsWith('vEthernet (WSL') : name === 'eth0');
      const own = networks.find((network) => isWsl(network.interface));
      if (!own) return { outcome: 'unknown', seen: "Not known: WSL's own network.", mend: null };
      const clash = networks.find((network) => !isWsl(network.interface) && overlaps(network.subnet, own.subnet));
      if (!clash) return pass(`WSL's network ${own.subnet} overlaps no other.`);
      const seen = `WSL's network ${own.subnet} overlaps ${clash.subnet} of ${clash.interface}, which hides one of them.`;
      return failure(seen, 'wslnet set mirrored');
    },
    {
      unless: ({ file, place }) => {
        if (place !== 'windows' && place !== 'wsl2') return 'The networks of Windows and WSL cannot be seen from here.';
        return file.settings.networkingMode.value === 'nat' ? null : 'Only the nat mode has a network of its own.';
      },
    },
  ),
];

/** What most likely led to a mode nobody asked for. */
const LIKELY: Readonly<Record<string, { readonly likely: string; readonly mend: string }>> = {
  none: {
    likely: 'WSL falls back to none where Windows has no free range of ports to reserve. As an administrator:',
    mend: DEFAULT_PORTS_COMMAND,
  },
  nat: { likely: 'WSL falls back to nat where Windows or WSL lacks what the mode needs.', mend: 'wsl.exe --update' },
  virtioproxy: {
    likely: 'WSL falls back to virtioproxy where Windows cannot make a nat network.',
    mend: 'wslnet restart',
  },
};

/** Whether two networks, as `10.0.0.0/8`, have addresses in common. */
function overlaps(a: string, b: string): boolean {
  const [first, second] = [a, b].map((subnet) => {
    const [address = '', length = '32'] = subnet.split('/');
    const from = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    return { from, to: from + 2 ** (32 - Number(length)) - 1 };
  });
  return first !== undefined && second !== undefined && first.from <= second.to && second.from <= first.to;
}
