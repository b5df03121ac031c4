import { closestMatch } from 'leven';

/** The one of some names, in any letter case, that a misspelt one most likely stands for; null where none is near. */
export function nearestOf(names: readonly string[], name: string): string | null {
  const lower = names.map((candidate) => candidate.toLowerCase());
  const word = name.toLowerCase();
  const match =
    closestMatch(word, lower, { maxDistance: Math.max(1, Math.floor(name.length / 3)) }) ??
    lower.find((candidate) => areSwapped(candidate, word)) ??
    onlyOneThatBegins(lower, word);
  return match === undefined ? null : (names[lower.indexOf(match)] ?? null);
}

/** Whether a word is another one with two letters in a row swapped: `opne`. */
function areSwapped(word: string, other: string): boolean {
  if (word.length !== other.length) return false;
  const at = [...word].findIndex((letter, index) => letter !== other[index]);
  const swapped = word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
  return at >= 0 && swapped === other;
}

const SHORTEST_BEGINNING = 3;

function onlyOneThatBegins(words: readonly string[], beginning: string): string | undefined {
  if (beginning.length < SHORTEST_BEGINNING) return undefined;
  const [first, ...others] = words.filter((word) => word.startsWith(beginning));
  return others.length === 0 ? first : undefined;
}

/** `1 error`, `2 errors`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listOf(items: readonly (string | number)[], conjunction = 'and'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`;
}

/** `port 80`, `ports 80 and 443`; long lists are cut short. */
export function portsOf(ports: readonly number[]): string {
  const shown = ports.length > 6 ? [...ports.slice(0, 5), `${ports.length - 5} more`] : ports;
  return `${ports.length === 1 ? 'port' : 'ports'} ${listOf(shown)}`;
}
