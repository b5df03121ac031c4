import { eastAsianWidth } from 'get-east-asian-width';

/**
 * Breaks a text between words into lines of at most `width` columns; a longer word has a line of its own. A command of
 * wslnet is not broken where it fits a line, so that it can be copied.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of wordsOf(text, width)) {
    const needed = displayWidth(word);
    if (line === '') {
      [line, used] = [word, needed];
    } else if (used + 1 + needed <= width) {
      line += ` ${word}`;
      used += 1 + needed;
    } else {
      lines.push(line);
      [line, used] = [word, needed];
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

/** A command within a sentence: the verb, and the options, numbers and settings behind it. */
const COMMAND = /\bwslnet [a-z]\S*(?: (?:--?[a-z]\S*|\d\S*|\w+[-+]?=\S*|<[a-z]+>\S*))*/;
/** Behind a colon a command takes the rest of the sentence, up to a bracket. */
const LAST_COMMAND = /(?<=: )wslnet [a-z](?:[^(.;]|\.(?! |$))*?(?= \(|\. |[.;]?$)/;
const COMMANDS = new RegExp(`${LAST_COMMAND.source}|${COMMAND.source}`, 'g');

/** Words, with the blanks between them left out; a command counts as one word where it fits a line. */
function wordsOf(text: string, width: number): string[] {
  if (!text.includes('wslnet ')) return text.split(' ');
  const words: string[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(COMMANDS)) {
    // What stands before or behind it without a blank belongs to it: a bracket, a quote, a full stop.
    const start = text.lastIndexOf(' ', index) + 1;
    const candidates = [found, COMMAND.exec(found)?.[0] ?? ''].map(({ length }) => {
      const behind = /^\S*/.exec(text.slice(index + length))?.[0] ?? '';
      return text.slice(start, index + length + behind.length);
    });
    const command = candidates.find((each) => displayWidth(each) <= width);
    if (command === undefined || start < end) continue;
    if (start > end) words.push(...text.slice(end, start - 1).split(' '));
    words.push(command);
    end = start + command.length + 1;
  }
  return end > text.length ? words : [...words, ...text.slice(end).split(' ')];
}

/** How many columns a text without control characters takes in a terminal. Marks stand on what is before them. */
export function displayWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text.replace(/\p{M}/gu, '')) width += eastAsianWidth(character.codePointAt(0) ?? 0);
  return width;
}
