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

/** A text from a file, safe to show, and cut short where it is long. */
export function excerpt(text: string): string {
  return text.length > LONGEST ? `${printable(text.slice(0, LONGEST))}...` : printable(text);
}

/** A text from a file in quotes, as a sentence holds it. */
export function quoted(text: string): string {
  return text === '' ? 'an empty value' : `'${excerpt(text)}'`;
}
