import { NETWORKING_NAMES, SETTINGS, type Setting } from '../catalogue.ts';
import type { PlannedChange } from '../change-plan.ts';
import { isSame } from '../resolve.ts';
import type { Examination } from './examination.ts';

/** Whether two files mean the same to WSL, but for one setting. @param except null where all must be the same */
export function isChangedOnlyBy(except: Setting | null, before: Examination, after: Examination): boolean {
  if (!before.resolved || !after.resolved) return false;
  for (const name of NETWORKING_NAMES) {
    if (name !== except?.name && !isSame(before.resolved[name].value, after.resolved[name].value)) return false;
  }
  return SETTINGS.every((setting) => {
    if (setting === except) return true;
    return isSame(before.reading.heeded.get(setting)?.value, after.reading.heeded.get(setting)?.value);
  });
}

/** The settings that two files set differently, in value, spelling or section, as changes from one to the other. */
export function changesBetween(before: Examination, after: Examination): PlannedChange[] {
  return SETTINGS.flatMap((setting): PlannedChange[] => {
    const old = before.reading.heeded.get(setting) ?? null;
    const now = after.reading.heeded.get(setting);
    if (old?.entry.value === now?.entry.value && old?.entry.name === now?.entry.name) return [];
    return [{ setting, before: old, after: now?.entry.value ?? null }];
  });
}
