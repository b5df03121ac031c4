import type { Hover, Position } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Explanation, PageStyle } from '../explain/page.ts';
import { requireExplanation } from '../explain/topics.ts';
import type { Span } from '../ini/document.ts';
import { readIni } from '../ini/read.ts';
import { findByEntryName, NETWORKING_SETTINGS, SECTIONS } from '../settings/catalogue.ts';
import { modeOfSpelling } from '../settings/modes.ts';
import { SECTION_WORDS } from './completion.ts';
import { rangeOf } from './diagnostics.ts';

/** What `wslnet explain` says of the section, the setting or the mode at a place; null where there is nothing to say. */
export function hoverAt(document: TextDocument, position: Position, style: PageStyle): Hover | null {
  const text = document.getText();
  const offset = document.offsetAt(position);
  const line = readIni(text).lines.find(({ start, bodyEnd }) => start <= offset && offset <= bodyEnd);
  if (line?.kind === 'header') return isIn(line.name, offset) ? sectionPage(line.name, document) : null;
  if (line?.kind !== 'entry') return null;
  const setting = findByEntryName(line.name);
  if (!setting) return null;
  if (isIn(line.key, offset)) return page(requireExplanation(setting.name), line.key, document, style);
  if (!isIn(line.raw, offset)) return null;
  const mode = setting === NETWORKING_SETTINGS.networkingMode ? modeOfSpelling(line.value) : undefined;
  return page(requireExplanation(mode ?? setting.name), line.raw, document, style);
}

function isIn({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

function sectionPage(name: Span, document: TextDocument): Hover | null {
  const range = rangeOf(name, document);
  const section = SECTIONS.find((each) => each === document.getText(range).toLowerCase());
  return section ? { contents: SECTION_WORDS[section], range } : null;
}

/** A page is laid out with blanks, which Markdown would run together. */
function page(explanation: Explanation, span: Span, document: TextDocument, style: PageStyle): Hover {
  const value = `\`\`\`text\n${explanation.toText(style).trimEnd()}\n\`\`\``;
  return { contents: { kind: 'markdown', value }, range: rangeOf(span, document) };
}
