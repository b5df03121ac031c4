import { type Facts, isWindowsServer, type WindowsVersion, type WslWarning } from '../../machine/facts.ts';
import type { Mode } from '../../settings/modes.ts';
import { excerpt } from '../../text/printable.ts';
import {
  type Check,
  type Finding,
  failure,
  fileCheck,
  info,
  machineCheck,
  notApplicable,
  open,
  pass,
  warning,
} from '../check.ts';
import { type Cure, cure } from '../cures.ts';
import { isHome } from '../facts.ts';
import { lacksMirroredUpdate } from './modes.ts';
import { isUsualRange } from './ports.ts';

/** Error codes in WSL's warnings, which are in no language. */
const CODES = {
  noPorts: '0x8007054f',
  unsupported: '0x803b0015',
  stale: '0x803b0007',
  bridgedOnWindows10: '0x8037010d',
} as const;

type Hints = {
  readonly [K in 'wslWarnings' | 'dynamicPorts' | 'dynamicUdpPorts' | 'vmStartedAt' | 'windows']: Facts[K] | undefined;
};

/** Whether WSL has read the file, and what became of the mode. */
export const ACTIVE_CHECKS: readonly Check[] = [
  machineCheck({
    id: 'restart',
    topic: 'mode',
    asks: 'Has WSL read the latest version of the file?',
    endings: {
      read: pass('WSL started after the last change.'),
      stopped: pass('WSL is not running; the next start reads it.'),
      due: warning(
        'The file was changed after WSL started.',
        ['restart-wsl'],
        'WSL reads the file only when it starts.',
      ),
      'wsl-1': pass('This is a WSL 1 distribution, which the file does not apply to.'),
      untold: open('It is unknown when WSL started or when the file was changed.'),
    },
    judge: (_, { restart, file }, end) => {
      switch (restart) {
        case 'due': {
          const seen =
            file?.exists === false
              ? 'Your file no longer exists, but WSL still uses what it read there.'
              : 'Your file was changed after WSL started, so WSL has not read it yet.';
          return end('due', seen, cure('restart-wsl'));
        }
        case 'not-due':
          return end('read', 'WSL started after the last change of the file.');
        case 'not-running':
          return end('stopped', 'WSL is not running. It reads the file when it starts.');
        case 'other-file':
          return notApplicable('WSL reads another file.');
        case 'not-applicable':
          return end('wsl-1', 'This is a WSL 1 distribution. The file is for WSL 2.');
        case 'unknown':
          return end('untold', 'Unknown: whether WSL started after the last change of the file.');
      }
    },
  }),
  fileCheck({
    id: 'mode-active',
    topic: 'mode',
    asks: 'Is the mode that the file asks for active?',
    facts: ['activeMode'],
    hints: ['wslWarnings', 'dynamicPorts', 'dynamicUdpPorts', 'vmStartedAt', 'windows'],
    unless: ({ restart, file }) => {
      if (restart === 'due') return 'Restart WSL first.';
      if (restart === 'other-file') return 'WSL reads another file.';
      return file.settings.networkingMode.value === null ? 'WSL ignores the whole file.' : null;
    },
    endings: {
      active: pass('It is.'),
      unread: warning('It is not; WSL may not have read the file yet.', ['restart-wsl']),
      unsupported: failure('WSL reports that Windows cannot do it (0x803b0015, 0x8037010d).', ['set-nat']),
      stale: failure('Windows holds on to an old network state (0x803b0007).', ['restart-windows', 'set-nat']),
      'no-ports': failure('Windows has no free port range (0x8007054f).', [
        'reset-dynamic-ports',
        'restart-windows',
        'set-nat',
      ]),
      'no-platform': failure('Virtual Machine Platform, a component of Windows, is off.', ['install-platform']),
      'no-switch': failure('Bridged mode was to be used, and WSL started without a network.', [
        'list-switches',
        'see-warnings',
        'set-nat',
      ]),
      'no-network': failure('WSL started without a network and did not say why.', [
        'reset-dynamic-ports',
        'restart-windows',
        'see-warnings',
        'set-nat',
      ]),
      'fell-to-nat': failure('WSL fell back to nat and did not say why.', [
        'restart-windows',
        'update-windows',
        'see-warnings',
        'set-nat',
      ]),
      'fell-to-virtioproxy': failure('Windows could not create the nat network.', [
        'restart-windows',
        'see-nat-service',
      ]),
      other: failure('Another mode is active.', ['restart-wsl', 'see-warnings']),
    },
    judge: ({ activeMode }, input, end, hints) => {
      const expected = input.file.settings.networkingMode.value as Mode;
      if (activeMode === 'wsl1') return notApplicable('This is a WSL 1 distribution. The file is for WSL 2.');
      if (activeMode === expected) return end('active', `The mode ${expected} is active, as it should be.`);
      const asked = input.file.settings.networkingMode.applied?.value as Mode | undefined;
      if (hints.windows?.known && isNeverHad(asked, hints.windows.value)) {
        return notApplicable(`Fix the mode first: this edition of Windows has no ${asked} mode.`);
      }
      const seen = fallbackSentence(expected, activeMode);
      if (input.restart === 'unknown') {
        const text = `The mode is ${activeMode}, but your file asks for ${expected}. WSL may not have read the file yet.`;
        return end('unread', text, cure('restart-wsl'));
      }
      return fallback(seen, expected, activeMode, end, hints);
    },
  }),
  machineCheck({
    id: 'wsl-warnings',
    topic: 'mode',
    asks: 'Did WSL print warnings when it started?',
    facts: ['wslWarnings', 'vmStartedAt'],
    endings: {
      none: pass('It did not.'),
      said: info('It did: see the Windows event log.'),
    },
    judge: ({ wslWarnings, vmStartedAt }, _, end) => {
      const [latest] = sinceStart(wslWarnings, vmStartedAt);
      if (!latest) return end('none', 'WSL logged no warning when it started.');
      return end('said', `WSL said when it started: ${quote(latest)}.`);
    },
  }),
];

/** Whether an edition of Windows never has a mode: then whatever WSL took in its place has no other cause. */
function isNeverHad(mode: Mode | undefined, windows: WindowsVersion): boolean {
  return (mode === 'mirrored' && isWindowsServer(windows)) || (mode === 'bridged' && isHome(windows));
}

type FallbackEnding =
  | 'unsupported'
  | 'stale'
  | 'no-ports'
  | 'no-platform'
  | 'no-switch'
  | 'no-network'
  | 'fell-to-nat'
  | 'fell-to-virtioproxy'
  | 'other';

/** What most likely led to a mode that nobody asked for: by WSL's own word where there is one. */
function fallback(
  seen: string,
  expected: Mode,
  active: string,
  end: (name: FallbackEnding, seen: string, ...cures: (Cure | null)[]) => Finding,
  { wslWarnings, dynamicPorts, dynamicUdpPorts, vmStartedAt, windows }: Hints,
): Finding {
  const nat = expected === 'nat' ? null : cure('set-nat', true);
  const mayHelp = [dynamicPorts, dynamicUdpPorts].some((range) => range?.known && !isUsualRange(range.value));
  const ports = mayHelp ? cure('reset-dynamic-ports') : null;
  const said = wslWarnings?.known ? sinceStart(wslWarnings.value, vmStartedAt?.known ? vmStartedAt.value : null) : [];
  const codes = said.map(({ code }) => code);
  if (codes.includes(CODES.noPorts)) {
    const text = `${seen} WSL reported 0x8007054f: Windows has no free range of ports for it.`;
    return end('no-ports', text, ports, ports ? null : cure('restart-windows'), nat);
  }
  if (codes.includes(CODES.stale)) {
    const text = `${seen} WSL reported 0x803b0007: Windows is holding on to an old network state.`;
    return end('stale', text, cure('restart-windows'), nat);
  }
  if (expected === 'mirrored' && codes.includes(CODES.unsupported)) {
    return end(
      'unsupported',
      `${seen} WSL reported 0x803b0015: this Windows has no ${expected} mode.`,
      cure('set-nat'),
    );
  }
  if (expected === 'bridged' && codes.includes(CODES.bridgedOnWindows10)) {
    return end('unsupported', `${seen} WSL reported 0x8037010d: this Windows has no bridged mode.`, cure('set-nat'));
  }
  const [latest] = said;
  const text = latest ? `${seen} WSL said: ${quote(latest)}.` : seen;
  const look = wslWarnings?.known ? null : cure('see-warnings');
  if (said.some((warning) => warning.text.includes(INSTALLS_PLATFORM))) {
    return end('no-platform', text, cure('install-platform'));
  }
  if (active === 'none' && expected === 'bridged') return end('no-switch', text, cure('list-switches'), look, nat);
  if (active === 'none') return end('no-network', text, ports, cure('restart-windows'), look, nat);
  if (active === 'nat' && expected === 'mirrored') {
    // The update that is missing comes with a restart.
    const restart = windows?.known && lacksMirroredUpdate(windows.value) ? null : cure('restart-windows');
    return end('fell-to-nat', text, restart, cure('update-windows'), look, nat);
  }
  if (active === 'virtioproxy' && expected === 'nat') {
    return end('fell-to-virtioproxy', text, cure('restart-windows'), cure('see-nat-service'));
  }
  return end('other', text, cure('restart-wsl'), look);
}

/** The option in the advice that WSL gives where Virtual Machine Platform is off; options are not translated. */
const INSTALLS_PLATFORM = '--no-distribution';

/** As much of a message as tells what it is about. */
const LONGEST_QUOTE = 240;

/** What WSL said, in one line; the full stop is that of the sentence around it. */
function quote({ text }: WslWarning): string {
  return `'${excerpt(text.replace(/\s+/g, ' ').trim().replace(/\.$/, ''), LONGEST_QUOTE)}'`;
}

function fallbackSentence(expected: Mode, active: string): string {
  if (active === 'none') return `WSL should be in ${expected} mode, but it started with no network.`;
  return `WSL should be in ${expected} mode, but it started in ${active} mode.`;
}

/** A warning is written while WSL starts, and the two clocks are not quite the same. */
const CLOCK_DIFFERENCE = 60_000;

/** The warnings of the last start, the latest first. @param startedAt null where that is unknown: then all there are */
function sinceStart(warnings: readonly WslWarning[], startedAt: number | null): WslWarning[] {
  return warnings.filter(({ time }) => startedAt === null || time >= startedAt - CLOCK_DIFFERENCE);
}
