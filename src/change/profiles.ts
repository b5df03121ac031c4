import { EXIT, Failure, type FailureKind, isFailure, quote } from '../failure.ts';
import { readPlain, writePlainSection } from '../ini/plain.ts';
import { type Decoded, decode, encode, NOT_TEXT } from '../ini/text.ts';
import type { Machine, Snapshot } from '../machine/machine.ts';
import { isNetworking, requireSetting, SETTINGS, type Setting } from '../settings/catalogue.ts';
import type { Document } from '../settings/document.ts';
import type { SettingsReading } from '../settings/reading.ts';
import { nearestOf } from '../text/names.ts';
import { printable } from '../text/printable.ts';
import { type Channel, warningText } from '../text/terminal.ts';
import { requireMeant } from './decode.ts';
import type { Change } from './plan.ts';
import { toChanges } from './words.ts';

/** Settings to switch to, by a name. What it does not name stays as it is. */
export interface Profile {
  readonly name: string;
  readonly isBuiltIn: boolean;
  readonly entries: readonly ProfileEntry[];
}

interface ProfileEntry {
  /** The name of a setting, as whoever wrote it wrote it. */
  readonly key: string;
  /** As a person writes it; empty to take the setting out of the file. */
  readonly value: string;
}

const NETWORKING = SETTINGS.filter(isNetworking);

/** The profiles that every wslnet has. Nobody can change them. */
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
  // For a VPN that filters what it does not know, mirrored mode included: all connections are those of a program on
  // Windows, and go where Windows goes.
  builtIn('vpn-virtioproxy', { networkingMode: 'virtioproxy', dnsTunneling: 'true', autoProxy: 'true' }),
];

function builtIn(name: string, values: Readonly<Record<string, string>>): Profile {
  return { name, isBuiltIn: true, entries: Object.entries(values).map(([key, value]) => ({ key, value })) };
}

/** What a name may be: a plain word, so that it is one in every shell and in the file. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/i;

function isProfileName(name: string): boolean {
  return NAME.test(name);
}

const BAD_PROFILE_NAME: FailureKind<{ readonly name: string }> = {
  code: 'bad-profile-name',
  exit: EXIT.usage,
  message: ({ name }) => `${quote(name)} is not a valid name for a profile.`,
  hint: () => 'Use up to 40 letters, digits, - and _, starting with a letter or digit.',
  showsUsage: true,
};

const PROFILE_IS_BUILT_IN: FailureKind<{ readonly name: string }> = {
  code: 'profile-is-built-in',
  exit: EXIT.usage,
  message: ({ name }) => `The profile ${name} is built in and cannot be changed.`,
  hint: () => 'Use another name.',
};

/** @throws Failure `bad-profile-name`, `profile-is-built-in` */
export function requireOwnName(name: string): void {
  if (!isProfileName(name)) throw new Failure(BAD_PROFILE_NAME, { name });
  if (findProfile(BUILT_IN_PROFILES, name)) throw new Failure(PROFILE_IS_BUILT_IN, { name });
}

/** The profile of that name, in any letter case. */
export function findProfile(profiles: readonly Profile[], name: string): Profile | undefined {
  return profiles.find((profile) => profile.name.toLowerCase() === name.toLowerCase());
}

const UNKNOWN_PROFILE: FailureKind<{ readonly name: string; readonly nearest: string | null }> = {
  code: 'unknown-profile',
  exit: EXIT.usage,
  message: ({ name }) => `Unknown profile ${quote(name)}.`,
  hint: ({ nearest }) => (nearest ? `Did you mean ${nearest}?` : 'To list the profiles: wslnet profile list'),
  showsUsage: true,
};

/** @throws Failure `unknown-profile`, with the nearest name where one is near */
function requireProfile(profiles: readonly Profile[], name: string): Profile {
  const profile = findProfile(profiles, name);
  if (profile) return profile;
  const names = profiles.map((candidate) => candidate.name);
  throw new Failure(UNKNOWN_PROFILE, { name, nearest: nearestOf(names, name) });
}

/** As {@link requireProfile}, of the user's own. @throws Failure `profile-is-built-in` */
export function requireOwnProfile(profiles: readonly Profile[], name: string): Profile {
  const profile = requireProfile(profiles, name);
  if (profile.isBuiltIn) throw new Failure(PROFILE_IS_BUILT_IN, { name: profile.name });
  return profile;
}

const BAD_PROFILE: FailureKind<{ readonly name: string; readonly problem: string; readonly hint: string | null }> = {
  code: 'bad-profile',
  exit: EXIT.usage,
  message: ({ name, problem }) => `Profile ${name}: ${problem}`,
  hint: ({ hint }) => hint ?? 'To see where profiles are kept: wslnet profile list -v',
};

/**
 * What using a profile on a file asks for.
 * @throws Failure `bad-profile` where it names no setting or a value WSL could not read back
 */
export function profileChanges({ name, entries }: Profile, document: Document): Change[] {
  try {
    const changes = entries.flatMap(({ key, value }): Change[] => {
      const setting = requireSetting(key);
      if (value === '') return [{ setting, value: null }];
      return toChanges([{ setting, operator: '=', value }], document);
    });
    requireMeant(changes);
    return changes;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(BAD_PROFILE, { name, problem: error.message, hint: error.hint });
  }
}

/**
 * What a file sets, as a profile that brings it back: of the settings named or, where none is, of all networking
 * settings. What the file does not set is taken out again.
 * @throws Failure where WSL refuses a value that the file has
 */
export function profileOf(name: string, { applied }: SettingsReading, settings: readonly Setting[]): Profile {
  const wanted: readonly Setting[] = settings.length > 0 ? settings : (NETWORKING as readonly Setting[]);
  const entries = wanted.map((setting) => {
    const value = applied.get(setting)?.entry.value ?? '';
    if (applied.has(setting)) requireMeant([{ setting, value }]);
    return { key: setting.name, value };
  });
  return { name, isBuiltIn: false, entries };
}

/**
 * The file of a user's own profiles: plain INI, a section for each, meant to be edited by hand too. So one section is
 * replaced at a time, and what people wrote around it stays; comments between its entries go with them.
 */

const PROFILES_NOT_READABLE: FailureKind<{ readonly path: string; readonly line: number | null }> = {
  code: 'profiles-not-readable',
  exit: EXIT.unreadable,
  message: ({ path, line }) =>
    line === null
      ? `${path} is not text.`
      : `${path}, line ${line}, must be either [name] or setting = value below a [name].`,
  hint: () => 'Fix it in an editor. Names use letters, digits, - and _. Put comments on lines of their own.',
};

/**
 * The profiles in a file's text.
 * @param path for the failure
 * @throws Failure `profiles-not-readable`
 */
export function readProfiles(text: string, path: string): Profile[] {
  requirePlain(text, path);
  const plain = readPlain(text);
  if (!plain) throw new Failure(PROFILES_NOT_READABLE, { path, line: null });
  return [...plain.sections].map(([name, entries]) => ({
    name,
    isBuiltIn: false,
    entries: [...entries].map(([key, value]) => ({ key, value })),
  }));
}

const HEADER = /^\[([^\]]*)\]\s*$/;
const IGNORED = /^\s*(?:[;#].*)?$/s;
const ENTRY = /^\s*[a-z0-9.]+\s*=/i;

/**
 * Makes sure that each line is what it looks like: an INI reader takes `[a] ; b` for a key of the section before it,
 * `[a.b]` for a part of `a` and `k[]=1` for a list, and tells nobody.
 */
function requirePlain(text: string, path: string): void {
  const names = new Set<string>();
  for (const [index, line] of text.split('\n').entries()) {
    const name = HEADER.exec(line)?.[1]?.toLowerCase();
    const isHeader = name !== undefined && isProfileName(name) && !names.has(name);
    if (isHeader) names.add(name);
    // For an INI reader a lone CR ends a line, too.
    if (/\r./s.test(line)) throw new Failure(PROFILES_NOT_READABLE, { path, line: index + 1 });
    if (isHeader || IGNORED.test(line) || (ENTRY.test(line) && names.size > 0)) continue;
    throw new Failure(PROFILES_NOT_READABLE, { path, line: index + 1 });
  }
}

const UNKEEPABLE_PROFILE: FailureKind<{ readonly name: string; readonly setting: string; readonly value: string }> = {
  code: 'unkeepable-profile',
  exit: EXIT.usage,
  message: ({ setting, value }) =>
    `A profile cannot store ${quote(value)} for ${setting}: its INI format has no way to write it.`,
  hint: ({ name }) => `Choose the settings to save: wslnet profile save ${name} <setting>...`,
};

/**
 * The text with a profile put in, in place of the one of its name or else at the end.
 * @throws Failure `profiles-not-readable`; `unkeepable-profile` where a value would not come back as it is
 */
export function putProfile(text: string, profile: Profile, path: string, newline: string): string {
  requirePlain(text, path);
  const section = writePlainSection(profile.name, new Map(profile.entries.map(({ key, value }) => [key, value])));
  const own = section.replaceAll('\n', /\r?\n/.exec(text)?.[0] ?? newline);
  const place = placeOf(text, profile.name);
  const { start, end } = place ?? { start: text.length, end: text.length };
  const lead = place || text === '' ? '' : separation(text, own);
  const result = text.slice(0, start) + lead + own + text.slice(end);
  const kept = findProfile(readProfiles(result, path), profile.name);
  const lost = profile.entries.find(
    ({ key, value }) => kept?.entries.find((entry) => entry.key === key)?.value !== value,
  );
  if (lost) throw new Failure(UNKEEPABLE_PROFILE, { name: profile.name, setting: lost.key, value: lost.value });
  return result;
}

/** The text without a profile, and without the empty lines behind it. */
export function removeProfile(text: string, name: string): string {
  const place = placeOf(text, name);
  return place ? text.slice(0, place.start) + text.slice(place.end).replace(/^(?:[ \t]*\r?\n)*/, '') : text;
}

/** From the header to the last entry: comments behind it belong to what follows. Null where there is none. */
function placeOf(text: string, name: string): { readonly start: number; readonly end: number } | null {
  let place: { start: number; end: number } | null = null;
  let isOwn = false;
  for (const { 0: line, index } of text.matchAll(/[^\n]*\n|[^\n]+$/g)) {
    const end = index + line.length;
    const [, header] = HEADER.exec(line) ?? [];
    if (header !== undefined) {
      isOwn = header.toLowerCase() === name.toLowerCase();
      if (isOwn) place = { start: index, end };
    } else if (isOwn && place && !IGNORED.test(line)) {
      place.end = end;
    }
  }
  return place;
}

/** An empty line between what is there and what comes. */
function separation(text: string, section: string): string {
  const newline = section.endsWith('\r\n') ? '\r\n' : '\n';
  return text.endsWith('\n') ? newline : newline + newline;
}

/** What opening the file of profiles needs. */
interface ProfilesSource {
  readonly machine: Pick<Machine, 'profilesPath' | 'read' | 'update' | 'makeFolderOf'>;
}

/** The profiles there are, the built-in ones first. @throws Failure where the file of profiles cannot be read */
export async function openProfiles({ machine }: ProfilesSource): Promise<readonly Profile[]> {
  if (machine.profilesPath === null) return BUILT_IN_PROFILES;
  const snapshot = await machine.read(machine.profilesPath);
  return [...BUILT_IN_PROFILES, ...readProfiles(decodeProfiles(snapshot).text, snapshot.path)];
}

/** The profile of that name; a built-in one whatever the file of profiles holds. @throws Failure `unknown-profile`, too */
export async function openProfile(name: string, source: ProfilesSource): Promise<Profile> {
  return findProfile(BUILT_IN_PROFILES, name) ?? requireProfile(await openProfiles(source), name);
}

const NO_PROFILES_FOLDER: FailureKind = {
  code: 'no-profiles-folder',
  exit: EXIT.unwritable,
  message: () => 'The profile was not saved: there is no folder for profiles.',
  hint: () => 'Set XDG_CONFIG_HOME or HOME (on Windows, APPDATA).',
};

/**
 * Rewrites the text of the file of profiles in one step.
 * @param summary what is done, for the history
 * @returns whether anything changes
 * @throws Failure `no-profiles-folder`, those of reading and writing, and what `rewrite` throws
 */
export async function updateProfiles(
  note: { readonly command: string; readonly summary: string },
  options: { readonly dryRun?: boolean; readonly quiet?: boolean },
  { machine, err }: ProfilesSource & { readonly err: Channel },
  rewrite: (text: string, path: string) => string,
): Promise<{ readonly changed: boolean; readonly path: string }> {
  const path = machine.profilesPath;
  if (path === null) throw new Failure(NO_PROFILES_FOLDER, {});
  let changed = false;
  const remake = (now: Snapshot) => {
    const decoded = decodeProfiles(now);
    const text = rewrite(decoded.text, path);
    changed = text !== decoded.text;
    return changed ? { bytes: encode({ ...decoded, text }), note } : null;
  };
  if (options.dryRun) {
    remake(await machine.read(path));
  } else {
    await machine.makeFolderOf(path);
    const { problems } = await machine.update(path, remake);
    for (const problem of options.quiet ? [] : problems) err.write(warningText(problem, err));
  }
  return { changed, path };
}

function decodeProfiles({ path, bytes }: Snapshot): Decoded {
  const unreadable = () => new Failure(PROFILES_NOT_READABLE, { path: printable(path), line: null });
  try {
    const decoded = decode(bytes ?? new Uint8Array());
    // WSL reads past what is not UTF-8; in a file of our own there is none.
    if (decoded.malformed.offsets.length > 0) throw unreadable();
    return decoded;
  } catch (error) {
    throw isFailure(error, NOT_TEXT) ? unreadable() : error;
  }
}
