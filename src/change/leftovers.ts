import { type Line, textAt } from '../ini/document.ts';
import { writeEdits } from '../ini/write.ts';
import { findByEntryName, SECTIONS } from '../settings/catalogue.ts';
import type { Document } from '../settings/document.ts';

/**
 * The lines that are no comment and set nothing in WSL: entries that WSL does not know, entries that an earlier one of
 * the same setting overrides, lines that it cannot read, and headers of sections that it does not have. Where a header
 * among them decides what other entries set, no header is one.
 */
export function leftoversOf(document: Document): readonly Line[] {
  const lines = document.lines.filter((line) => isLeftover(line, document));
  const others = lines.filter((line) => !isHeader(line));
  return others.length === lines.length || canGo(lines, document) ? lines : others;
}

/** Which lines of a file to take out besides. */
export type LeftoversOf = typeof leftoversOf;

function isLeftover(line: Line, document: Document): boolean {
  if (line.kind === 'entry') {
    const setting = findByEntryName(line.name);
    return !setting || document.entriesOf(setting)[0] !== line;
  }
  if (line.kind !== 'header') return line.kind === 'invalid';
  const name = textAt(document.text, line.name).toLowerCase();
  return !SECTIONS.some((section) => section === name);
}

/** Whether a line is a header, or set out to be one: entries below it may have their names from it. */
function isHeader(line: Line): boolean {
  return line.kind === 'header' || (line.kind === 'invalid' && line.intent === 'header');
}

function canGo(lines: readonly Line[], document: Document): boolean {
  const rest = document.edited(
    writeEdits(
      document,
      lines.map((line) => ({ kind: 'remove', line })),
    ),
  );
  const [now, then] = [document, rest].map(({ reading }) =>
    JSON.stringify([...reading.applied].map(([{ name }, { entry }]) => [name, entry.value])),
  );
  return now === then;
}
