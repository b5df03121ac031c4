/** The UTF-16 units that mean something to WSL's reader. All tests are on the whole unit, never on its low byte. */
const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const EQUALS = 0x3d;
export const BRACKET_OPEN = 0x5b;
export const BACKSLASH = 0x5c;
export const BRACKET_CLOSE = 0x5d;

/** What a text-mode read of the file takes for its end. */
export const CTRL_Z = '\u001a';

export function isBlank(unit: number): boolean {
  return unit === SPACE || unit === TAB;
}

export function isLetter(unit: number): boolean {
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x7a && unit >= 0x41 && unit <= 0x7a;
}

export function isLetterOrDigit(unit: number): boolean {
  return isLetter(unit) || (unit >= 0x30 && unit <= 0x39);
}
