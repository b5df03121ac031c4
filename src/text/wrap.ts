import { eastAsianWidth } from 'get-east-asian-width';

/** Breaks a text between words into lines of at most `width` characters; a longer word has a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line === '') {
      line = word;
    } else if (line.length + 1 + word.length <= width) {
      line += ` ${word}`;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** A text broken as {@link wrap} does it, each line ended by a newline. @param style for each line by itself */
export function wrapped(text: string, width: number, style = (line: string) => line): string {
  return wrap(text, width)
    .map((line) => `${style(line)}\n`)
    .join('');
}

/** How many columns a text without control characters takes in a terminal. Marks stand on what is before them. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.replace(/\p{M}/gu, '')) width += eastAsianWidth(character.codePointAt(0) ?? 0);
  return width;
}
