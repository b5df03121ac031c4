import * as z from 'zod/mini';
import { Failure } from '../failure.ts';
import { decode, encode } from '../ini/encoding.ts';
import { readIni } from '../ini/reader.ts';
import { applyEdits, type TextEdit } from '../ini/text-edit.ts';
import { findUnwritable } from '../ini/value.ts';
import { type CheckedChange, planChanges } from './change-plan.ts';
import { readSettings } from './interpret.ts';
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
