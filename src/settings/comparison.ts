import { SETTINGS } from './catalogue.ts';
import type { PlannedChange } from './change.ts';
import type { HeededEntry, SettingsReading } from './interpret.ts';
import { isSame } from './resolve.ts';

/** The settings that two versions of a file ask different values for, in the order of the catalogue. */
export function compareReadings(before: SettingsReading, after: SettingsReading): PlannedChange[] {
  return SETTINGS.flatMap((setting) => {
    const old = before.heeded.get(setting) ?? null;
    const now = after.heeded.get(setting) ?? null;
    if (old === now || (old && now && asksTheSame(old, now))) return [];
    return [{ setting, before: old, after: now ? now.entry.value : null }];
  });
}

/** By what WSL takes them for, or by their text where it refuses both. */
function asksTheSame(a: HeededEntry, b: HeededEntry): boolean {
  return a.value === undefined && b.value === undefined ? a.entry.value === b.entry.value : isSame(a.value, b.value);
}
