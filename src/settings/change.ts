import * as z from 'zod/mini';
import { Failure } from '../failure.ts';
import { decode, encode } from '../ini/encoding.ts';
import type { Entry, IniDocument, Line } from '../ini/line.ts';
import { readIni } from '../ini/reader.ts';
import { applyEdits, type TextEdit } from '../ini/text-edit.ts';
import { findUnwritable } from '../ini/value.ts';
import { type Newline, type Operation, writeEdits } from '../ini/writer.ts';
import { findByEntryName, NETWORKING_SETTINGS, type Setting } from './catalogue.ts';
import { type HeededEntry, readSettings, type SettingsReading } from './interpret.ts';
import { isSame } from './resolve.ts';
import { NO_DETAIL, settingCodec } from './schema.ts';
import { requireSetting } from './setting-name.ts';

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

/** A change that WSL will understand. */
export interface CheckedChange {
  readonly setting: Setting;
  readonly value: string | null;
  /** What WSL will take `value` for; null with it. */
  readonly typed: unknown;
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

/** Where reading is given up even after the changes: nowhere, if they mend or remove the bad address. */
function stopIndexAfter({ lines }: IniDocument, { stoppedBy }: SettingsReading, changed: ReadonlySet<Setting>): number {
  const isMended = changed.has(NETWORKING_SETTINGS.macAddress as Setting);
  return stoppedBy && !isMended ? lines.indexOf(stoppedBy) : lines.length;
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

function entriesOf(lines: readonly Line[], setting: Setting): Entry[] {
  return lines.filter((line) => line.kind === 'entry' && findByEntryName(line.name) === setting) as Entry[];
}

/** The entry WSL will heed once it reads as far as `stopIndex`. */
function firstEntry(lines: readonly Line[], setting: Setting, stopIndex: number): HeededEntry | null {
  const [entry] = entriesOf(lines.slice(0, stopIndex + 1), setting);
  return entry ? { entry, value: setting.kind.read(entry.value).value } : null;
}
