import type { Entry } from './line.ts';
import { textAt } from './span.ts';
import { encodeValue } from './value.ts';

/** How entries are laid out. */
export interface EntryStyle {
  readonly indent: string;
  /** Blanks before and behind the `=`. */
  readonly before: string;
  readonly after: string;
  /** How many columns the `=` stands behind the key's beginning, where a table lines it up. */
  readonly column: number | null;
}

const PLAIN_STYLE: EntryStyle = { indent: '', before: '', after: '', column: null };

/** The style of the last entry; with a column where the last two, with keys of different lengths, share it. */
export function entryStyle(text: string, entries: readonly Entry[]): EntryStyle {
  const last = entries.at(-1);
  if (!last) return PLAIN_STYLE;
  const [before = '', after = ''] = textAt(text, last.separator).split('=');
  const previous = entries.at(-2);
  const lengthOf = (entry: Entry) => entry.key.end - entry.key.start;
  const columnOf = (entry: Entry) => text.indexOf('=', entry.key.end) - entry.key.start;
  const isTable =
    previous !== undefined && lengthOf(previous) !== lengthOf(last) && columnOf(previous) === columnOf(last);
  return {
    indent: text.slice(last.start, last.key.start),
    before: before.slice(0, 1),
    after: isTable ? after : after.slice(0, 1),
    column: isTable ? columnOf(last) : null,
  };
}

/** A new entry as a line in a style, without newline. */
export function spellEntry(
  { key, value }: { readonly key: string; readonly value: string },
  { indent, before, after, column }: EntryStyle,
): string {
  const padded = column !== null && column > key.length ? key.padEnd(column) : key + before;
  return `${indent}${padded}=${after}${encodeValue(value)}`;
}
