import { NETWORKING_NAMES, NETWORKING_SETTINGS } from '../../settings/catalogue.ts';
import { hasDnsTunnelingInVirtioproxy, isBefore, WINDOWS_11_22H2 } from '../../settings/vm-start.ts';
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
import { cure } from '../cures.ts';
import { windowsText } from '../facts.ts';
import { KNOWN_TROUBLES, troublesHere } from '../known-troubles.ts';

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
