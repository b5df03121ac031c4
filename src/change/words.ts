import { Failure, isFailure } from '../failure.ts';
import { findByName, NETWORKING_SETTINGS, nearestName, requireSetting, type Setting } from '../settings/catalogue.ts';
import type { Document } from '../settings/document.ts';
import { MODES, modeOfSpelling } from '../settings/modes.ts';
import { nearestOf } from '../text/names.ts';
import type { Change } from './plan.ts';

/** What a person wants done to one setting. */
export interface ChangeRequest {
  readonly setting: Setting;
  readonly operator: Operator;
  /** As the person wrote it. */
  readonly value: string;
}

/**
 * Reads the words of `wslnet set`: a mode, `setting=value`, `setting+=value`, `setting-=value`, or the two words
 * `setting value`.
 * @throws Failure for a word that is none of these; `several-problems` for more than one; `conflicting-changes` where
 * a setting is to have two values
 */
export function parseChangeWords(words: readonly string[]): ChangeRequest[] {
  const requests: ChangeRequest[] = [];
  const problems: Failure[] = [];
  for (let index = 0; index < words.length; ) {
    try {
      const { request, length } = parseAt(words, index);
      requests.push(request);
      index += length;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      problems.push(error);
      // The words behind it are parts of the same change.
      if (isFailure(error, 'blanks-around-equals')) break;
      index++;
    }
  }
  if (problems.length > 0) throw problems.length === 1 ? problems[0] : new Failure('several-problems', { problems });
  requireOneValueEach(requests);
  return requests;
}

function parseAt(
  words: readonly string[],
  index: number,
): { readonly request: ChangeRequest; readonly length: number } {
  const word = words[index] ?? '';
  const change = splitChange(word);
  if (change) {
    requireName(word, change);
    return { request: requestFor(requireSetting(change.name), change.operator, change.value), length: 1 };
  }
  if (isModeWord(word)) {
    return {
      request: { setting: NETWORKING_SETTINGS.networkingMode as Setting, operator: '=', value: word },
      length: 1,
    };
  }
  const setting = findByName(word);
  if (!setting) throw new Failure('bad-change', { word, nearest: nearestOf(MODES, word) ?? nearestName(word) });
  const next = words[index + 1];
  if (next?.startsWith('=')) {
    throw new Failure('blanks-around-equals', {
      setting: setting.name,
      value: next.slice(1) || (words[index + 2] ?? ''),
    });
  }
  if (next === undefined) throw new Failure('missing-value', { setting: setting.name, expects: setting.kind.expects });
  return { request: requestFor(setting, '=', next), length: 2 };
}

/** What is in front of the `=` is a name, without blanks. @throws Failure that says what to write instead */
function requireName(word: string, { name, value }: ChangeWord): void {
  const bare = name.trim();
  if (bare === '') throw new Failure('bad-change', { word, nearest: null });
  const setting = findByName(bare);
  if (setting && bare !== name) {
    throw new Failure('blanks-around-equals', { setting: setting.name, value: value.trim() });
  }
  if (!setting && isModeWord(bare)) throw new Failure('bad-change', { word, nearest: bare.toLowerCase() });
}

function requestFor(setting: Setting, operator: Operator, value: string): ChangeRequest {
  if (operator !== '=' && setting.kind.items === null) {
    throw new Failure('not-a-list', { setting: setting.name, operator });
  }
  return { setting, operator, value };
}

/** One of two values would be lost, and nobody could say which was meant. */
function requireOneValueEach(requests: readonly ChangeRequest[]): void {
  const values = new Map<Setting, string>();
  for (const { setting, operator, value } of requests) {
    if (operator !== '=') continue;
    const spelled = setting.kind.spell(value);
    const earlier = values.get(setting) ?? spelled;
    if (earlier !== spelled)
      throw new Failure('conflicting-changes', { setting: setting.name, values: [earlier, spelled] });
    values.set(setting, spelled);
  }
}

/**
 * Turns requests into changes in WSL's spelling, lists against what the file holds now. Each request sees what the
 * ones before it made of its setting. What has no meaning for its setting is left as it is, for the schema to refuse.
 */
export function toChanges(requests: readonly ChangeRequest[], document: Document): Change[] {
  const named = new Set(requests.map(({ setting }) => setting));
  const changes = new Map<Setting, Change>();
  for (const { setting, operator, value } of requests) {
    const { kind } = setting;
    const spelled = kind.spell(value);
    if (operator === '=' || kind.items?.(spelled).some((item) => item.value === undefined || !item.isPlain)) {
      changes.set(setting, { setting, value: spelled });
      continue;
    }
    const present = changes.has(setting)
      ? kind.read(changes.get(setting)?.value ?? '').value
      : document.entryToApply(setting, named)?.value;
    const items = new Set((present ?? []) as readonly number[]);
    for (const item of kind.read(spelled).value as readonly number[]) {
      if (operator === '+=') items.add(item);
      else items.delete(item);
    }
    // An empty list is the default, so the line that held it goes.
    changes.set(setting, { setting, value: items.size === 0 ? null : kind.write([...items]) });
  }
  return [...changes.values()];
}

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
  return modeOfSpelling(word) !== undefined;
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

/** Whether a word looks like the name of a file, be it there or not. */
export function isFileName(word: string): boolean {
  return /[\\/]|\.(?:wslconfig|conf|ini|txt)$|^\.\w/i.test(word);
}
