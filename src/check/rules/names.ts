import { type Entry, textAt } from '../../ini/document.ts';
import { findByName, nearestName, type Setting } from '../../settings/catalogue.ts';
import { duplicateMessage, unknownKeyMessage } from '../../settings/reading.ts';
import type { Examination } from '../diagnose.ts';
import { type Diagnostic, diagnostic, type Fix } from '../diagnostic.ts';

/** The sections of `/etc/wsl.conf`, which is another file. */
const WSL_CONF_SECTIONS: ReadonlySet<string> = new Set(['boot', 'automount', 'network', 'interop', 'user']);

/** Keys of `/etc/wsl.conf` that mean it in any section. */
const WSL_CONF_KEYS: ReadonlyMap<string, string> = new Map([
  ['systemd', 'boot'],
  ['mountfstab', 'automount'],
  ['generatehosts', 'network'],
  ['generateresolvconf', 'network'],
  ['hostname', 'network'],
  ['appendwindowspath', 'interop'],
]);

/** Settings that WSL read once, and the release that dropped them. */
const REMOVED_KEYS: ReadonlyMap<string, string> = new Map([
  ['usewindowsdnscache', '2.3.22'],
  ['pagereporting', '1.1.7'],
]);

/** Why WSL knows no setting by the name of an entry. */
export function unknownNameRule(entry: Entry, { document, first }: Examination): Diagnostic {
  const key = textAt(document.text, entry.key);
  const lower = key.toLowerCase();
  const wsl = unknownKeyMessage(entry);
  const section = entry.name.includes('.') ? entry.name.slice(0, entry.name.indexOf('.')) : null;
  if (entry.isAfterInvalidHeader) {
    return diagnostic('derailed-key', 'error', entry.key, { key, name: entry.name, isRead: false }, { wsl });
  }
  const release = REMOVED_KEYS.get(lower);
  if (release) return diagnostic('removed-key', 'error', entry.key, { key, release }, { wsl });
  const setting = findByName(key);
  if (setting) return misplacedKey(entry, setting, section, first);
  if (section === null) {
    return diagnostic('no-section', 'error', entry.key, { key, setting: null, section: null }, { wsl });
  }
  const conf = WSL_CONF_SECTIONS.has(section.toLowerCase()) ? section.toLowerCase() : WSL_CONF_KEYS.get(lower);
  if (conf) return diagnostic('wsl-conf-key', 'error', entry.key, { key, section: conf }, { wsl });
  return diagnostic('unknown-key', 'error', entry.key, { name: entry.name, nearest: nearestName(key) }, { wsl });
}

function misplacedKey(entry: Entry, setting: Setting, found: string | null, first: Examination['first']): Diagnostic {
  const wsl = unknownKeyMessage(entry);
  const { name, section } = setting;
  const isWorthMoving = !first.has(setting) && setting.kind.read(entry.value).refusals === 0;
  const fix: Fix | null = isWorthMoving ? { operations: [{ kind: 'move', entry, section }], restores: setting } : null;
  if (found === null) {
    return diagnostic('no-section', 'error', entry.key, { key: name, setting: name, section }, { wsl, fix });
  }
  return diagnostic('wrong-section', 'error', entry.key, { setting: name, section, found }, { wsl, fix });
}

/** An entry whose setting an earlier entry has used up. */
export function duplicateRule(entry: Entry, first: Entry, setting: Setting, { document }: Examination): Diagnostic {
  const one = setting.kind.read(first.value);
  const isSame = String(one.value) === String(setting.kind.read(entry.value).value);
  // Where the first is refused, this one may hold what was meant; where it took in another line, so may that.
  const isOurs = one.refusals === 0 && !textAt(document.text, entry.raw).includes('\n');
  const fix: Fix | null = !isOurs ? null : { operations: [{ kind: 'drop', entry }], restores: null };
  const more = { related: first.key, wsl: duplicateMessage(entry, first), fix };
  return diagnostic('duplicate-key', isSame ? 'warning' : 'error', entry.key, { setting: setting.name, isSame }, more);
}
