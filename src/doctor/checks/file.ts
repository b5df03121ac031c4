import type { ConfEntry } from '../../machine/facts.ts';
import { findByName } from '../../settings/catalogue.ts';
import { countOf, listOf } from '../../text/names.ts';
import { excerpt, printable } from '../../text/printable.ts';
import { type Check, failure, fileCheck, type Input, machineCheck, pass, unlessNamed, warning } from '../check.ts';
import { cure } from '../cures.ts';

/** Where the file is, whether WSL reads it as it was meant, and what stands in wsl.conf instead. */
export const FILE_CHECKS: readonly Check[] = [
  machineCheck({
    id: 'file-found',
    topic: 'file',
    asks: 'Is there a .wslconfig, and can it be read?',
    endings: {
      found: pass('The file is there.'),
      defaults: pass('There is no file, and WSL uses its defaults.'),
      missing: failure('The file cannot be found or read.', ['name-file']),
    },
    judge: (_, { file, absence }, end) => {
      if (!file) return end('missing', absence?.message ?? '', absence?.hint ? cure('name-file', absence.hint) : null);
      if (!file.exists) return end('defaults', `${file.name} does not exist, so WSL uses its defaults.`);
      return end('found', `${file.name} can be read.`);
    },
  }),
  fileCheck({
    id: 'file-name',
    topic: 'file',
    asks: 'Is there a file with a misspelled name next to it?',
    facts: ['neighbours'],
    unless: unlessNamed,
    endings: {
      alone: pass('No such file.'),
      'misnamed-too': warning('There is one, next to the right file.', []),
      misnamed: failure('There is one, but no .wslconfig.', ['rename-file'], 'WSL reads only .wslconfig.'),
    },
    judge: ({ neighbours }, { file, place }, end) => {
      const [mistake] = neighbours;
      if (mistake === undefined) return end('alone', 'There is no file with a misspelled name next to it.');
      const seen = `WSL does not read ${listOf(neighbours.map(printable))}.`;
      if (file.exists) return end('misnamed-too', seen);
      const folder = file.name.slice(0, -'.wslconfig'.length);
      const from = `"${folder}${printable(mistake)}"`;
      const rename = place === 'windows' ? `ren ${from} .wslconfig` : `mv ${from} "${file.name}"`;
      return end('misnamed', seen, cure('rename-file', rename));
    },
  }),
  fileCheck({
    id: 'file-user',
    topic: 'file',
    asks: "Did you edit another Windows user's file?",
    facts: ['otherHomes'],
    unless: (input) => unlessNamed(input) ?? unlessNearWsl(input),
    endings: {
      own: pass('This user has a file, or wslnet sees no file of another user.'),
      other: warning(
        'Only another user has a file.',
        ['look-at-other-file'],
        'WSL reads the file of the Windows user who starts it.',
      ),
    },
    judge: ({ otherHomes }, { file }, end) => {
      const [other] = otherHomes;
      if (other === undefined) return end('own', 'wslnet sees no .wslconfig of another Windows user.');
      const paths = listOf(otherHomes.map(printable));
      if (file.exists) return end('own', `Other Windows users have files of their own: ${paths}.`);
      return end(
        'other',
        `This Windows user has no .wslconfig, but another one has: ${paths}.`,
        cure('look-at-other-file', other),
      );
    },
  }),
  fileCheck({
    id: 'file-content',
    topic: 'file',
    asks: 'Does WSL do what each line asks?',
    endings: {
      clean: pass('wslnet check finds nothing.'),
      warnings: warning('wslnet check finds warnings.', ['fix-file', 'check-file']),
      errors: failure('wslnet check finds errors.', ['fix-file', 'check-file']),
    },
    judge: (_, { file }, end) => {
      const { errors, warnings, fixable } = file.problems;
      const cures = [fixable > 0 ? cure('fix-file') : null, fixable < errors + warnings ? cure('check-file') : null];
      if (errors > 0) {
        const more = warnings > 0 ? ` and ${countOf(warnings, 'warning')}` : '';
        return end('errors', `The file has ${countOf(errors, 'error')}${more}.`, ...cures);
      }
      if (warnings > 0) return end('warnings', `The file has ${countOf(warnings, 'warning')}.`, ...cures);
      return end('clean', 'wslnet check finds no problem in the file.');
    },
  }),
  machineCheck({
    id: 'wsl-conf-keys',
    topic: 'file',
    asks: 'Does /etc/wsl.conf have settings that belong in .wslconfig?',
    facts: ['wslConf'],
    unless: unlessNearWsl,
    endings: {
      none: pass('None do.'),
      strays: warning('It does; WSL ignores them there.', ['set', 'edit-wsl-conf']),
    },
    judge: ({ wslConf }, _, end) => {
      const strays = wslConf.filter(isStray);
      if (strays.length === 0) return end('none', '/etc/wsl.conf has no settings that belong in .wslconfig.');
      const names = listOf(strays.map(({ key }) => findByName(key)?.name ?? printable(key)));
      const changes = strays.flatMap(changeOf);
      return end(
        'strays',
        `/etc/wsl.conf sets ${names}, which WSL reads in .wslconfig only.`,
        changes.length > 0 ? cure('set', ...changes) : null,
        cure('edit-wsl-conf', 'Delete those lines in /etc/wsl.conf.', null),
      );
    },
  }),
  machineCheck({
    id: 'wsl-conf-lines',
    topic: 'file',
    asks: 'Can WSL read every line of /etc/wsl.conf?',
    facts: ['wslConfFaults'],
    unless: unlessNearWsl,
    endings: {
      readable: pass('It can.'),
      broken: warning('It cannot read one of them.', ['edit-wsl-conf']),
      'cut-short': failure('It cannot read one, and ignores the lines after it.', ['edit-wsl-conf']),
    },
    judge: ({ wslConfFaults }, _, end) => {
      const [first] = wslConfFaults;
      if (!first) return end('readable', 'WSL can read every line of /etc/wsl.conf.');
      const advice = cure('edit-wsl-conf', `Fix line ${first.line} of /etc/wsl.conf.`);
      if (first.endsReading) {
        const seen = `WSL cannot read line ${first.line} of /etc/wsl.conf, and ignores everything after it.`;
        return end('cut-short', seen, advice);
      }
      return end('broken', `WSL cannot read line ${first.line} of /etc/wsl.conf.`, advice);
    },
  }),
];

/** Only distributions have the file. */
function unlessNearWsl({ place }: Input): string | null {
  return ['windows', 'wsl1', 'wsl2'].includes(place) ? null : 'There is no WSL here.';
}

/** The sections of .wslconfig; a setting without a section is as wrong there. */
function isStray({ section, key }: ConfEntry): boolean {
  return ['wsl2', 'experimental'].includes(section) || (section === '' && findByName(key) !== undefined);
}

/** The change that brings it where it belongs; none for what is no setting, or no value that can be typed anywhere. */
function changeOf({ key, value }: ConfEntry): string[] {
  const setting = findByName(key);
  const isPlain = excerpt(value) === value && !/['"`$\\]/.test(value);
  return setting && isPlain ? [`${setting.name}=${value}`] : [];
}
