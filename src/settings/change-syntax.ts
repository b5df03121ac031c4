import { findByName, type Setting } from './catalogue.ts';
import { modeKind } from './kinds.ts';

export type Operator = '=' | '+=' | '-=';

/** A word of `wslnet set` that holds setting and value. */
export interface ChangeWord {
  readonly name: string;
  readonly operator: Operator;
  /** As the person wrote it. */
  readonly value: string;
}

/** Takes `setting=value`, `setting+=value` or `setting-=value` apart; null where the word is none of these. */
export function splitChange(word: string): ChangeWord | null {
  const [, name, operator, value] = /^([^=]*?)([+-]?=)(.*)$/s.exec(word) ?? [];
  if (name === undefined) return null;
  return { name, operator: operator as Operator, value: value ?? '' };
}

/** Whether a word of `wslnet set` is a mode, in any spelling WSL reads. */
export function isModeWord(word: string): boolean {
  return modeKind.read(word).value !== undefined;
}

/** The setting whose value the next word of `wslnet set` is; null where that word begins a change. */
export function awaitedSetting(words: readonly string[]): Setting | null {
  let awaited: Setting | null = null;
  for (const word of words) {
    const isWhole: boolean = awaited !== null || splitChange(word) !== null || isModeWord(word);
    awaited = isWhole ? null : (findByName(word) ?? null);
  }
  return awaited;
}
