import { closestMatch } from 'leven';
import { Failure } from '../failure.ts';
import { findByName, qualifiedName, SETTINGS, type Setting } from './catalogue.ts';

/**
 * The setting a person names, with or without its section, in any letter case.
 * @throws Failure `unknown-setting`, with the nearest name where one is near
 */
export function requireSetting(name: string): Setting {
  const setting = findByName(name);
  if (setting) return setting;
  throw new Failure('unknown-setting', { name, nearest: nearestName(name) });
}

/** The name in the catalogue a misspelt one most likely stands for; null where none is near. */
export function nearestName(name: string): string | null {
  const bare = findByName(name.slice(name.indexOf('.') + 1));
  if (bare && name.includes('.')) return qualifiedName(bare);
  return nearestOf(SETTINGS.map(name.includes('.') ? qualifiedName : (setting) => setting.name), name);
}

/** The one of some names, in any letter case, that a misspelt one most likely stands for; null where none is near. */
export function nearestOf(names: readonly string[], name: string): string | null {
  const lower = names.map((candidate) => candidate.toLowerCase());
  const match = closestMatch(name.toLowerCase(), lower, { maxDistance: Math.max(1, Math.floor(name.length / 3)) });
  return match === undefined ? null : (names[lower.indexOf(match)] ?? null);
}
