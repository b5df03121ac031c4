import { Failure } from '../failure.ts';
import type { IniDocument } from '../ini/line.ts';
import { isNetworking, qualifiedName, SETTINGS, type Setting } from './catalogue.ts';
import { checkChange, type SettingChange } from './change.ts';
import { toChanges } from './change-words.ts';
import type { SettingsReading } from './interpret.ts';
import { nearestOf, requireSetting } from './setting-name.ts';

/** Settings to switch to, by a name. What it does not name stays as it is. */
export interface Profile {
  readonly name: string;
  readonly isBuiltIn: boolean;
  readonly entries: readonly ProfileEntry[];
}

export interface ProfileEntry {
  /** The name of a setting, as whoever wrote it wrote it. */
  readonly key: string;
  /** As a person writes it; empty to take the setting out of the file. */
  readonly value: string;
}

const NETWORKING = SETTINGS.filter(isNetworking);

export const BUILT_IN_PROFILES: readonly Profile[] = [
  builtIn('mirrored', { networkingMode: 'mirrored', dnsTunneling: 'true', firewall: 'true', autoProxy: 'true' }),
  // What is not in the file is at its default.
  builtIn('nat', Object.fromEntries(NETWORKING.map(({ name }) => [name, '']))),
  // Mirrored has the VPN's own interface and no private subnet that could clash with it; names are asked of Windows,
  // which knows the VPN's name servers, odd questions too; and the proxy is the one the VPN brings.
  builtIn('vpn', {
    networkingMode: 'mirrored',
    dnsTunneling: 'true',
    bestEffortDnsParsing: 'true',
    autoProxy: 'true',
  }),
];

function builtIn(name: string, values: Readonly<Record<string, string>>): Profile {
  return { name, isBuiltIn: true, entries: Object.entries(values).map(([key, value]) => ({ key, value })) };
}

/** What a name may be: a plain word, so that it is one in every shell and in the file. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/i;

export function isProfileName(name: string): boolean {
  return NAME.test(name);
}

/** @throws Failure `bad-profile-name`, `profile-is-built-in` */
export function requireOwnName(name: string): void {
  if (!isProfileName(name)) throw new Failure('bad-profile-name', { name });
  if (findProfile(BUILT_IN_PROFILES, name)) throw new Failure('profile-is-built-in', { name });
}

/** The profile of that name, in any letter case. */
export function findProfile(profiles: readonly Profile[], name: string): Profile | undefined {
  return profiles.find((profile) => profile.name.toLowerCase() === name.toLowerCase());
}

/** @throws Failure `unknown-profile`, with the nearest name where one is near */
export function requireProfile(profiles: readonly Profile[], name: string): Profile {
  const profile = findProfile(profiles, name);
  if (profile) return profile;
  const names = profiles.map((candidate) => candidate.name);
  throw new Failure('unknown-profile', { name, nearest: nearestOf(names, name) });
}

/** As {@link requireProfile}, of the user's own. @throws Failure `profile-is-built-in` */
export function requireOwnProfile(profiles: readonly Profile[], name: string): Profile {
  const profile = requireProfile(profiles, name);
  if (profile.isBuiltIn) throw new Failure('profile-is-built-in', { name: profile.name });
  return profile;
}

/**
 * What using a profile on a file asks for.
 * @throws Failure `bad-profile` where it names no setting or a value WSL could not read back
 */
export function profileChanges(
  { name, entries }: Profile,
  document: IniDocument,
  reading: SettingsReading,
): SettingChange[] {
  try {
    return entries.flatMap(({ key, value }) => {
      const setting = requireSetting(key);
      if (value === '') return [{ setting: qualifiedName(setting), value: null }];
      const changes = toChanges([{ setting, operator: '=', value }], document, reading);
      changes.forEach(checkChange);
      return changes;
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure('bad-profile', { name, problem: error.message, hint: error.hint });
  }
}

/**
 * What a file sets, as a profile that brings it back: of the settings named or, where none is, of all networking
 * settings. What the file does not set is taken out again.
 * @throws Failure where WSL refuses a value that the file has
 */
export function profileOf(name: string, { heeded }: SettingsReading, settings: readonly Setting[]): Profile {
  const wanted: readonly Setting[] = settings.length > 0 ? settings : (NETWORKING as readonly Setting[]);
  const entries = wanted.map((setting) => {
    const value = heeded.get(setting)?.entry.value ?? '';
    if (heeded.has(setting)) checkChange({ setting: qualifiedName(setting), value });
    return { key: setting.name, value };
  });
  return { name, isBuiltIn: false, entries };
}
