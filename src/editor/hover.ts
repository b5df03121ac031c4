import type { Hover, Position } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Explanation, PageStyle } from '../explain/page.ts';
import { requireExplanation } from '../explain/topics.ts';
import type { Entry, Span } from '../ini/document.ts';
import { readIni } from '../ini/read.ts';
import { findByEntryName, NETWORKING_SETTINGS } from '../settings/catalogue.ts';
import { modeOfSpelling } from '../settings/modes.ts';
import { rangeOf } from './diagnostics.ts';

/** What `wslnet explain` says of the setting or the mode at a place; null where there is nothing to say. */
export function hoverAt(document: TextDocument, position: Position, style: PageStyle): Hover | null {
  const text = document.getText();
  const offset = document.offsetAt(position);
  const entry = readIni(text).lines.find((line) => line.start <= offset && offset <= line.bodyEnd);
  if (entry?.kind !== 'entry') return null;
  const setting = findByEntryName(entry.name);
  if (!setting) return null;
  if (isIn(entry.key, offset)) return page(requireExplanation(setting.name), entry.key, document, style);
  const mode = setting === NETWORKING_SETTINGS.networkingMode ? modeOf(entry) : undefined;
  return mode && isIn(entry.raw, offset) ? page(requireExplanation(mode), entry.raw, document, style) : null;
}

function modeOf({ value }: Entry): string | undefined {
  return modeOfSpelling(value);
}

function isIn({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** A page is laid out with blanks, which Markdown would run together. */
function page(explanation: Explanation, span: Span, document: TextDocument, style: PageStyle): Hover {
  const value = `\`\`\`text\n${explanation.toText(style).trimEnd()}\n\`\`\``;
  return { contents: { kind: 'markdown', value }, range: rangeOf(span, document) };
}
