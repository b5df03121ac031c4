import type { Setting } from '../settings/catalogue.ts';
import type { HeededEntry } from '../settings/interpret.ts';
import { printable } from './printable.ts';

/** A typed value as a person reads it; `-` for nothing. */
export function showValue({ kind }: Setting, value: unknown): string {
  if (value === null) return NOTHING;
  const text = Array.isArray(value) ? value.join(', ') : kind.write(value);
  return text === '' ? NOTHING : printable(text);
}

const NOTHING = '-';

/** What an entry asks for as a person reads it: its text where WSL refuses it. */
export function showAsked(setting: Setting, { entry, value }: HeededEntry): string {
  return value === undefined ? printable(entry.value) || NOTHING : showValue(setting, value);
}

/** A typed value as JSON holds it: sizes beyond what a number holds exactly become text. */
export function jsonValue(value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

/** What an entry asks for: its typed value, or its text where WSL refuses it. */
export function askedFor({ entry, value }: HeededEntry): unknown {
  return value === undefined ? entry.value : value;
}
