import type { Span } from './span.ts';

/**
 * One replacement in a text: the units from `start` up to, not including, `end` give way to `newText`.
 * Offsets are UTF-16 units of the original text without its byte-order mark. `start === end` inserts.
 */
export interface TextEdit extends Span {
  readonly newText: string;
}

/**
 * The text with all edits made, each against the original offsets.
 * @param edits in order of `start`, none overlapping
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let from = 0;
  for (const { start, end, newText } of edits) {
    result += text.slice(from, start) + newText;
    from = end;
  }
  return result + text.slice(from);
}

/**
 * Edits in order of their place; those that touch become one, so that no two share an offset.
 * @param edits not overlapping; of several at one offset the insertions come first, in the order given
 */
export function normaliseEdits(edits: readonly TextEdit[]): TextEdit[] {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const result: TextEdit[] = [];
  for (const edit of sorted) {
    const last = result.at(-1);
    if (last && last.end === edit.start) {
      result[result.length - 1] = { start: last.start, end: edit.end, newText: last.newText + edit.newText };
    } else {
      result.push(edit);
    }
  }
  return result;
}
