import { isNetworking } from './catalogue.ts';
import type { CheckedChange } from './change-plan.ts';
import type { SettingsReading } from './interpret.ts';
import { isSame, type ResolvedSetting, resolve } from './resolve.ts';

/** What was asked for and, by the file with the changes made, is not in force. */
export function findUnmet(reading: SettingsReading, changes: readonly CheckedChange[]): ResolvedSetting[] {
  const { settings } = resolve(reading, {});
  return changes.flatMap(({ setting, value, typed }): ResolvedSetting[] => {
    if (value === null || !isNetworking(setting)) return [];
    const resolved: ResolvedSetting = settings[setting.name];
    return isSame(resolved.value, typed) ? [] : [resolved];
  });
}
