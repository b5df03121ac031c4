import type { Setting } from '../settings/catalogue.ts';
import type { HeededEntry } from '../settings/interpret.ts';
import { printable } from './printable.ts';
import type { SettingValue } from './schemas/documents.ts';

/** A typed value as a person reads it; `-` for nothing. */
export function showValue({ kind }: Setting, value: unknown): string {
  if (value === null) return NOTHING;
  const text = Array.isArray(value) ? value.join(', ') : kind.write(value);
  return text === '' ? NOTHING : printable(text);
}

const NOTHING = '-';

/** The text of an entry, and what WSL takes it for. */
interface Asked {
  readonly entry: Pick<HeededEntry['entry'], 'value'>;
  readonly value: unknown;
}

/** What a text asks for where an entry of the setting has it. */
export function askedBy(setting: Setting, text: string): Asked {
  return { entry: { value: text }, value: setting.kind.read(text).value };
}

/** What an entry asks for as a person reads it: its text where WSL refuses it. */
export function showAsked(setting: Setting, { entry, value }: Asked): string {
  return value === undefined ? printable(entry.value) || NOTHING : showValue(setting, value);
}

/** A typed value as JSON holds it: sizes beyond what a number holds exactly become text. */
export function jsonValue(value: unknown): SettingValue {
  // No kind of setting has other types.
  if (typeof value !== 'bigint') return value as SettingValue;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

/** What an entry asks for: its typed value, or its text where WSL refuses it. */
export function askedFor({ entry, value }: Asked): unknown {
  return value === undefined ? entry.value : value;
}
