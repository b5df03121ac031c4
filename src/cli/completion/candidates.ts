import { awaitedSetting, splitChange } from '../../change/words.ts';
import type { Context } from '../../commands/context.ts';
import { openProfiles } from '../../commands/profile/profiles-file.ts';
import { profileSummary } from '../../commands/profile/text.ts';
import { TOPICS as DOCTOR_TOPICS } from '../../doctor/check.ts';
import { MODE_FACTS } from '../../explain/modes.ts';
import { TOPICS as EXPLAIN_TOPICS } from '../../explain/topics.ts';
import { findByName, isNetworking, qualifiedName, SETTINGS, type Setting } from '../../settings/catalogue.ts';
import { modeKind } from '../../settings/kinds.ts';
import type { Candidate } from './sources.ts';

/** The settings there are, with their sections where what is typed has one. */
export function settingCandidates(word: string): Candidate[] {
  return SETTINGS.map((setting) => ({ value: nameLike(word, setting), description: aboutSetting(setting) }));
}

/** What may follow the words of `wslnet set`: a mode, a setting with its operator, or a value. */
export function changeCandidates(before: readonly string[], word: string): Candidate[] {
  const awaited = awaitedSetting(before);
  if (awaited) return valueCandidates(awaited);
  const change = splitChange(word);
  if (change) {
    const typed = change.name + change.operator;
    const setting = findByName(change.name);
    return setting ? valueCandidates(setting, typed) : [];
  }
  return [
    ...modeCandidates(''),
    ...SETTINGS.flatMap((setting) => assignmentCandidates(nameLike(word, setting), setting)),
  ];
}

/** A setting with what may stand behind it: its value is the next to be completed. */
function assignmentCandidates(name: string, setting: Setting): Candidate[] {
  const whole = { value: `${name}=`, description: aboutSetting(setting) };
  if (setting.kind.id !== 'ports') return [whole];
  return [
    whole,
    { value: `${name}+=`, description: 'Adds to the list.' },
    { value: `${name}-=`, description: 'Takes out of the list.' },
  ];
}

/** @param typed what stands before the value in the same word */
function valueCandidates({ kind }: Setting, typed = ''): Candidate[] {
  if (kind.id === modeKind.id) return modeCandidates(typed);
  return kind.choices.map((value) => ({ value: typed + value, description: '' }));
}

function modeCandidates(typed: string): Candidate[] {
  const modes = modeKind.choices.flatMap((choice) => modeKind.read(choice).value ?? []);
  return modes.map((mode) => ({ value: typed + mode, description: MODE_FACTS[mode].summary }));
}

function nameLike(word: string, setting: Setting): string {
  return word.includes('.') ? qualifiedName(setting) : setting.name;
}

function aboutSetting(setting: Setting): string {
  return isNetworking(setting) ? setting.summary : setting.kind.expects;
}

/** What `wslnet explain` explains: modes, settings and codes. */
export function explainTopics(): Candidate[] {
  return EXPLAIN_TOPICS.map(({ topic, summary }) => ({ value: topic, description: summary ?? '' }));
}

/** The parts of the examination of `wslnet doctor`. */
export function doctorTopics(): Candidate[] {
  return DOCTOR_TOPICS.map((value) => ({ value, description: '' }));
}

/** The profiles there are, or the user's own alone, and what each asks for. */
export async function profileCandidates(context: Context, isOwnOnly = false): Promise<Candidate[]> {
  const profiles = await openProfiles(context);
  return profiles
    .filter(({ isBuiltIn }) => !(isBuiltIn && isOwnOnly))
    .map((profile) => ({ value: profile.name, description: profileSummary(profile) }));
}
