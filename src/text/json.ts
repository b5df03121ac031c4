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
