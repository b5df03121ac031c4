import { awaitedSetting, splitChange } from '../change/words.ts';
import {
  findByName,
  isNetworking,
  NETWORKING_SETTINGS,
  qualifiedName,
  SETTINGS,
  type Setting,
} from '../settings/catalogue.ts';
import { MODES } from '../settings/modes.ts';
import type { Candidate, Spot } from './define.ts';

/**
 * Those about the network first. The others are many, and are offered once letters are typed.
 * @param word what is typed already
 */
function settingsFor(word: string): Setting[] {
  const networking = SETTINGS.filter(isNetworking);
  return word === '' ? networking : [...networking, ...SETTINGS.filter((setting) => !isNetworking(setting))];
}

/** The settings there are, with their sections where what is typed has one. */
export function settingCandidates({ word }: Spot): Candidate[] {
  return settingsFor(word).map((setting) => ({ value: nameLike(word, setting), description: aboutSetting(setting) }));
}

/** What may follow the words of `wslnet set`: a mode, a setting with its operator, or a value. */
export async function changeCandidates({ before, word }: Spot): Promise<Candidate[]> {
  const awaited = awaitedSetting(before);
  if (awaited) return await valueCandidates(awaited);
  const change = splitChange(word);
  if (change) {
    const typed = change.name + change.operator;
    const setting = findByName(change.name);
    return setting ? await valueCandidates(setting, typed) : [];
  }
  return [
    ...(await modeCandidates('')),
    ...settingsFor(word).flatMap((setting) => assignmentCandidates(nameLike(word, setting), setting)),
  ];
}

/** A setting with what may stand behind it: its value is the next to be completed. */
function assignmentCandidates(name: string, setting: Setting): Candidate[] {
  const whole = { value: `${name}=`, description: aboutSetting(setting) };
  if (setting.kind.items === null) return [whole];
  return [
    whole,
    { value: `${name}+=`, description: 'Adds to the list.' },
    { value: `${name}-=`, description: 'Removes from the list.' },
  ];
}

/** @param typed what stands before the value in the same word */
async function valueCandidates(setting: Setting, typed = ''): Promise<Candidate[]> {
  const { kind } = setting;
  if (setting === NETWORKING_SETTINGS.networkingMode) return await modeCandidates(typed);
  return kind.choices.map((value) => ({ value: typed + value, description: '' }));
}

async function modeCandidates(typed: string): Promise<Candidate[]> {
  const { MODE_FACTS } = await import('../explain/modes.ts');
  return MODES.map((mode) => ({ value: typed + mode, description: MODE_FACTS[mode].summary }));
}

function nameLike(word: string, setting: Setting): string {
  return word.includes('.') ? qualifiedName(setting) : setting.name;
}

function aboutSetting(setting: Setting): string {
  return isNetworking(setting) ? setting.summary : setting.kind.expects;
}
