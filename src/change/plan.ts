import * as z from 'zod/mini';
import { Failure } from '../failure.ts';
import { applyEdits, type IniDocument, type TextEdit } from '../ini/document.ts';
import { type Newline, type Operation, writeEdits } from '../ini/edit.ts';
import { readIni } from '../ini/read.ts';
import { decode, encode } from '../ini/text.ts';
import { findUnwritable } from '../ini/value.ts';
import { isNetworking, requireSetting, type Setting } from '../settings/catalogue.ts';
import { oddPort } from '../settings/kinds.ts';
import {
  type AppliedEntry,
  entriesOf,
  entryToApply,
  firstEntry,
  readSettings,
  type SettingsReading,
  stopIndexAfter,
} from '../settings/reading.ts';
import { isSame, type ResolvedSetting, resolve } from '../settings/resolve.ts';
import { NO_DETAIL, settingCodec } from '../settings/schema.ts';

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
  readonly before: AppliedEntry | null;
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
    const applied = firstEntry(document.lines, change.setting, stopIndex);
    const own = operationsFor(change, applied, document);
    if (own.length === 0) continue;
    operations.push(...own);
    planned.push({ setting: change.setting, before: applied, after: change.value });
  }
  return { edits: writeEdits(document, operations, { stopIndex, newline }), changes: planned };
}

function operationsFor(
  { setting, value, typed }: CheckedChange,
  applied: AppliedEntry | null,
  document: IniDocument,
): Operation[] {
  if (value === null) {
    // Beyond the point where reading is given up, too: an entry there comes to life when that point is mended.
    return entriesOf(document.lines, setting).map((entry) => ({ kind: 'remove', entry }));
  }
  if (!applied) return [{ kind: 'insert', section: setting.section, key: setting.name, value }];
  if (isSame(applied.value, typed)) return [];
  return [{ kind: 'replace', entry: applied.entry, value }];
}

/** A setting and the value it is to have, in a spelling WSL reads; null to take it out of the file. */
export interface SettingChange {
  /** With or without its section, in any letter case. */
  readonly setting: string;
  readonly value: string | null;
}

/** A file with changes made. */
export interface ChangeResult {
  /** The new bytes; the very bytes given where nothing changed. */
  readonly bytes: Uint8Array;
  readonly changed: boolean;
  /** What was replaced, against the original text, in order. */
  readonly edits: readonly TextEdit[];
}

/**
 * Changes settings in the bytes of a `.wslconfig` and nothing else. The entry WSL heeds is changed in place; where
 * there is none, one is put where WSL will read it. What already holds is left alone. Of several changes to one
 * setting the last counts. All changes land or none.
 * @throws Failure where a setting is unknown or WSL could not read a value back
 * @throws EncodingError where the bytes are not text WSL could read
 */
export function change(bytes: Uint8Array, changes: readonly SettingChange[]): ChangeResult {
  const decoded = decode(bytes);
  const document = readIni(decoded.text);
  const { edits } = planChanges(document, readSettings(document.lines), changes.map(checkChange));
  if (edits.length === 0) return { bytes, changed: false, edits };
  return { bytes: encode({ ...decoded, text: applyEdits(decoded.text, edits) }), changed: true, edits };
}

/** @throws Failure where the setting is unknown or WSL could not read the value back */
export function checkChange({ setting: name, value }: SettingChange): CheckedChange {
  const setting = requireSetting(name);
  if (value === null) return { setting, value, typed: null };
  const index = findUnwritable(value);
  if (index !== -1) {
    const character = describeCharacter(value.codePointAt(index) ?? 0);
    throw new Failure('unwritable-character', { setting: setting.name, value, character });
  }
  const result = z.safeDecode(settingCodec(setting.name), value);
  if (result.success) return { setting, value, typed: result.data };
  const message = result.error.issues[0]?.message;
  const detail = message === undefined || message === NO_DETAIL ? null : message;
  throw new Failure('bad-value', { setting: setting.name, value, expects: setting.kind.expects, detail });
}

function describeCharacter(codePoint: number): string {
  const number = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
  const isVisible = codePoint > 0xa0 && !/\p{C}|\p{Z}|\p{M}/u.test(String.fromCodePoint(codePoint));
  return isVisible ? `'${String.fromCodePoint(codePoint)}' (${number})` : `the character ${number}`;
}

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
    const entry = entryToApply(document, reading, changed, setting);
    return entry && isSame(entry.value, typed) ? { setting, value, typed } : null;
  });
  return held.every((change) => change !== null) ? held : null;
}

/** What was asked for and, by the file with the changes made, is not in force. */
export function findNotInEffect(reading: SettingsReading, changes: readonly CheckedChange[]): ResolvedSetting[] {
  const { settings } = resolve(reading, {});
  return changes.flatMap(({ setting, value, typed }): ResolvedSetting[] => {
    if (value === null || !isNetworking(setting)) return [];
    const resolved: ResolvedSetting = settings[setting.name];
    return isSame(resolved.value, typed) ? [] : [resolved];
  });
}
