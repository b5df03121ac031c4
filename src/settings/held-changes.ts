import type { IniDocument } from '../ini/line.ts';
import { findUnwritable } from '../ini/value.ts';
import type { SettingChange } from './change.ts';
import type { CheckedChange } from './change-plan.ts';
import { entriesOf, entryToHeed } from './entry-to-heed.ts';
import type { SettingsReading } from './interpret.ts';
import { oddPort } from './kinds.ts';
import { isSame } from './resolve.ts';
import { requireSetting } from './setting-name.ts';

/**
 * Changes to what the file says already. Then nothing is to be written, and nothing needs to be checked but that WSL
 * reads it without a complaint.
 * @returns null where the file does not say it all
 * @throws Failure where a setting is unknown
 */
export function readHeldChanges(
  changes: readonly SettingChange[],
  document: IniDocument,
  reading: SettingsReading,
): readonly CheckedChange[] | null {
  const wanted = changes.map(({ setting, value }) => ({ setting: requireSetting(setting), value }));
  const changed = new Set(wanted.map(({ setting }) => setting));
  const held = wanted.map(({ setting, value }): CheckedChange | null => {
    if (value === null) return entriesOf(document.lines, setting).length === 0 ? { setting, value, typed: null } : null;
    const { value: typed, refusals } = setting.kind.read(value);
    const isOdd = setting.kind.id === 'ports' && oddPort(value) !== undefined;
    if (typed === undefined || refusals > 0 || isOdd || findUnwritable(value) !== -1) return null;
    const entry = entryToHeed(document, reading, changed, setting);
    return entry && isSame(entry.value, typed) ? { setting, value, typed } : null;
  });
  return held.every((change) => change !== null) ? held : null;
}
