import { Failure } from '../failure.ts';
import type { IniDocument } from '../ini/document.ts';
import {
  findByName,
  NETWORKING_SETTINGS,
  nearestName,
  nearestOf,
  qualifiedName,
  requireSetting,
  type Setting,
} from '../settings/catalogue.ts';
import { MODES, modeKind, portItems } from '../settings/kinds.ts';
import { entryToApply, type SettingsReading } from '../settings/reading.ts';
import type { SettingChange } from './plan.ts';

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
 * @throws Failure where a word is none of these
 */
export function parseChangeWords(words: readonly string[]): ChangeRequest[] {
  const requests: ChangeRequest[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const change = splitChange(word);
    if (change) {
      requests.push(requestFor(requireSetting(change.name), change.operator, change.value));
    } else if (isModeWord(word)) {
      requests.push({ setting: NETWORKING_SETTINGS.networkingMode as Setting, operator: '=', value: word });
    } else {
      const setting = findByName(word);
      if (!setting)
        throw new Failure('bad-change', { word, nearest: nearestOf([...MODES], word) ?? nearestName(word) });
      const next = words[++index];
      if (next?.startsWith('=')) throw new Failure('blanks-around-equals', { setting: setting.name });
      if (next === undefined) {
        throw new Failure('missing-value', { setting: setting.name, expects: setting.kind.expects });
      }
      requests.push(requestFor(setting, '=', next));
    }
  }
  return requests;
}

function requestFor(setting: Setting, operator: Operator, value: string): ChangeRequest {
  if (operator !== '=' && setting.kind.id !== 'ports') {
    throw new Failure('not-a-list', { setting: setting.name, operator });
  }
  return { setting, operator, value };
}

/**
 * Turns requests into changes in WSL's spelling, lists against what the file holds now. Each request sees what the
 * ones before it made of its setting.
 * @throws Failure `bad-value` where a person's spelling has no meaning for the setting
 */
export function toChanges(
  requests: readonly ChangeRequest[],
  document: IniDocument,
  reading: SettingsReading,
): SettingChange[] {
  const named = new Set(requests.map(({ setting }) => setting));
  const changes = new Map<Setting, SettingChange>();
  for (const { setting, operator, value } of requests) {
    const spelled = spell(setting, value);
    const own = { setting: qualifiedName(setting), value: spelled };
    if (operator === '=') {
      changes.set(setting, own);
      continue;
    }
    const earlier = changes.get(setting);
    const present = earlier
      ? portsOf(earlier.value ?? '')
      : ((entryToApply(document, reading, named, setting)?.value ?? []) as readonly number[]);
    const ports = portsOf(spelled);
    const result = operator === '+=' ? [...present, ...ports] : present.filter((port) => !ports.includes(port));
    // An empty list is the default, so the line that held it goes.
    changes.set(setting, { ...own, value: result.length === 0 ? null : setting.kind.write(result) });
  }
  return [...changes.values()];
}

function portsOf(text: string): number[] {
  return portItems(text).map(Number);
}

const BOOLEAN_WORDS: ReadonlyMap<string, string> = new Map([
  ...['true', 'on', 'yes', '1', 'enabled', 'enable'].map((word) => [word, 'true'] as const),
  ...['false', 'off', 'no', '0', 'disabled', 'disable'].map((word) => [word, 'false'] as const),
]);

/** A person's spelling of a value in the spelling WSL reads. What is none is given back as it is, to be refused. */
function spell(setting: Setting, written: string): string {
  const { kind, name } = setting;
  const value = kind.id === 'text' ? written : written.trim();
  const refuse = (detail: string): never => {
    throw new Failure('bad-value', { setting: name, value, expects: kind.expects, detail });
  };
  switch (kind.id) {
    case 'boolean':
      return BOOLEAN_WORDS.get(value.toLowerCase()) ?? value;
    case 'ports':
      return canonical(setting, spellPorts(value, refuse));
    case 'integer':
      if (/^[+-]?0[0-9]/.test(value)) return refuse('WSL takes a number that begins with 0 for octal');
      if (/^[+-]?[0-9]+$/.test(value) && Number(value) !== kind.read(value).value)
        return refuse('it does not fit into 32 bits');
      return canonical(setting, value);
    case 'size':
      return spellSize(setting, value.replace(/ +/g, '').toUpperCase(), refuse);
    case 'text':
      return value;
    default:
      return canonical(setting, value);
  }
}

function canonical({ kind }: Setting, value: string): string {
  const { value: typed } = kind.read(value);
  return typed === undefined ? value : kind.write(typed);
}

function spellSize(setting: Setting, value: string, refuse: (detail: string) => never): string {
  const spelled = canonical(setting, value);
  if (/^[+-]/.test(value)) refuse('a size has no sign');
  // What is more than 64 bits hold, WSL cuts down without a word.
  if (setting.kind.read(spelled).value !== undefined && sizeOf(spelled) !== sizeOf(value)) refuse('it is too large');
  return spelled;
}

/** In bytes, without WSL's limit. */
function sizeOf(value: string): bigint {
  const [, digits = '0', unit = 'B'] = /^([0-9]+)(.?)/.exec(value) ?? [];
  return BigInt(digits) << BigInt(10 * Math.max('BKMGT'.indexOf(unit), 0));
}

function spellPorts(value: string, refuse: (detail: string) => never): string {
  const items = value.split(/[\s,;]+/).filter((item) => item !== '');
  for (const item of items) {
    if (/^[0-9]+-[0-9]+$/.test(item)) refuse(`WSL has no port ranges; list the ports of ${item} one by one`);
    if (!/^[0-9]+$/.test(item)) refuse(`'${item}' is not a port`);
    if (Number(item) < 1 || Number(item) > 65535) refuse(`${item} is not from 1 to 65535`);
  }
  return items.join(',');
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
