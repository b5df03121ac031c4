import type { Entry, IniDocument, Line } from '../ini/line.ts';
import { findByEntryName, NETWORKING_SETTINGS, type Setting } from './catalogue.ts';
import type { HeededEntry, SettingsReading } from './interpret.ts';

/**
 * The entry of a setting that WSL will heed once these settings are changed: a change to a bad MAC address brings to life
 * what stands behind it.
 */
export function entryToHeed(
  document: IniDocument,
  reading: SettingsReading,
  changed: ReadonlySet<Setting>,
  setting: Setting,
): HeededEntry | null {
  return firstEntry(document.lines, setting, stopIndexAfter(document, reading, changed));
}

/**
 * The index of the line at which reading is given up even after the changes: that behind the last one, if they mend or
 * remove the bad address.
 */
export function stopIndexAfter(
  { lines }: IniDocument,
  { stoppedBy }: SettingsReading,
  changed: ReadonlySet<Setting>,
): number {
  const isMended = changed.has(NETWORKING_SETTINGS.macAddress as Setting);
  return stoppedBy && !isMended ? lines.indexOf(stoppedBy) : lines.length;
}

/** Every entry of a setting, those that WSL does not heed included. */
export function entriesOf(lines: readonly Line[], setting: Setting): Entry[] {
  return lines.filter((line) => line.kind === 'entry' && findByEntryName(line.name) === setting) as Entry[];
}

/** The entry WSL will heed once it reads as far as `stopIndex`. */
export function firstEntry(lines: readonly Line[], setting: Setting, stopIndex: number): HeededEntry | null {
  const [entry] = entriesOf(lines.slice(0, stopIndex + 1), setting);
  return entry ? { entry, value: setting.kind.read(entry.value).value } : null;
}
