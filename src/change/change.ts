import type { TextEdit } from '../ini/edit.ts';
import { requireSetting } from '../settings/catalogue.ts';
import { Document } from '../settings/document.ts';
import { requireReadable } from './decode.ts';
import { planChanges } from './plan.ts';

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
 * What the library's `change` does.
 * @throws Failure `unknown-setting`; `bad-value`, `unwritable-character`, `several-problems` where WSL could not read a
 * value back; `not-text` where the bytes are not text WSL could read
 */
export function changeBytes(bytes: Uint8Array, changes: readonly SettingChange[]): ChangeResult {
  const document = Document.decode(bytes);
  const last = new Map(changes.map(({ setting, value }) => [requireSetting(setting), value]));
  const wanted = [...last].map(([setting, value]) => ({ setting, value }));
  requireReadable(changes.map(({ setting, value }) => ({ setting: requireSetting(setting), value })));
  const { edits } = planChanges(document, wanted);
  if (edits.length === 0) return { bytes, changed: false, edits };
  return { bytes: document.edited(edits).encode(), changed: true, edits };
}
