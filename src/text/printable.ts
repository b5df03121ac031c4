/**
 * Text from a file, made safe to show: each control character becomes its picture, each blank but the space, and each other invisible or
 * direction-changing one, its number, so that nothing in a file can move the cursor or hide.
 */
export function printable(text: string): string {
  // Most text is, and the classes of Unicode take a while to build.
  if (/^[ -~]*$/.test(text)) return text;
  return text.replace(/(?! )[\p{C}\p{Z}\p{DI}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}

/** As much of a value as a sentence can bear. */
const LONGEST = 60;

/** A text from a file, safe to show, and cut short where it is longer than a value, or than `longest`. */
export function excerpt(text: string, longest = LONGEST): string {
  return text.length > longest ? `${printable(text.slice(0, longest))}...` : printable(text);
}

/** A text from a file in quotes, as a sentence holds it. */
export function quoted(text: string): string {
  return text === '' ? 'an empty value' : `'${excerpt(text)}'`;
}

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

/**
 * A value as JSON that is safe on a terminal too: what JSON may hold as it is, and a terminal would act on or not show,
 * is escaped.
 * @param indent for people, in blanks; none for all on one line
 */
export function safeJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent);
  // Most is, and the classes of Unicode take a while to build.
  return /^[\n -~]*$/.test(text) ? text : text.replace(/(?!\n)[\p{C}\p{Zl}\p{Zp}\p{DI}]/gu, escapeUnits);
}

function escapeUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
