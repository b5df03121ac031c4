import { closestMatch } from 'leven';

/** The one of some names, in any letter case, that a misspelt one most likely stands for; null where none is near. */
export function nearestOf(names: readonly string[], name: string): string | null {
  const lower = names.map((candidate) => candidate.toLowerCase());
  const match = closestMatch(name.toLowerCase(), lower, { maxDistance: Math.max(1, Math.floor(name.length / 3)) });
  return match === undefined ? null : (names[lower.indexOf(match)] ?? null);
}
