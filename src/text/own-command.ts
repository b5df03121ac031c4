import { printable } from './printable.ts';

/** wslnet's command of these words, as a person types it into any shell. */
export function ownCommand(words: readonly string[]): string {
  return ['wslnet', ...words.map(shellWord)].join(' ');
}

/** As {@link ownCommand}, for the file that the user named; undefined for none, and the command finds it by itself. */
export function ownCommandFor(file: string | undefined, words: readonly string[]): string {
  return ownCommand(file === undefined ? words : [...words, '--file', printable(file)]);
}

/** A path may have blanks: single quotes, and double ones around them, mean the same to PowerShell and to shells of Linux. */
function shellWord(word: string): string {
  if (/^[\w.,:=+@%/\\-]+$/.test(word)) return word;
  return word.includes("'") ? `"${word}"` : `'${word}'`;
}
