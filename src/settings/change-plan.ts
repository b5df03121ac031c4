import type { IniDocument } from '../ini/line.ts';
import type { TextEdit } from '../ini/text-edit.ts';
import { type Newline, type Operation, writeEdits } from '../ini/writer.ts';
import type { Setting } from './catalogue.ts';
import { entriesOf, firstEntry, stopIndexAfter } from './entry-to-heed.ts';
import type { HeededEntry, SettingsReading } from './interpret.ts';
import { isSame } from './resolve.ts';

/** A change that WSL will understand. */
export interface CheckedChange {
  readonly setting: Setting;
  readonly value: string | null;
  /** What WSL will take `value` for; null with it. */
  readonly typed: unknown;
}

/** One setting that a plan changes. */
export interface PlannedChange {
  readonly setting: Setting;
  /** What the entry that WSL heeds says now; null where there is none. */
  readonly before: HeededEntry | null;
  /** The value to be written; null to take the setting out. */
  readonly after: string | null;
}

export interface ChangePlan {
  readonly edits: readonly TextEdit[];
  /** What really changes, in the order asked for. */
  readonly changes: readonly PlannedChange[];
}

/**
 * The edits that make all changes together; none for what already holds.
 * @param newline for a document that has none to copy
 */
export function planChanges(
  document: IniDocument,
  reading: SettingsReading,
  changes: readonly CheckedChange[],
  newline: Newline = '\n',
): ChangePlan {
  const bySetting = new Map(changes.map((change) => [change.setting, change]));
  const stopIndex = stopIndexAfter(document, reading, new Set(bySetting.keys()));
  const operations: Operation[] = [];
  const planned: PlannedChange[] = [];
  for (const change of bySetting.values()) {
    const heeded = firstEntry(document.lines, change.setting, stopIndex);
    const own = operationsFor(change, heeded, document);
    if (own.length === 0) continue;
    operations.push(...own);
    planned.push({ setting: change.setting, before: heeded, after: change.value });
  }
  return { edits: writeEdits(document, operations, { stopIndex, newline }), changes: planned };
}

function operationsFor(
  { setting, value, typed }: CheckedChange,
  heeded: HeededEntry | null,
  document: IniDocument,
): Operation[] {
  if (value === null) {
    // Beyond the point where reading is given up, too: an entry there comes to life when that point is mended.
    return entriesOf(document.lines, setting).map((entry) => ({ kind: 'remove', entry }));
  }
  if (!heeded) return [{ kind: 'insert', section: setting.section, key: setting.name, value }];
  if (isSame(heeded.value, typed)) return [];
  return [{ kind: 'replace', entry: heeded.entry, value }];
}
