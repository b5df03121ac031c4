import type { Profile } from '../settings/profiles.ts';
import type { ProfileJson } from './schemas/documents.ts';

/** A profile as JSON holds it; the value of what it takes out is null. */
export function profileJson({ name, isBuiltIn, entries }: Profile): ProfileJson {
  const settings = entries.map(({ key, value }) => ({ setting: key, value: value === '' ? null : value }));
  return { name, builtIn: isBuiltIn, settings };
}
