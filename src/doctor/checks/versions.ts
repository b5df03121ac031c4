import type { WindowsVersion, WslVersions } from '../../machine/facts.ts';
import { NETWORKING_NAMES, NETWORKING_SETTINGS } from '../../settings/catalogue.ts';
import type { Mode } from '../../settings/modes.ts';
import { hasDnsTunnelingInVirtioproxy, isBefore, isOlder, WINDOWS_11_22H2 } from '../../settings/vm-start.ts';
import { listOf } from '../../text/names.ts';
import {
  type Check,
  failure,
  fileCheck,
  type InputFile,
  info,
  machineCheck,
  open,
  pass,
  unlessIn,
  warning,
} from '../check.ts';
import { type CureId, cure } from '../cures.ts';
import { windowsText } from '../facts.ts';

/** Trouble that came with one version and went with a later one, by Microsoft's threads. */
export interface KnownTrouble {
  /** The number of the thread at github.com/microsoft/WSL, or of Microsoft's article. */
  readonly source: string;
  readonly modes: readonly Mode[];
  /** False where it comes only under some load: then it is told and not warned of. */
  readonly isCertain: boolean;
  readonly affects: Affected;
  /** One or two sentences: the version, and what goes wrong. */
  readonly symptom: string;
  readonly cure: CureId & ('update-windows' | 'update-wsl' | 'update-wsl-early');
}

/** Versions in which it was seen, both ends included, and the first in which it is fixed; null where nobody says. */
type Affected =
  | { readonly of: 'wsl'; readonly from: string; readonly to: string; readonly fixedIn: string | null }
  | {
      readonly of: 'windows';
      readonly builds: readonly number[];
      /** Revisions: the number behind the dot of a Windows version. */
      readonly from: number;
      readonly to: number;
      readonly fixedIn: number | null;
    };

/** Every row ages: nothing is said of versions in which it was not seen. */
export const KNOWN_TROUBLES: readonly KnownTrouble[] = [
  {
    source: '#13724',
    modes: ['mirrored'],
    isCertain: true,
    // KB5068861 of November 2025. Later updates fix it; which one first is not said.
    affects: { of: 'windows', builds: [26100, 26200], from: 7171, to: 7171, fixedIn: null },
    symptom: 'The Windows update KB5068861 breaks some VPNs in mirrored mode. Later updates fix it.',
    cure: 'update-windows',
  },
  {
    source: '#41137',
    modes: ['mirrored', 'nat', 'virtioproxy'],
    isCertain: true,
    affects: { of: 'wsl', from: '2.9.4', to: '2.9.4', fixedIn: null },
    symptom: 'In WSL 2.9.4, localhost between Windows and Linux sometimes fails. Other releases work.',
    cure: 'update-wsl-early',
  },
  {
    source: '#41137',
    modes: ['mirrored', 'nat', 'virtioproxy'],
    isCertain: true,
    affects: { of: 'wsl', from: '2.7.8', to: '2.7.8', fixedIn: null },
    symptom: 'In WSL 2.7.8, localhost between Windows and Linux sometimes fails. Other releases work.',
    cure: 'update-wsl',
  },
  {
    source: '#41383',
    modes: ['virtioproxy'],
    isCertain: false,
    affects: { of: 'wsl', from: '2.3.25', to: '2.9.4', fixedIn: '2.9.5' },
    symptom: 'In virtioproxy mode, localhost can stall under many short connections. WSL 2.9.5 fixes this.',
    cure: 'update-wsl-early',
  },
];

/** The troubles of a mode with these versions. */
export function troublesHere(mode: Mode, windows: WindowsVersion, { wsl }: WslVersions): KnownTrouble[] {
  return KNOWN_TROUBLES.filter(({ modes, affects }) => {
    if (!modes.includes(mode)) return false;
    if (affects.of === 'windows') {
      const { build, revision } = windows;
      return affects.builds.includes(build) && affects.from <= revision && revision <= affects.to;
    }
    // A release may have a fourth number, which does not matter.
    const release = wsl?.split('.').slice(0, 3).join('.');
    return release !== undefined && !isOlder(release, affects.from) && !isOlder(affects.to, release);
  });
}

/** Whether WSL and Windows are there, and new enough. */
export const VERSION_CHECKS: readonly Check[] = [
  machineCheck({
    id: 'wsl-installed',
    topic: 'versions',
    asks: 'Is WSL installed and up to date?',
    facts: ['wslInstallation'],
    endings: {
      package: pass('It is.'),
      'in-box': warning('It is the version built into Windows.', ['update-wsl'], 'Microsoft no longer updates it.'),
      absent: failure('It is not installed.', ['install-wsl']),
      damaged: failure('It is installed but does not run.', ['repair-wsl', 'update-wsl']),
    },
    judge: ({ wslInstallation }, _, end) => {
      switch (wslInstallation) {
        case 'package':
          return end('package', 'WSL is installed from the Store or from GitHub.');
        case 'in-box':
          return end('in-box', 'This is the WSL built into Windows.', cure('update-wsl'));
        case 'absent':
          return end('absent', 'WSL is not installed.', cure('install-wsl'));
        case 'damaged':
          return end('damaged', 'WSL is installed, but it does not run.', cure('repair-wsl'), cure('update-wsl'));
      }
    },
  }),
  fileCheck({
    id: 'wsl-settings',
    topic: 'versions',
    asks: 'Does this WSL support every networking setting in the file?',
    facts: ['wsl'],
    endings: {
      known: pass('It does.'),
      older: failure('It is too old for one of them.', ['update-wsl'], 'WSL ignores settings it does not know.'),
    },
    judge: ({ wsl: { wsl } }, { file }, end) => {
      const tooNew = NETWORKING_NAMES.map((name) => NETWORKING_SETTINGS[name]).filter(({ name, since }) => {
        return file.settings[name].applied !== null && since !== null && isBefore(wsl, since);
      });
      if (tooNew.length === 0) return end('known', 'This WSL supports every networking setting in the file.');
      const names = listOf(tooNew.map(({ name, since }) => `${name} (needs ${since})`));
      return end('older', `This WSL is too old for ${names}.`, cure('update-wsl'));
    },
  }),
  fileCheck({
    id: 'windows-settings',
    topic: 'versions',
    asks: 'Does this Windows support the DNS tunneling or proxy settings of the file?',
    facts: ['windows'],
    unless: ({ file }) =>
      askedInVain(file.settings).length > 0 ? null : 'The file turns on neither DNS tunneling nor the proxy.',
    endings: {
      has: pass('It does.'),
      older: warning('It is older than Windows 11 22H2.', ['unset'], 'The lines have no effect there.'),
    },
    judge: ({ windows }, { file }, end) => {
      const names = askedInVain(file.settings);
      if (windows.build >= WINDOWS_11_22H2) return end('has', 'This Windows supports what the file turns on.');
      const seen = `${listOf(names)} ${names.length === 1 ? 'needs' : 'need'} Windows 11 22H2 (22621) or later; this is ${windowsText(windows)}.`;
      return end('older', seen, cure('unset', ...names));
    },
  }),
  fileCheck({
    id: 'virtioproxy-dns',
    topic: 'versions',
    asks: 'Does this WSL support DNS tunneling in virtioproxy mode?',
    facts: ['wsl'],
    unless: unlessIn('virtioproxy'),
    endings: {
      has: pass('It does.'),
      lacks: info('It does not: Linux uses ordinary DNS.'),
      'asked-in-vain': warning(
        'It does not, and the file turns DNS tunneling on.',
        ['update-wsl', 'update-wsl-early'],
        'Linux then uses ordinary DNS, which a VPN may block.',
      ),
      untold: open('Not documented for this release.'),
    },
    judge: ({ wsl: { wsl } }, { file }, end) => {
      const has = wsl === null ? false : hasDnsTunnelingInVirtioproxy(wsl);
      if (has === null) return end('untold', `Unknown: whether WSL ${wsl} tunnels DNS in virtioproxy mode.`);
      if (has) return end('has', `WSL ${wsl} tunnels DNS in virtioproxy mode.`);
      const seen = `WSL ${wsl ?? 'in Windows'} has no DNS tunneling in virtioproxy mode; WSL 2.8.2 and later have it.`;
      if (file.settings.dnsTunneling.applied?.value !== true) return end('lacks', seen);
      return end('asked-in-vain', seen, wsl === null ? cure('update-wsl') : cure('update-wsl-early'));
    },
  }),
  machineCheck({
    id: 'known-trouble',
    topic: 'versions',
    asks: 'Are there known problems with these versions of Windows and WSL?',
    facts: ['wsl', 'windows'],
    endings: {
      none: pass(`None of the ${KNOWN_TROUBLES.length} that are known.`),
      known: warning('There are, in this mode.', ['update-windows', 'update-wsl', 'update-wsl-early']),
      'under-load': info('There are, under some load.', ['update-wsl-early']),
    },
    judge: ({ wsl, windows }, { file }, end) => {
      const mode = file?.settings.networkingMode.value ?? 'nat';
      const [trouble] = troublesHere(mode, windows, wsl);
      if (!trouble) return end('none', 'wslnet knows of no problem with these versions of Windows and WSL.');
      return end(trouble.isCertain ? 'known' : 'under-load', trouble.symptom, cure(trouble.cure));
    },
  }),
];

/** Settings that the file turns on and that only a newer Windows has. */
function askedInVain(settings: InputFile['settings']): string[] {
  return (['dnsTunneling', 'autoProxy'] as const).filter((name) => settings[name].applied?.value === true);
}
