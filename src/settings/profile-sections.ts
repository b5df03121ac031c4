import { Failure } from '../failure.ts';
import { readPlain, writePlainSection } from '../ini/plain.ts';
import { findProfile, isProfileName, type Profile } from './profiles.ts';

/**
 * The file of a user's own profiles: plain INI, a section for each, meant to be edited by hand too. So one section is
 * replaced at a time, and what people wrote around it stays; comments between its entries go with them.
 */

/**
 * The profiles in a file's text.
 * @param path for the failure
 * @throws Failure `profiles-not-readable`
 */
export function readProfiles(text: string, path: string): Profile[] {
  requirePlain(text, path);
  const plain = readPlain(text);
  if (!plain) throw new Failure('profiles-not-readable', { path, line: null });
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
    if (/\r./s.test(line)) throw new Failure('profiles-not-readable', { path, line: index + 1 });
    if (isHeader || IGNORED.test(line) || (ENTRY.test(line) && names.size > 0)) continue;
    throw new Failure('profiles-not-readable', { path, line: index + 1 });
  }
}

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
  if (lost) throw new Failure('unkeepable-profile', { name: profile.name, setting: lost.key, value: lost.value });
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
