import { eastAsianWidth } from 'get-east-asian-width';

/** How many columns a text without control characters takes in a terminal. Marks stand on what is before them. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.replace(/\p{M}/gu, '')) width += eastAsianWidth(character.codePointAt(0) ?? 0);
  return width;
}
