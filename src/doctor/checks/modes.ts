import { isWindowsServer, type WindowsVersion } from '../../machine/facts.ts';
import { FIRST_WINDOWS_11, isBefore, isOlder, MIRRORED_NEEDS } from '../../settings/vm-start.ts';
import {
  type Check,
  type FileInput,
  failure,
  fileCheck,
  info,
  machineCheck,
  open,
  pass,
  unlessAskedFor,
  warning,
} from '../check.ts';
import { cure } from '../cures.ts';
import { canHaveMode, isHome, windowsName, windowsText } from '../facts.ts';

/** The update of 22621 from which users report mirrored mode to work. */
const WORKING_REVISION = 2359;

/** Whether this is a 22621 without the update that users report mirrored mode to need. */
export function lacksMirroredUpdate({ build, revision }: WindowsVersion): boolean {
  return build === MIRRORED_NEEDS.windows && revision < WORKING_REVISION;
}

const IPV6_OFF = 0xff;

const FALLS_BACK_TO_NAT = 'Without it WSL falls back to nat.';

/** Whether the mode that the file asks for can be had here. What became of it is told in `active.ts`. */
export const MODE_CHECKS: readonly Check[] = [
  machineCheck({
    id: 'policy',
    topic: 'mode',
    asks: 'Does a group policy control the WSL network?',
    facts: ['policies'],
    endings: {
      none: pass('No policy is set.'),
      set: pass('A policy sets the default mode; the user may choose another.'),
      forbids: info('A policy does not let the user choose the mode or turn the firewall off.', ['ask-administrator']),
      overrides: warning('A policy overrides the mode in the file.', ['ask-administrator']),
    },
    judge: ({ policies }, { file }, end) => {
      const names = Object.entries(policies).map(([name, value]) => `${registryName(name)}=${value}`);
      if (names.length === 0) return end('none', 'No group policy controls the WSL network.');
      const seen = `Group policies are set: ${names.join(', ')}.`;
      if (file?.settings.networkingMode.reason?.code === 'policy-forbids-mode') {
        const { value, applied } = file.settings.networkingMode;
        const text = `A group policy sets the mode to ${value}, but your file asks for ${applied?.value}.`;
        return end('overrides', text, cure('ask-administrator', 'who set it'));
      }
      const isForbidding = policies.allowNetworkingModeUserSetting === 0 || policies.allowFirewallUserSetting === 0;
      return isForbidding ? end('forbids', seen, cure('ask-administrator', 'to change that')) : end('set', seen);
    },
  }),
  fileCheck({
    id: 'mode-settings',
    topic: 'mode',
    asks: 'Do other settings of the file allow its mode?',
    endings: {
      allowed: pass('They do.'),
      'safe-mode': failure('safeMode turns the network off.', ['unset'], 'It is meant for repairs.'),
      'no-virtio': failure('virtioproxy needs virtio, which is off.', ['unset', 'set']),
      'given-up': failure('WSL ignores the whole file.', ['fix-file', 'check-file']),
    },
    judge: (_, { file }, end) => {
      const { value, reason, applied } = file.settings.networkingMode;
      if (value === null) {
        return end('given-up', 'WSL stops reading and ignores the whole file.', cure('check-file'));
      }
      if (reason?.code === 'safe-mode') {
        return end('safe-mode', 'safeMode=true starts WSL without a network.', cure('unset', 'safeMode'));
      }
      if (reason?.code === 'virtioproxy-needs-virtio') {
        const isOwn = file.settings.virtio.applied !== null;
        const seen = `Your file asks for ${applied?.value}, which needs virtio, and virtio is off. WSL uses ${value}.`;
        return end('no-virtio', seen, isOwn ? cure('unset', 'virtio') : cure('set', 'virtio=true'));
      }
      return end('allowed', 'No other setting in the file prevents the mode.');
    },
  }),
  fileCheck({
    id: 'mirrored-windows',
    topic: 'mode',
    asks: 'Does this Windows have mirrored mode?',
    facts: ['windows'],
    unless: unlessAskedFor('mirrored'),
    endings: {
      has: pass('It does.'),
      server: failure(
        'Windows Server does not have it.',
        ['set-nat'],
        'WSL starts without a network there (0x803b0015).',
      ),
      older: failure('Windows is older than 11 22H2.', ['set-nat'], FALLS_BACK_TO_NAT),
      early: warning('Windows lacks the updates that users report are needed.', ['update-windows', 'set-nat']),
    },
    judge: ({ windows }, _, end) => {
      if (isWindowsServer(windows)) {
        return end('server', `This is ${windowsName(windows)}, which has no mirrored mode.`, cure('set-nat'));
      }
      const name = windowsText(windows);
      if (windows.build < MIRRORED_NEEDS.windows) {
        return end('older', `Mirrored mode needs Windows 11 22H2 (22621) or later. This is ${name}.`, cure('set-nat'));
      }
      if (lacksMirroredUpdate(windows)) {
        const seen = `Users report that mirrored mode needs build 22621.${WORKING_REVISION} or later. This is ${name}.`;
        return end('early', seen, cure('update-windows'), cure('set-nat', true));
      }
      return end('has', `This is ${name}, which has mirrored mode.`);
    },
  }),
  fileCheck({
    id: 'mirrored-wsl',
    topic: 'mode',
    asks: 'Does this WSL have mirrored mode?',
    facts: ['wsl'],
    unless: unlessMirroredCanBe,
    endings: {
      has: pass('It does.'),
      older: failure('WSL is older than 2.0.0, or the one in Windows.', ['update-wsl', 'set-nat'], FALLS_BACK_TO_NAT),
      section: failure('WSL 2.0.0 to 2.0.4 read it in [experimental] only.', ['update-wsl']),
    },
    judge: ({ wsl: { wsl } }, { file }, end) => {
      if (isBefore(wsl, MIRRORED_NEEDS.wsl)) {
        const seen =
          wsl === null
            ? `Mirrored mode needs WSL ${MIRRORED_NEEDS.wsl} or later. This is the WSL built into Windows.`
            : `Mirrored mode needs WSL ${MIRRORED_NEEDS.wsl} or later. This is WSL ${wsl}.`;
        return end('older', seen, cure('update-wsl'), cure('set-nat', true));
      }
      if (file.settings.networkingMode.reason?.code === 'mirrored-was-experimental') {
        const seen = `WSL ${wsl} reads networkingMode=mirrored in [experimental] only, and your file has it in [wsl2].`;
        return end('section', seen, cure('update-wsl'));
      }
      return end('has', `WSL ${wsl} has mirrored mode.`);
    },
  }),
  fileCheck({
    id: 'mirrored-kernel',
    topic: 'mode',
    asks: 'Is the Linux kernel new enough for mirrored mode?',
    facts: ['wsl'],
    unless: unlessMirroredCanBe,
    endings: {
      has: pass('It is.'),
      older: failure('It is older than 5.10.', ['update-wsl'], FALLS_BACK_TO_NAT),
      own: failure('A custom kernel is older than 5.10.', ['use-own-kernel-of-wsl'], FALLS_BACK_TO_NAT),
      untold: open('WSL does not say which kernel it has.'),
    },
    judge: ({ wsl: { kernel } }, input, end) => {
      if (kernel === null) return end('untold', 'Unknown: the version of the Linux kernel.');
      if (!isOlder(kernel, MIRRORED_NEEDS.kernel))
        return end('has', `The Linux kernel ${kernel} is new enough for mirrored mode.`);
      const seen = `Mirrored mode needs Linux kernel ${MIRRORED_NEEDS.kernel} or later. This is ${kernel}.`;
      return hasOwnKernel(input)
        ? end('own', seen, cure('use-own-kernel-of-wsl'))
        : end('older', seen, cure('update-wsl'));
    },
  }),
  fileCheck({
    id: 'mirrored-seccomp',
    topic: 'mode',
    asks: 'Was a custom Linux kernel built with seccomp?',
    facts: ['kernelSeccomp'],
    unless: (input) =>
      unlessMirroredCanBe(input) ?? (hasOwnKernel(input) ? null : 'The kernel that comes with WSL has seccomp.'),
    endings: {
      has: pass('It was.'),
      lacks: failure('It was not.', ['use-own-kernel-of-wsl'], FALLS_BACK_TO_NAT),
    },
    judge: ({ kernelSeccomp }, _, end) => {
      if (kernelSeccomp) return end('has', 'The kernel was built with seccomp.');
      return end(
        'lacks',
        'Mirrored mode needs a kernel built with seccomp; yours is not.',
        cure('use-own-kernel-of-wsl'),
      );
    },
  }),
  fileCheck({
    id: 'mirrored-ipv6',
    topic: 'mode',
    asks: 'Is IPv6 on in the Windows registry?',
    facts: ['ipv6DisabledComponents'],
    unless: unlessMirroredCanBe,
    endings: {
      on: pass('It is.'),
      off: failure(
        'DisabledComponents is 0xFF.',
        ['turn-ipv6-on', 'set-nat'],
        'Mirrored mode has no network without IPv6.',
      ),
    },
    judge: ({ ipv6DisabledComponents }, _, end) => {
      if (ipv6DisabledComponents !== IPV6_OFF) return end('on', 'IPv6 is on in the registry.');
      const seen = 'IPv6 is turned off in the Windows registry (DisabledComponents is 0xFF).';
      return end('off', seen, cure('turn-ipv6-on'), cure('set-nat', true));
    },
  }),
  fileCheck({
    id: 'mirrored-firewall',
    topic: 'mode',
    asks: 'Is the Hyper-V firewall on in the Windows registry?',
    facts: ['hyperVFirewallDisabled'],
    unless: unlessMirroredCanBe,
    endings: {
      on: pass('It is.'),
      off: failure('HyperVFirewallDisable is 1.', ['turn-hyper-v-firewall-on', 'set-nat'], FALLS_BACK_TO_NAT),
    },
    judge: ({ hyperVFirewallDisabled }, _, end) => {
      if (!hyperVFirewallDisabled) return end('on', 'The Hyper-V firewall is on in the registry.');
      const seen =
        'The Hyper-V firewall is turned off in the registry (HyperVFirewallDisable is 1). Mirrored mode needs it.';
      return end('off', seen, cure('turn-hyper-v-firewall-on'), cure('set-nat', true));
    },
  }),
  fileCheck({
    id: 'mode-name',
    topic: 'mode',
    asks: 'Does this WSL know the mode name consomme?',
    facts: ['wsl'],
    unless: ({ file }) => {
      const text = file.settings.networkingMode.applied?.entry.value ?? '';
      return text.toLowerCase() === 'consomme' ? null : 'The file does not use the name consomme.';
    },
    endings: {
      reads: pass('It does.'),
      refuses: failure(
        'WSL is older than 2.9.',
        ['set-spelling', 'update-wsl-early'],
        'It uses the default mode instead.',
      ),
    },
    judge: ({ wsl: { wsl } }, { file }, end) => {
      if (file.settings.networkingMode.reason?.code !== 'consomme-is-newer')
        return end('reads', `WSL ${wsl} reads it.`);
      const seen = `WSL ${wsl ?? 'in Windows'} does not know the name consomme, which is new in 2.9.`;
      return end('refuses', seen, cure('set-spelling'), cure('update-wsl-early'));
    },
  }),
  fileCheck({
    id: 'bridged',
    topic: 'mode',
    asks: 'Can this Windows have bridged mode?',
    // Without a switch it has none, whatever Windows this is.
    hints: ['windows'],
    unless: unlessAskedFor('bridged'),
    endings: {
      older: failure('It is Windows 10.', ['set-nat'], 'WSL starts without a network there (0x8037010d).'),
      home: failure('It is a Home edition, which has no Hyper-V switches.', ['set-mirrored', 'set-nat']),
      'no-switch': failure(
        'The file sets no switch.',
        ['list-switches', 'set-nat'],
        'WSL starts without a network then.',
      ),
      deprecated: info('It can; Microsoft calls the mode deprecated.', ['set-mirrored']),
      untold: open('The file sets a switch, and the version of Windows is unknown.'),
    },
    judge: (_, { file, environment }, end, hints) => {
      const mirrored = canHaveMode('mirrored', environment) ? cure('set-mirrored') : null;
      const windows = hints.windows?.known ? hints.windows.value : null;
      if (windows && windows.build < FIRST_WINDOWS_11) {
        return end('older', `Bridged mode needs Windows 11; this is ${windowsText(windows)}.`, cure('set-nat'));
      }
      if (windows && isHome(windows)) {
        return end('home', 'Bridged mode needs Windows Pro or higher; this is Home.', mirrored, cure('set-nat'));
      }
      if (!file.settings.vmSwitch.value) {
        const seen = 'Bridged mode needs a virtual switch, and vmSwitch is not set.';
        return end('no-switch', seen, cure('list-switches'), cure('set-nat', true));
      }
      if (!windows) return end('untold', 'Unknown: whether this Windows has bridged mode.');
      const seen = 'Microsoft has called bridged mode deprecated since WSL 2.4.5.';
      return end('deprecated', seen, mirrored);
    },
  }),
];

/** The registry writes the names of policies with a capital. */
function registryName(policy: string): string {
  return policy.charAt(0).toUpperCase() + policy.slice(1);
}

/** For what the mode needs besides a Windows that has it: without one, nothing else helps. */
function unlessMirroredCanBe(input: FileInput): string | null {
  const { windowsBuild, isServer } = input.environment.start ?? {};
  const isOlderWindows = windowsBuild !== undefined && windowsBuild < MIRRORED_NEEDS.windows;
  return (
    unlessAskedFor('mirrored')(input) ?? (isServer || isOlderWindows ? 'This Windows has no mirrored mode.' : null)
  );
}

function hasOwnKernel({ file }: FileInput): boolean {
  return file.reading.settings.some(({ name, value }) => name.toLowerCase() === 'wsl2.kernel' && value !== '');
}
