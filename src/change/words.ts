import { EXIT, Failure, type FailureKind, isFailure, quote } from '../failure.ts';
import type { Machine } from '../machine/machine.ts';
import {
  findByName,
  meantSettings,
  NETWORKING_SETTINGS,
  nearestName,
  requireSetting,
  type Setting,
  UNKNOWN_SETTING,
} from '../settings/catalogue.ts';
import type { Document } from '../settings/document.ts';
import { MODES, modeOfSpelling } from '../settings/modes.ts';
import { nearestOf } from '../text/names.ts';
import { ownCommandFor } from '../text/printable.ts';
import type { Change } from './plan.ts';

/** What a person wants done to one setting. */
export interface ChangeRequest {
  readonly setting: Setting;
  readonly operator: Operator;
  /** As the person wrote it. */
  readonly value: string;
}

const BLANKS_AROUND_EQUALS: FailureKind<{ readonly setting: string; readonly value: string }> = {
  code: 'blanks-around-equals',
  exit: EXIT.usage,
  message: ({ setting }) => `${setting} and its value must be one word.`,
  hint: ({ setting, value }) =>
    value.includes(' ')
      ? `Put it in quotes: '${setting}=${value}'`
      : `Write ${setting}=${value || 'value'}, without spaces around the =.`,
  showsUsage: true,
};

/** All that is wrong with the words of one command, told at once. */
export const SEVERAL_PROBLEMS: FailureKind<{
  readonly problems: readonly { readonly message: string; readonly hint: string | null }[];
}> = {
  code: 'several-problems',
  exit: EXIT.usage,
  message: ({ problems }) => problems.map(({ message }) => message).join(' '),
  hint: ({ problems }) => [...new Set(problems.flatMap(({ hint }) => hint ?? []))].join(' ') || null,
  showsUsage: true,
};

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
      if (isFailure(error, BLANKS_AROUND_EQUALS)) break;
      const next = words[index + 1];
      index += isFailure(error, BAD_CHANGE) && next !== undefined && !isOfAChange(next) ? 2 : 1;
    }
  }
  if (problems.length > 0) throw problems.length === 1 ? problems[0] : new Failure(SEVERAL_PROBLEMS, { problems });
  requireOneValueEach(requests);
  return requests;
}

const BAD_CHANGE: FailureKind<{ readonly word: string; readonly nearest: string | null }> = {
  code: 'bad-change',
  exit: EXIT.usage,
  message: ({ word }) => `Unknown mode or setting ${quote(word)}.`,
  hint: ({ nearest }) =>
    nearest
      ? `Did you mean ${nearest}?`
      : 'Use a mode (mirrored) or setting=value. For lists, use setting+=value or setting-=value.',
  showsUsage: true,
};

const FILE_AS_SETTING: FailureKind<{ readonly name: string; readonly meant: readonly string[] }> = {
  code: 'file-as-setting',
  exit: EXIT.usage,
  message: ({ name }) => `${quote(name)} is the name of a file, not of a setting.`,
  hint: ({ name, meant }) => `Use --file: ${ownCommandFor(name, meant)}`,
};

const MISSING_VALUE: FailureKind<{ readonly setting: string; readonly expects: string }> = {
  code: 'missing-value',
  exit: EXIT.usage,
  message: ({ setting }) => `${setting} needs a value.`,
  hint: ({ setting, expects }) => `Write ${setting}=value. It expects ${expects}.`,
  showsUsage: true,
};

function parseAt(
  words: readonly string[],
  index: number,
): { readonly request: ChangeRequest; readonly length: number } {
  const word = words[index] ?? '';
  const change = splitChange(word);
  const next = words[index + 1];
  if (change) {
    requireName(word, change);
    requireWhole(change, next);
    return { request: requestFor(requireSetting(change.name), change.operator, change.value), length: 1 };
  }
  if (isModeWord(word)) {
    return {
      request: { setting: NETWORKING_SETTINGS.networkingMode as Setting, operator: '=', value: word },
      length: 1,
    };
  }
  const setting = findByName(word);
  if (!setting && isFileName(word)) throw new Failure(FILE_AS_SETTING, { name: word, meant: ['set', 'mirrored'] });
  if (!setting)
    throw new Failure(BAD_CHANGE, {
      word,
      nearest: nearestOf(MODES, word) ?? nearestName(word) ?? meantSettings(word),
    });
  if (next?.startsWith('=')) {
    throw new Failure(BLANKS_AROUND_EQUALS, {
      setting: setting.name,
      value: next.slice(1) || (words[index + 2] ?? ''),
    });
  }
  if (next === undefined) throw new Failure(MISSING_VALUE, { setting: setting.name, expects: setting.kind.expects });
  requireWhole({ name: word, operator: '=', value: next }, words[index + 2]);
  return { request: requestFor(setting, '=', next), length: 2 };
}

/** Whether a word begins a change, or might: any other one is a value. */
function isOfAChange(word: string): boolean {
  return splitChange(word) !== null || isModeWord(word) || findByName(word) !== undefined || isFileName(word);
}

/** A value that goes on in the next word is told as one, not as a change that nobody knows. */
function requireWhole({ name, value }: ChangeWord, next: string | undefined): void {
  const setting = findByName(name.trim());
  if (!setting || next === undefined || isOfAChange(next)) return;
  if (value === '') throw new Failure(BLANKS_AROUND_EQUALS, { setting: setting.name, value: next });
  if (setting.kind.items && /^[\d,\s]+$/.test(next)) {
    throw new Failure(BLANKS_AROUND_EQUALS, { setting: setting.name, value: `${value.replace(/,$/, '')},${next}` });
  }
  const text = `${value} ${next}`;
  if (setting.kind.read(text).value === text) {
    throw new Failure(BLANKS_AROUND_EQUALS, { setting: setting.name, value: text });
  }
}

/** What is in front of the `=` is a name, without blanks. @throws Failure that says what to write instead */
function requireName(word: string, { name, value }: ChangeWord): void {
  const bare = name.trim();
  if (bare === '') throw new Failure(BAD_CHANGE, { word, nearest: null });
  const setting = findByName(bare);
  if (setting && bare !== name) {
    throw new Failure(BLANKS_AROUND_EQUALS, { setting: setting.name, value: value.trim() });
  }
  if (!setting && isModeWord(bare)) throw new Failure(BAD_CHANGE, { word, nearest: bare.toLowerCase() });
}

const NOT_A_LIST: FailureKind<{ readonly setting: string; readonly operator: '+=' | '-=' }> = {
  code: 'not-a-list',
  exit: EXIT.usage,
  message: ({ setting, operator }) => `${setting} is not a list, so ${operator} cannot be used with it.`,
  hint: ({ setting }) => `Write ${setting}=value.`,
  showsUsage: true,
};

function requestFor(setting: Setting, operator: Operator, value: string): ChangeRequest {
  if (operator !== '=' && setting.kind.items === null) {
    throw new Failure(NOT_A_LIST, { setting: setting.name, operator });
  }
  return { setting, operator, value };
}

const CONFLICTING_CHANGES: FailureKind<{ readonly setting: string; readonly values: readonly [string, string] }> = {
  code: 'conflicting-changes',
  exit: EXIT.usage,
  message: ({ setting, values: [one, other] }) => `${setting} cannot be both ${quote(one)} and ${quote(other)}.`,
  hint: () => 'Keep one of them.',
  showsUsage: true,
};

/** One of two values would be lost, and nobody could say which was meant. */
function requireOneValueEach(requests: readonly ChangeRequest[]): void {
  for (const [index, request] of requests.entries()) {
    const earlier = requests.slice(0, index).find((each) => isConflict(each, request));
    if (!earlier) continue;
    const [one, other] = [earlier, request].map(({ setting: { kind }, operator, value }) => {
      return (earlier.operator === '=' && request.operator === '=' ? '' : operator) + kind.spell(value);
    });
    throw new Failure(CONFLICTING_CHANGES, { setting: request.setting.name, values: [one ?? '', other ?? ''] });
  }
}

/** Whether a request takes back what an earlier one asks for. What is added to a value given before is no conflict. */
function isConflict(earlier: ChangeRequest, later: ChangeRequest): boolean {
  const { kind } = later.setting;
  if (earlier.setting !== later.setting) return false;
  if (later.operator === '=') return earlier.operator !== '=' || kind.spell(earlier.value) !== kind.spell(later.value);
  if (earlier.operator === '=' || earlier.operator === later.operator) return false;
  const items = new Set(kind.items?.(kind.spell(earlier.value)).map(({ value }) => value));
  return kind.items?.(kind.spell(later.value)).some(({ value }) => items.has(value)) ?? false;
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

/** What a change does: set a value, add to a list, or remove from it. */
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

/**
 * The setting that a word names.
 * @param command the words that lead to the command whose word it is
 * @throws Failure `unknown-setting`; `file-as-setting` for what is the name of a file
 */
export async function settingNamed(
  name: string,
  { machine, command }: { readonly machine: Pick<Machine, 'exists'>; readonly command: string },
): Promise<Setting> {
  const isFile = !findByName(name) && (isFileName(name) || (name !== '' && (await machine.exists(name))));
  if (isFile) throw new Failure(FILE_AS_SETTING, { name, meant: command.split(' ') });
  const change = splitChange(name);
  const changed = change && findByName(change.name.trim());
  if (changed) throw new Failure(UNKNOWN_SETTING, { name, nearest: changed.name });
  return requireSetting(name);
}

/** Whether a word looks like the name of a file, be it there or not. */
export function isFileName(word: string): boolean {
  return /[\\/]|\.(?:wslconfig|conf|ini|txt)$|^\.\w/i.test(word);
}
