import type { Span } from './document.ts';
import { type Decoded, indexFrom } from './text.ts';

/**
 * One replacement in a text: the units from `start` up to, not including, `end` are replaced by `newText`.
 * Offsets are UTF-16 units of the original text without its byte-order mark. `start === end` inserts.
 */
export interface TextEdit extends Span {
  readonly newText: string;
}

/** An edit that says which parts of its text were moved from elsewhere. */
export interface TracedEdit extends TextEdit {
  /** Parts of `newText` that are moved and not new, in order. */
  readonly copies?: readonly Copy[];
}

/** A part of an edit's new text that is as it was at `from` of the original. */
export interface Copy {
  /** Where it begins in `newText`. */
  readonly at: number;
  readonly from: Span;
}

/**
 * The text with all edits made, each against the original offsets.
 * @param edits in order of `start`, none overlapping
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, newText } of edits) {
    parts.push(text.slice(from, start), newText);
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

/** As {@link applyEdits}, with the bytes that are not UTF-8 kept: where nothing is edited, and in what is moved. */
export function editDecoded(decoded: Decoded, edits: readonly TracedEdit[]): Decoded {
  const { text, malformed, end } = decoded;
  const result = applyEdits(text, edits);
  if (malformed.offsets.length === 0) return { ...decoded, text: result, end: result.length };
  const kept: [offset: number, byte: number][] = [];
  const byteAt = new Map(malformed.offsets.map((offset, index) => [offset, malformed.bytes[index] ?? 0]));
  let next = 0;
  let shift = 0;
  const keepUpTo = (limit: number) => {
    for (; (malformed.offsets[next] ?? Number.POSITIVE_INFINITY) < limit; next++) {
      kept.push([(malformed.offsets[next] ?? 0) + shift, malformed.bytes[next] ?? 0]);
    }
  };
  let newEnd = end;
  for (const edit of edits) {
    keepUpTo(edit.start);
    while ((malformed.offsets[next] ?? Number.POSITIVE_INFINITY) < edit.end) next++;
    for (const { at, from } of edit.copies ?? []) {
      for (let offset = from.start; offset < from.end; offset++) {
        const byte = byteAt.get(offset);
        if (byte !== undefined) kept.push([edit.start + shift + at + offset - from.start, byte]);
      }
    }
    shift += edit.newText.length - (edit.end - edit.start);
    if (edit.start <= end) newEnd = edit.end > end ? result.length : end + shift;
  }
  keepUpTo(Number.POSITIVE_INFINITY);
  const offsets = kept.map(([offset]) => offset);
  return { ...decoded, text: result, malformed: { offsets, bytes: kept.map(([, byte]) => byte) }, end: newEnd };
}

/**
 * Edits in order of their place; those that touch become one, so that no two share an offset.
 * @param edits not overlapping; of several at one offset the insertions come first, in the order given
 */
export function normaliseEdits(edits: readonly TracedEdit[]): TracedEdit[] {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const groups: TracedEdit[][] = [];
  for (const edit of sorted) {
    const group = groups.at(-1);
    if (group && group.at(-1)?.end === edit.start) group.push(edit);
    else groups.push([edit]);
  }
  return groups.map(joinEdits);
}

function joinEdits(group: readonly TracedEdit[]): TracedEdit {
  const [first] = group;
  if (!first || group.length === 1) return first ?? { start: 0, end: 0, newText: '' };
  let length = 0;
  const copies = group.flatMap((edit) => {
    const own = (edit.copies ?? []).map((copy) => ({ ...copy, at: copy.at + length }));
    length += edit.newText.length;
    return own;
  });
  const newText = group.map((edit) => edit.newText).join('');
  const joined = { start: first.start, end: group.at(-1)?.end ?? first.end, newText };
  return copies.length === 0 ? joined : { ...joined, copies };
}

/**
 * Where places of an edited text were before the edits: in what was moved the old place, in what is new where that was
 * put in.
 * @param edits in order, as {@link normaliseEdits} gives them
 */
export function placesBefore(edits: readonly TracedEdit[]): (offset: number) => number {
  const starts: number[] = [];
  const shifts: number[] = [];
  let shift = 0;
  for (const { start, end, newText } of edits) {
    starts.push(start + shift);
    shift += newText.length - (end - start);
    shifts.push(shift);
  }
  return (offset) => {
    const index = indexFrom(starts, offset + 1) - 1;
    const edit = edits[index];
    if (!edit) return offset;
    const { start, end, newText, copies = [] } = edit;
    const within = offset - (starts[index] ?? 0);
    if (within >= newText.length) return offset - (shifts[index] ?? 0);
    const copy = copies.find(({ at, from }) => within >= at && within < at + from.end - from.start);
    return copy ? copy.from.start + within - copy.at : Math.min(start + within, end);
  };
}
