import { printable } from './printable.ts';

/** As much of a value as a sentence can bear. */
const LONGEST = 60;

/** A text from a file, safe to show, and cut short where it is long. */
export function excerpt(text: string): string {
  return text.length > LONGEST ? `${printable(text.slice(0, LONGEST))}...` : printable(text);
}
