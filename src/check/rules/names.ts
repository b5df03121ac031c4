import { type Entry, textAt } from '../../ini/document.ts';
import { findByName, nearestName, type Setting } from '../../settings/catalogue.ts';
import type { Document } from '../../settings/document.ts';
import { duplicateMessage, unknownKeyMessage } from '../../settings/reading.ts';
import { excerpt, quoted } from '../../text/printable.ts';
import { code, type Diagnostic, type Fix, reporterOf } from '../diagnostic.ts';
import { WSL_CONF_KEYS } from './headers.ts';

/** What is said of the names of settings, and of where they stand. */
export const NAME_CODES = {
  'duplicate-key': code<{ setting: string; isSame: boolean }>({
    title: 'a setting that is set twice',
    severities: ['error', 'warning'],
    message: ({ setting, isSame }) =>
      isSame
        ? `${setting} is already set above, to the same value; WSL ignores this line.`
        : `${setting} is already set above; the first entry wins, so WSL ignores this line.`,
    advice: ({ isSame }) => (isSame ? 'Delete this line.' : 'Delete the one you do not want. WSL uses the first.'),
    other: ({ setting }) => setting,
    why: 'In most INI files, the last entry wins. Here the first one does, so a line added at the end has no effect.',
    wsl: 'It uses the first entry under any of its names, even if it rejects the value, and warns about the others.',
    wrong: '[wsl2]\nnetworkingMode=nat\nnetworkingMode=mirrored\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n',
  }),
  'former-section': code<{ setting: string; section: string }>({
    title: 'an old experimental name',
    severities: ['warning'],
    message: ({ setting, section }) => `${setting} has moved to [${section}]; WSL still reads it here.`,
    advice: ({ section }) => `Move it below [${section}].`,
    why: 'Other programs look below [wsl2] and find nothing, or add a second entry there that has no effect.',
    wsl: 'It reads both names as one setting; the first entry wins. WSL 2.0.0 to 2.0.4 read only this one.',
    wrong: '[experimental]\nnetworkingMode=mirrored\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n',
  }),
  'no-section': code<{ key: string; section: string | null }>({
    title: 'a key above the first section',
    severities: ['error'],
    message: ({ key }) => `${excerpt(key)} is above the first section header, where WSL ignores it.`,
    advice: ({ section }) => (section ? `Move it below [${section}].` : 'Move it below the section it belongs in.'),
    why: 'A snippet was pasted without its [wsl2] line, so it has no effect.',
    wsl: 'It looks up the key without a section, finds nothing, and warns.',
    wrong: 'networkingMode=mirrored\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n',
  }),
  'removed-key': code<{ key: string; release: string }>({
    title: 'a removed setting',
    severities: ['warning'],
    message: ({ key, release }) => `WSL ${release} and later do not have ${excerpt(key)}; the line has no effect.`,
    advice: () => 'Delete the line.',
    why: 'Only older releases use it. Now it causes a warning.',
    wsl: 'It warns about an unknown key.',
    wrong: '[wsl2]\npageReporting=false\n',
    right: '[wsl2]\nmemory=8GB\n',
  }),
  'unknown-key': code<{ name: string; section: string }>({
    title: 'a key WSL does not know',
    severities: ['error'],
    message: ({ name }) => `WSL has no setting ${quoted(name)}.`,
    advice: ({ name, section }) => {
      // Looked up when it is said, which of very many it is for few.
      const nearest = nearestName(name);
      const setting = nearest === null ? undefined : findByName(nearest);
      if (setting?.section === section) return `Did you mean ${setting.name}?`;
      return setting
        ? `Did you mean ${setting.name} below [${setting.section}]?`
        : 'Delete the line, or correct its spelling.';
    },
    why: 'It has no effect. It is usually a typo.',
    wsl: 'It warns about an unknown key.',
    wrong: '[wsl2]\nnetworkMode=mirrored\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n',
  }),
  'wrong-section': code<{ setting: string; section: string; found: string }>({
    title: 'a setting below the wrong header',
    severities: ['error'],
    message: ({ setting, section, found }) =>
      `${setting} belongs below [${section}]; below [${excerpt(found)}] WSL ignores it.`,
    advice: ({ section }) => `Move it below [${section}].`,
    why: 'The name is right but the section is wrong, so it has no effect.',
    wsl: 'It looks up a key together with its section and warns that it does not know them.',
    wrong: '[wsl2]\nnetworkingMode=mirrored\nhostAddressLoopback=true\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nhostAddressLoopback=true\n',
  }),
  'wsl-conf-key': code<{ key: string; section: string }>({
    title: 'a setting of /etc/wsl.conf',
    severities: ['error'],
    message: ({ key }) => `${excerpt(key)} belongs in another file, /etc/wsl.conf inside the distribution.`,
    advice: ({ section }) => `Move it below [${section}] of /etc/wsl.conf.`,
    why: 'There are two files: this one is for all of WSL 2, /etc/wsl.conf is for one distribution.',
    wsl: 'It warns about an unknown key, and the distribution never sees the setting.',
    wrong: '[wsl2]\nsystemd=true\n',
    right: '[wsl2]\nmemory=8GB\n',
  }),
};

const report = reporterOf(NAME_CODES);

/** Settings that WSL read once, and the release that dropped them. */
const REMOVED_KEYS: ReadonlyMap<string, string> = new Map([
  ['usewindowsdnscache', '2.3.22'],
  ['pagereporting', '1.1.7'],
]);

/** Why WSL knows no setting by the name of an entry, where the header above is not to blame. */
export function unknownNameRule(entry: Entry, document: Document): Diagnostic {
  const key = textAt(document.text, entry.key);
  const lower = key.toLowerCase();
  const wsl = unknownKeyMessage(entry);
  const section = entry.name.includes('.') ? entry.name.slice(0, entry.name.indexOf('.')) : null;
  const release = REMOVED_KEYS.get(lower);
  if (release) {
    const fix: Fix | null = isOneLine(entry, document) ? { operations: [{ kind: 'drop', entry }], restores: [] } : null;
    return report('removed-key', 'warning', entry.key, { key, release }, { wsl, fix });
  }
  const setting = findByName(key);
  if (setting) return misplacedKey(entry, setting, section, document);
  if (section === null) return report('no-section', 'error', entry.key, { key, section: null }, { wsl });
  const conf = WSL_CONF_KEYS.get(lower);
  if (conf) return report('wsl-conf-key', 'error', entry.key, { key, section: conf }, { wsl });
  return report('unknown-key', 'error', entry.key, { name: key, section: section.toLowerCase() }, { wsl });
}

function misplacedKey(entry: Entry, setting: Setting, found: string | null, document: Document): Diagnostic {
  const wsl = unknownKeyMessage(entry);
  const { name, section, kind } = setting;
  const isGood = document.entriesOf(setting).length === 0 && kind.read(entry.value).refusals === 0;
  const isWorthMoving = isGood && !isBelowCommentedHeader(entry, document);
  const operations = [{ kind: 'move', line: entry, section } as const];
  const fix: Fix | null = isWorthMoving ? { operations, restores: [setting] } : null;
  if (found === null) return report('no-section', 'error', entry.key, { key: name, section }, { wsl, fix });
  return report('wrong-section', 'error', entry.key, { setting: name, section, found }, { wsl, fix });
}

/** A header that was made a comment: what is below it may have been turned off by that. */
const COMMENTED_HEADER = /^[ \t]*[#;][#; \t]*\[(?:wsl2|experimental|general)\][ \t]*$/i;

interface HeaderPlace {
  readonly start: number;
  readonly isComment: boolean;
}

const headerPlaces = new WeakMap<Document, readonly HeaderPlace[]>();

/** Whether the header right above an entry is one that was made a comment. */
function isBelowCommentedHeader({ start }: Entry, document: Document): boolean {
  const { text, lines } = document;
  const places =
    headerPlaces.get(document) ??
    lines.flatMap((line): HeaderPlace[] => {
      if (line.kind === 'header') return [{ start: line.start, isComment: false }];
      const isShort = line.bodyEnd - line.start < 100;
      const isComment = isShort && line.kind !== 'entry' && COMMENTED_HEADER.test(text.slice(line.start, line.bodyEnd));
      return isComment ? [{ start: line.start, isComment }] : [];
    });
  headerPlaces.set(document, places);
  return places.findLast((place) => place.start < start)?.isComment === true;
}

/** An entry whose setting an earlier entry has used up. */
export function duplicateRule(entry: Entry, first: Entry, setting: Setting, document: Document): Diagnostic {
  const one = setting.kind.read(first.value);
  const isSame = one.value !== undefined && String(one.value) === String(setting.kind.read(entry.value).value);
  // Where the first is refused, this one may hold what was meant; where it took in another line, so may that.
  const isOurs = one.refusals === 0 && isOneLine(entry, document);
  const fix: Fix | null = !isOurs ? null : { operations: [{ kind: 'drop', entry }], restores: [] };
  const more = { related: first.key, wsl: duplicateMessage(entry, first), fix };
  return report('duplicate-key', isSame ? 'warning' : 'error', entry.key, { setting: setting.name, isSame }, more);
}

/** A name from a setting's experimental days. */
export function formerSectionRule(entry: Entry, setting: Setting): Diagnostic[] {
  const found = entry.name.slice(0, entry.name.indexOf('.')).toLowerCase();
  if (entry.isAfterInvalidHeader || found !== setting.formerSection) return [];
  const { name, section, kind } = setting;
  const isRefused = kind.read(entry.value).value === undefined;
  const fix: Fix | null = isRefused ? null : { operations: [{ kind: 'move', line: entry, section }], restores: [] };
  return [report('former-section', 'warning', entry.key, { setting: name, section }, { fix })];
}

/** A value that goes on in the next line has taken in what may be a setting. */
export function isOneLine(entry: Entry, { text }: Document): boolean {
  const lf = text.indexOf('\n', entry.raw.start);
  return lf === -1 || lf >= entry.raw.end;
}
