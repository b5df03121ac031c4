import { NETWORKING_NAMES, NETWORKING_SETTINGS } from '../../settings/catalogue.ts';
import { isOlder } from '../../settings/vm-start.ts';
import { type Check, failure, fileCheck, machineCheck, pass, unlessIn, warning } from '../check.ts';

/** Whether WSL is new enough. */
export const VERSION_CHECKS: readonly Check[] = [
  machineCheck('wsl-version', 'versions', ['wsl'], ({ wsl: { wsl } }) =>
    wsl === null
      ? warning('This is the WSL that ships in Windows, which is not updated any more.', 'wsl.exe --update')
      : pass(`This is WSL ${wsl}.`),
  ),
  fileCheck('settings-known', 'versions', ['wsl'], ({ wsl: { wsl } }, { file }) => {
    const tooNew = NETWORKING_NAMES.map((name) => NETWORKING_SETTINGS[name]).filter(({ name, since }) => {
      return file.settings[name].applied !== null && since !== null && (wsl === null || isOlder(wsl, since));
    });
    if (tooNew.length === 0) return pass('This WSL knows every networking setting in the file.');
    const names = tooNew.map(({ name, since }) => `${name} (since ${since})`).join(', ');
    return failure(`This WSL is too old for ${names}.`, 'wsl.exe --update');
  }),
  fileCheck(
    'virtioproxy-dns',
    'versions',
    ['wsl'],
    ({ wsl: { wsl } }) => {
      const since = '2.8.9';
      if (wsl !== null && !isOlder(wsl, since)) return pass('This WSL has DNS tunneling in virtioproxy mode.');
      const seen = `DNS tunneling in virtioproxy mode is there since WSL ${since}; this is ${wsl ?? 'older'}.`;
      return warning(seen, 'wsl.exe --update --pre-release');
    },
    { unless: unlessIn('virtioproxy') },
  ),
];
