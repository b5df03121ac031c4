import { findByEntryName, findByName } from '../../settings/catalogue.ts';
import { printable } from '../../text/printable.ts';
import { type Check, failure, fileCheck, machineCheck, notApplicable, pass, unlessNamed, warning } from '../check.ts';

/** The sections of wsl.conf, which no setting of .wslconfig is in. */
const WSL_CONF_SECTIONS = ['boot', 'automount', 'network', 'interop', 'user', 'gpu', 'time', 'filesystem'];

/** Where the file is, and whether it holds what WSL looks for in it. */
export const FILE_CHECKS: readonly Check[] = [
  machineCheck('file-found', 'file', [], (_, { file, absence }) => {
    if (!file) return failure(absence?.message ?? 'There is no file.', absence?.hint ?? null);
    if (!file.exists) return pass(`${file.name} does not exist, so WSL uses its defaults.`);
    return pass(`${file.name} is there and can be read.`);
  }),
  fileCheck(
    'file-name',
    'file',
    ['neighbours'],
    ({ neighbours }, { file, place }) => {
      const [mistake] = neighbours;
      if (mistake === undefined) return pass('No file beside it has a name that is nearly right.');
      const seen = `WSL does not read ${neighbours.map(printable).join(', ')}, only .wslconfig.`;
      const folder = file.name.slice(0, -'.wslconfig'.length);
      const from = `"${folder}${printable(mistake)}"`;
      const rename = place === 'windows' ? `ren ${from} .wslconfig` : `mv ${from} "${file.name}"`;
      return file.exists ? warning(seen, null) : failure(seen, rename);
    },
    { unless: unlessNamed },
  ),
  fileCheck(
    'file-profile',
    'file',
    ['otherHomes'],
    ({ otherHomes }, { file }) => {
      if (otherHomes.length === 0) return pass('No other user has such a file.');
      const seen = `Other Windows users have files of their own: ${otherHomes.map(printable).join(', ')}.`;
      return file.exists ? pass(seen) : warning(seen, `wslnet status --file "${printable(otherHomes[0] ?? '')}"`);
    },
    { unless: unlessNamed },
  ),
  fileCheck('file-lines', 'file', [], (_, { file }) => {
    const { error, warnings } = file.reading;
    if (error) return failure('WSL gives up reading the file, so nothing of it counts.', 'wslnet check');
    if (warnings.length === 0) return pass('WSL reads every line without a warning.');
    const count = warnings.length === 1 ? 'one line' : `${warnings.length} lines`;
    return warning(`WSL warns of ${count} and does not heed what is written there.`, 'wslnet check');
  }),
  fileCheck('file-foreign-keys', 'file', [], (_, { file }) => {
    const foreign = file.reading.settings
      .map(({ name }) => name)
      .filter((name) => WSL_CONF_SECTIONS.includes(name.split('.')[0]?.toLowerCase() ?? '') && !findByEntryName(name));
    if (foreign.length === 0) return pass('It holds no settings of wsl.conf.');
    const names = [...new Set(foreign)].map(printable).join(', ');
    return warning(`WSL does not heed these here; move them to the distribution's /etc/wsl.conf: ${names}.`, null);
  }),
  machineCheck('wsl-conf-keys', 'file', ['wslConf'], ({ wslConf }) => {
    const strays = wslConf.filter(({ section, key }) => {
      return ['wsl2', 'experimental'].includes(section) || (!WSL_CONF_SECTIONS.includes(section) && findByName(key));
    });
    if (strays.length === 0) return pass('/etc/wsl.conf holds no settings of .wslconfig.');
    const known = strays.flatMap(({ key, value }) => {
      const setting = findByName(key);
      return setting ? [`'${setting.name}=${printable(value).replaceAll("'", '')}'`] : [];
    });
    const names = strays.map(({ key }) => printable(key)).join(', ');
    const mend = known.length > 0 ? `wslnet set ${known.join(' ')}` : null;
    return warning(`WSL does not heed these in /etc/wsl.conf; they belong in .wslconfig: ${names}.`, mend);
  }),
  fileCheck('localhost-forwarding', 'file', [], (_, { file }) => {
    const { localhostForwarding, networkingMode } = file.settings;
    if (!localhostForwarding.applied) return notApplicable('The file does not set localhostForwarding.');
    if (networkingMode.value !== 'mirrored') return pass('localhostForwarding has an effect in this mode.');
    const seen = 'localhostForwarding has no effect in mirrored mode, and WSL says so at every start.';
    return warning(seen, 'wslnet unset localhostForwarding');
  }),
];
