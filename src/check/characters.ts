import { printable } from '../text/printable.ts';

/** A character that looks like one of WSL's grammar, or like nothing, and is another one. */
interface Lookalike {
  /** What it is called. */
  readonly name: string;
  /** What it stands for where people type it; empty for what is invisible. */
  readonly means: string;
}

const LOOKALIKES: ReadonlyMap<string, Lookalike> = new Map([
  ...named('a curly quote', '"', '“”„‟'),
  ...named('a curly quote', "'", '‘’‚‛'),
  ...named('an angle quote', '"', '«»'),
  ...named('a black bracket', '[', '【〖'),
  ...named('a black bracket', ']', '】〗'),
  ...named('a corner bracket', '[', '「『'),
  ...named('a corner bracket', ']', '」』'),
  ...named('a dash', '-', '‐‑‒–—−'),
  ...named('an ideographic comma', ',', '、'),
  ...named('a no-break space', ' ', '\u00a0\u202f'),
  ...named('an ideographic space', ' ', '\u3000'),
  ...named('a wide or narrow space', ' ', '\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u205f'),
  ...named('a vertical tab or form feed', ' ', '\u000b\u000c'),
  ...named('an invisible zero-width character', '', '\u200b\u200c\u200d\u2060\u00ad\u180e'),
  ...named('an invisible direction mark', '', '\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'),
  ...named('an invisible byte-order mark', '', '\ufeff'),
  ...named('a NUL', '', '\0'),
  ...named('a line separator', ' ', '\u0085\u2028\u2029'),
  ...paired('a Cyrillic letter', 'аеорсхуіѕјһԁмтк', 'aeopcxyisjhdmtk'),
  ...paired('a Greek letter', 'ονα', 'ova'),
]);

function named(name: string, means: string, characters: string): (readonly [string, Lookalike])[] {
  return [...characters].map((character) => [character, { name, means }] as const);
}

function paired(name: string, characters: string, letters: string): (readonly [string, Lookalike])[] {
  return [...characters].map((character, index) => [character, { name, means: letters.charAt(index) }] as const);
}

const FULL_WIDTH_NAMES: Readonly<Record<string, string>> = {
  '=': 'equals sign',
  ',': 'comma',
  ';': 'semicolon',
  ':': 'colon',
  '#': 'number sign',
  '[': 'bracket',
  ']': 'bracket',
  '(': 'bracket',
  ')': 'bracket',
  '"': 'quote',
  '.': 'full stop',
};

function lookalikeOf(character: string): Lookalike | undefined {
  const known = LOOKALIKES.get(character);
  if (known) return known;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0xff01 || code > 0xff5e) return undefined;
  const means = String.fromCharCode(code - 0xfee0);
  const name = FULL_WIDTH_NAMES[means] ?? (/[0-9]/.test(means) ? 'digit' : /[a-z]/i.test(means) ? 'letter' : 'sign');
  return { name: `a full-width ${name}`, means };
}

/** A character in words: as it is shown, what it is called and its number. */
export function describeCharacter(character: string): string {
  const number = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const name = lookalikeOf(character)?.name;
  const isShown = !printable(character).startsWith('<U+') && character.charCodeAt(0) > 0x20;
  if (character === '\ufffd') return 'a byte that is not UTF-8';
  if (name) return isShown ? `'${character}', ${name} (${number})` : `${name} (${number})`;
  return isShown ? `'${character}' (${number})` : `the character ${number}`;
}

/** Index of the first character that stands for another one; -1 where there is none. */
export function findLookalike(text: string): number {
  if (/^[\t\n\r -~]*$/.test(text)) return -1;
  let index = 0;
  for (const character of text) {
    if (lookalikeOf(character)) return index;
    index += character.length;
  }
  return -1;
}

/** A text with every character that stands for another one replaced by that. */
export function plainSpelling(text: string): string {
  if (/^[\t\n\r -~]*$/.test(text)) return text;
  return [...text].map((character) => lookalikeOf(character)?.means ?? character).join('');
}
